# ---- A gateway that does not answer: its mount is taken away by force, on the way back alone ----

# Whether the server of the topmost mount answers one of two null calls; one that cannot be asked at the address and
# port of the mount does: force is for a server that is known to be silent.
server_answers() {
  command -v rpcinfo >/dev/null 2>&1 || return 0
  address=$(address_of "$at_superblock")
  port=$(printf ',%s' "$at_superblock" | sed -n 's/.*,port=\([0-9]*\).*/\1/p')
  case $port in '' | 0) port=2049 ;; esac
  case ,$at_superblock, in *,proto=tcp,*) ;; *) return 0 ;; esac
  case $address in *.*.*.*) ;; *) return 0 ;; esac
  case ,$at_options, in *,vers=3,*) version=3 ;; *) version=4 ;; esac
  for call in 1 2; do
    attempt timeout -s KILL 8 rpcinfo -a "$address.$((port / 256)).$((port % 256))" -T tcp 100003 "$version"
    case $status:$output in 0:* | *[Uu]sage*) return 0 ;; esac
  done
  return 1
}

# A line for each process that has something below the mount: its number, what, and the path. Nothing here asks the
# server: links of proc are names. Others have chosen them: a newline in one begins no line, for whoever has one is killed.
list_users() {
  find "$proc"/[0-9]*/fd "$proc"/[0-9]*/cwd "$proc"/[0-9]*/root "$proc"/[0-9]*/exe -maxdepth 1 -type l \
    -printf '%p\t%l\0' 2>/dev/null | tr '\n\0' '?\n' | proc=$proc/ mount=$mount awk -F '\t' '
    {
      if ($2 != ENVIRON["mount"] && index($2, ENVIRON["mount"] "/") != 1) next
      what = substr($1, length(ENVIRON["proc"]) + 1)
      process = what
      sub(/\/.*/, "", process)
      sub(/^[^\/]*\//, "", what)
      if (process > 1) print process, what, $2
    }'
  grep -lF " $mount/" "$proc"/[0-9]*/maps 2>/dev/null | sed 's|.*/\([0-9]*\)/maps$|\1 maps|'
}

# Those of $1 whose file is open for writing: what they have not yet written is lost.
open_for_writing() {
  printf '%s\n' "$1" | while read -r process what path; do
    case $what in
      fd/*)
        flags=$(sed -n 's/^flags:[[:blank:]]*//p' "$proc/$process/fdinfo/${what#fd/}" 2>/dev/null) || continue
        case $flags in *[12]) printf '%s %s\n' "$process" "$path" ;; esac
        ;;
    esac
  done
}

# Ends with 0 where the topmost mount is gone.
unmount_dead() {
  plain=$output
  look "$mount"
  layers=$mounts
  if server_answers; then
    output=$plain
    return 1
  fi
  emit forced "$at_source"
  device=$at_device own=$at_target
  read_mount_table
  # The kernel ends the calls of every mount of that file system.
  emit forced-with "$(printf '%s\n' "$output" | awk -v device="$device" -v own="$own" '
    $2 == device && $1 != own { print $1 }' | head -n 8)"
  limit=40 writers=
  for round in 1 2 3; do
    attempt_mount umount -f "$mount"
    look "$mount"
    [ "$mounts" -ge "$layers" ] || break
    users=$(list_users)
    writers=$(printf '%s\n%s' "$writers" "$(open_for_writing "$users")" | sort -u | sed '/^$/d' | head -n 40 | head -c 1500)
    for process in $(printf '%s\n' "$users" | cut -d ' ' -f 1 | sort -u); do
      [ "$process" = "$$" ] || bounded kill -9 "$process" >/dev/null 2>&1 || :
    done
    sleep 1
  done
  emit open-files "$writers"
  limit=20
  if [ "$mounts" -ge "$layers" ]; then
    # What hangs in it keeps the file system in memory until the boot, and may be written until then; the path is free.
    # Noted first: nobody could see it any more.
    read_boot
    write_state detached "boot=${booted:-unknown} run=$run"
    attempt_mount umount -l "$mount"
    look "$mount"
    [ "$mounts" -lt "$layers" ] || return 1
    emit detached "${booted:-unknown}"
  fi
}

# A plain unmount of a server that is dead would hang until it is killed.
leave_topmost() {
  still_owner
  output=
  if server_answers && unmount; then return 0; fi
  unmount_dead
}

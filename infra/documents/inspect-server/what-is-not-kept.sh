# ---- What S3 and the gateway do not keep: ACLs, attributes of users, locks; and who is there ----
# Asks tool $2 about the first fifty files and folders of the source, as the application's user, by program $3,
# which prints + and the path where there is something, - where not, ! where it cannot tell.
survey() {
  if ! command -v "$2" >/dev/null 2>&1; then
    emit "$1" "no-tool $2"
    return 0
  fi
  attempt as_user sh -c '
    find -H "$1" -xdev \( -type f -o -type d \) -print0 2>/dev/null | head -z -n 50 |
      xargs -0 -r -n 1 sh -c "$2" sh' sh "$mount" "$3"
  case $status in
    137) emit "$1" "hung $2" ;;
    *)
      emit "$1" "$(printf '%s\n' "$output" | awk '
        /^[+]/ { has++; if (has == 1) first = substr($0, 2, 200) }
        /^-/ { none++ }
        /^!/ { failed++ }
        END { printf "seen %d %d %d %s", has, none, failed, first }')"
      ;;
  esac
}

report='
  if [ "$status" -ne 0 ]; then
    case $said in *"not supported"*) echo - ;; *) echo "!" ;; esac
  elif [ -z "$said" ]; then echo -
  else printf "+%s\n" "$(printf %s "$1" | tr -c "[:print:]" "?")"
  fi'

if [ -n "$at_device" ]; then
  limit=40
  case $at_fstype in
    nfs4)
      survey acls nfs4_getfacl 'status=0
        said=$(nfs4_getfacl "$1" 2>&1) || status=$?
        [ "$status" -ne 0 ] || said=$(printf "%s\n" "$said" |
          awk -F: "!/^#/ && NF >= 4 && \$3 !~ /^(OWNER|GROUP|EVERYONE)@\$/")'"$report"
      ;;
    *)
      survey acls getfacl 'status=0
        said=$(getfacl -s -p -n -- "$1" 2>&1) || status=$?'"$report"
      ;;
  esac
  survey attributes getfattr 'status=0
    said=$(getfattr -h --absolute-names -- "$1" 2>&1) || status=$?'"$report"
  limit=20

  new_list
  locks_known=no
  device_hex=$(printf '%02x:%02x:' "${at_device%:*}" "${at_device#*:}")
  if locks=$(awk -v device="$device_hex" '
    / (POSIX|FLOCK|OFDLCK) / {
      for (i = 1; i <= NF; i++) if (index($i, device) == 1) print $(i - 4), $(i - 2), "by process", $(i - 1)
    }' <"$proc/locks" 2>/dev/null); then
    locks_known=yes
    while read -r line; do
      [ -z "$line" ] || add "$line"
    done <<END
$locks
END
  fi
  emit locks-known "$locks_known"
  emit_list locks

  users_known=no
  if command -v fuser >/dev/null 2>&1; then users_known=yes; fi
  find_holders
  [ "$status" -ne 137 ] || users_known=no
  emit users-known "$users_known"
  emit users "$holders"
fi

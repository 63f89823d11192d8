#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/decode-both-mounts.sh
decode ReadFolder '{{ ReadFolder }}'
read_folder=$value
decode WriteFolder '{{ WriteFolder }}'
write_folder=$value
decode Files '{{ Files }}'
files=$value
decode Size '{{ Size }}'
size=$value
decode Write '{{ Write }}'
write=$value
. ../lib/decode-user-group.sh
. ../lib/decode-run-state.sh

need_number() {
  case $2 in
    '' | 0* | *[!0-9]*) refuse bad-parameter "$1 is not a number" ;;
  esac
  if [ "${#2}" -gt 8 ] || [ "$2" -gt "$3" ]; then refuse bad-parameter "$1 is more than $3"; fi
}

need_path SourceMountPath "$source_mount"
need_path GatewayMountPath "$gateway_mount"
need_path StatePath "$state"
need_run "$run"
need_number Files "$files" $((MOST_SPEED_FILES))
need_number Size "$size" $((MOST_SPEED_BYTES))
[ -z "$read_folder" ] || need_relative ReadFolder "$read_folder"
[ -z "$write_folder" ] || need_relative WriteFolder "$write_folder"
case $write in yes | no) ;; *) refuse bad-parameter 'Write is neither yes nor no' ;; esac
need_user

for mount in "$source_mount" "$gateway_mount"; do
  . ../lib/need-mounted.sh
  need_inside "$mount/$read_folder"
  [ "$write" = no ] || need_inside "$mount/$write_folder"
done

hidden=.nfs-cutover-speed-$run
source_folder=$source_mount/${write_folder:+$write_folder/}$hidden
gateway_folder=$gateway_mount/${write_folder:+$write_folder/}$hidden
names=$state/$run/speed-names
marker=$state/$run/speed-folders
made=no

# Removes what this run has written into folder $1, and the folder.
remove_folder() {
  attempt as_user sh -c '
    [ -d "$1" ] || exit 0
    find "$1" -maxdepth 1 -type f -name "[ab][0-9]*" -exec rm -f -- {} + && rmdir -- "$1"' sh "$1"
}

# The last thing in every way out, a signal included.
finish() {
  code=$?
  trap '' HUP INT TERM
  limit=20
  rm -f -- "$names" "$names.all"
  if [ "$made" = yes ]; then
    left=
    for folder in "$source_folder" "$gateway_folder"; do
      remove_folder "$folder"
      [ "$status" -eq 0 ] || left=$left${left:+, }$folder
    done
    emit left "$left"
    [ -n "$left" ] || rm -f -- "$marker"
  fi
  rmdir -- "$state/$run" 2>/dev/null || :
  case $code in 0 | 3) exit "$code" ;; *) exit 1 ;; esac
}
(umask 077 && mkdir -p -- "$state/$run")
trap finish EXIT
trap 'exit 1' HUP INT TERM

# ---- Reading: files that are on both sides, with the same size ----
as_user find "$source_mount/$read_folder" -maxdepth 1 -type f -size +0c ! -name '.nfs-cutover-*' \
  -printf '%f\0' 2>/dev/null | head -z -n 1000 >"$names.all" || :
as_user xargs -0 -r sh -c '
  source=$1 gateway=$2 left=$3
  shift 3
  for name; do
    [ "$left" -gt 0 ] || exit 0
    [ -r "$source/$name" ] && [ -f "$gateway/$name" ] && [ -r "$gateway/$name" ] || continue
    [ "$(stat -c %s -- "$source/$name")" = "$(stat -c %s -- "$gateway/$name")" ] || continue
    printf "%s\0" "$name"
    left=$((left - 1))
  done' sh "$source_mount/$read_folder" "$gateway_mount/$read_folder" "$files" \
  <"$names.all" 2>/dev/null | head -z -n "$files" >"$names" || :
count=$(tr -cd '\0' <"$names" | wc -c)
emit read-files "$count"

# $output: milliseconds for reading all of them below $1, in the way $2.
read_side() {
  limit=120
  attempt as_user xargs -0 sh -c '
    folder=$1 size=$2 way=$3
    shift 3
    # As far as an ordinary user can: the pages of the file leave the cache of this server.
    for name; do dd if="$folder/$name" of=/dev/null iflag=nocache count=0 2>/dev/null || :; done
    begun=$(date +%s%N)
    for name; do dd if="$folder/$name" of=/dev/null bs="$size" count=1 $way 2>/dev/null || exit 1; done
    ended=$(date +%s%N)
    echo "$(((ended - begun) / 1000000))"' sh "$1/$read_folder" "$size" "$2" <"$names"
  limit=20
  [ "$status" -ne 137 ] || refuse hung "reading below $1 did not end within 120 s"
}

# Both sides in the same way, or it would say nothing.
read_both() {
  read_side "$source_mount" "$1"
  from_source=$output
  [ "$status" -eq 0 ] || return 1
  read_side "$gateway_mount" "$1"
  from_gateway=$output
  [ "$status" -eq 0 ]
}

if [ "$count" -gt 0 ]; then
  way=direct
  if ! read_both iflag=direct; then
    way=cached
    read_both '' || refuse read-failed "a file that is on both sides could not be read: $output"
  fi
  bytes=$(as_user xargs -0 sh -c 'folder=$1; shift; cd -- "$folder" && stat -c %s -- "$@"' sh \
    "$source_mount/$read_folder" <"$names" | awk -v size="$size" '{ n += $1 < size ? $1 : size } END { printf "%d", n }')
  emit read-bytes "$bytes"
  emit read-way "$way"
  emit read-source "$from_source"
  emit read-gateway "$from_gateway"
fi

# ---- Writing and renaming: in a hidden folder of this run, on both sides ----
write_side() {
  limit=120
  attempt as_user sh -c '
    folder=$1 size=$2 files=$3
    begun=$(date +%s%N)
    i=0
    while [ "$i" -lt "$files" ]; do
      i=$((i + 1))
      said=$(dd if=/dev/zero of="$folder/a$i" bs="$size" count=1 conv=excl,fsync 2>&1) || { echo "$said"; exit 1; }
    done
    written=$(date +%s%N)
    i=0
    while [ "$i" -lt "$files" ]; do
      i=$((i + 1))
      mv -T -- "$folder/a$i" "$folder/b$i" || exit 1
    done
    renamed=$(date +%s%N)
    echo "$(((written - begun) / 1000000)) $(((renamed - written) / 1000000))"' sh "$1" "$size" "$files"
  limit=20
  [ "$status" -ne 137 ] || refuse hung "writing into $1 did not end within 120 s"
  [ "$status" -eq 0 ] || refuse write-failed "$output"
}

if [ "$write" = yes ]; then
  if [ -f "$marker" ]; then
    # This run was ended without a chance to remove them.
    for folder in "$source_folder" "$gateway_folder"; do
      remove_folder "$folder"
      [ "$status" -eq 0 ] || refuse not-removed "$folder: $output"
    done
  fi
  for folder in "$source_folder" "$gateway_folder"; do
    look_at "$folder"
    [ "$kind" = missing ] || refuse folder-exists "$folder"
  done
  (umask 077 && : >"$marker")
  made=yes
  for folder in "$source_folder" "$gateway_folder"; do
    attempt as_user mkdir -- "$folder"
    [ "$status" -ne 137 ] || refuse hung "no answer within $limit s"
    [ "$status" -eq 0 ] || refuse write-failed "$output"
  done
  write_side "$source_folder"
  emit write-source "${output% *}"
  emit rename-source "${output#* }"
  write_side "$gateway_folder"
  emit write-gateway "${output% *}"
  emit rename-gateway "${output#* }"
fi
emit measured yes

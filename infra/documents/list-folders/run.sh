#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/spool.sh

decode MountPath '{{ MountPath }}'
mount=$value
decode Folders '{{ Folders }}'
folders=$value
decode Below '{{ Below }}'
below=$value
. ../lib/decode-manifest-user-group.sh
decode MostBytes '{{ MostBytes }}'
most_bytes=$value
decode LimitSeconds '{{ LimitSeconds }}'
limit_seconds=$value
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
case $below in
  yes) depth=1000000 ;;
  no) depth=1 ;;
  *) refuse bad-parameter 'Below is neither yes nor no' ;;
esac
need_number MostBytes "$most_bytes" $((LEAST_PART_BYTES)) $((MOST_PART_BYTES))
. ../lib/begin-listing.sh

. ../lib/inspect-listed-mount.sh
began=$(date +%s)

(umask 077 && mkdir -p -- "$state/$run")
umask 077
work=$(mktemp -d -- "$state/$run/folders.XXXXXX")
. ../lib/tidy-work.sh

# Each begins with ./, so that find reads none as an expression.
while read -r encoded; do
  decode 'a folder' "$encoded"
  if [ "$value" != . ]; then
    need_relative 'a folder' "$value"
    value=./$value
  fi
  printf '%s\0' "$value" >>"$work/folders"
done <<EOF
$folders
EOF

# Lists the folders that it is given, to the depth $6, as the user. On standard error, besides messages, records D of
# the file system of each folder, and P of what is pruned.
cat >"$work/list" <<'PROGRAM'
limit=$1 uid=$2 gid=$3 groups=$4 mount=$5 depth=$6
shift 6
hex='[0-9a-fA-F]'
silly=.nfs$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex$hex
meta='%s %T@ %C@ %m %U %G %n'
status=0
timeout --foreground -s KILL "$limit" setpriv --reuid="$uid" --regid="$gid" --groups="$groups" -- \
  sh -c 'cd -P -- "$1" || exit 1; shift; exec find "$@"' sh "$mount" "$@" \
  -ignore_readdir_race -xdev -maxdepth "$depth" \
  \( ! -type d -name "$silly*" -o \
  -type d \( -name .snapshot -o -name '~snapshot' -o -name .zfs \) \) \
  -prune -fprintf /dev/stderr '\0P%p\0' -o \
  -type d \( ! -readable -o ! -executable \) -prune -printf "u $meta/%p/\0" -o \
  -type d -fprintf /dev/stderr '\0D%D %p\0' -printf "d $meta/%p/\0" -o \
  -type f -links +1 -printf "%y $meta:%i/%p\0" -o \
  -printf "%y $meta/%p\0" || status=$?
# 255 makes xargs stop at once.
case $status in 124 | 137) exit 255 ;; *) exit "$status" ;; esac
PROGRAM

# Rows are <meta>/<path>, sorted by the bytes of the path, the mount itself left out; what two folders both show, once.
{
  {
    {
      xargs -0 -r sh "$work/list" "$limit_seconds" "$uid" "$gid" "$groups" "$mount" "$depth" \
        <"$work/folders" 2>&1 >&3 3>&- || echo "$?" >"$work/failed"
    } | sed -zn "/^\$/d;/^D$device /d;p" >"$work/notes"
  } 3>&1 | sed -z 's/\/\.\//\//;/^[^/]*\/$/d' |
    sort -z -s -u -t / -k 2 -S 64M -T "$work" --compress-program=gzip >"$work/rows"
} || fail 'the rows could not be sorted'

foreign=$(sed -zn '/^D/{s/^[^ ]* //;p}' "$work/notes" | head -z -n 5 | tr '\0' '\n')
[ -z "$foreign" ] || refuse other-file-system "$foreign"
# Folders that are not there are no failure: whoever asks sees that they are missing.
sed -zn '/^[DP]/!p' "$work/notes" | tr '\0' '\n' >"$work/said"
said=$(grep -av ': No such file or directory$' "$work/said" | head -c 2000) || :
if grep -q '^124$' "$work/failed" 2>/dev/null; then
  refuse hung "the folders could not be listed within $limit_seconds s"
elif [ -n "$said" ]; then
  fail "the listing failed: $said"
elif [ -f "$work/failed" ] && { [ ! -s "$work/said" ] || ! grep -q '^123$' "$work/failed"; }; then
  fail "the listing failed with status $(cat "$work/failed")"
fi

. ../lib/refuse-changed-mount.sh

gzip -1 <"$work/rows" >"$work/packed"
bytes=$(stat -c %s -- "$work/packed")
[ "$bytes" -le "$most_bytes" ] || refuse too-large "the packed list has $bytes bytes, more than $most_bytes"
kinds() {
  grep -zac "$1" <"$work/rows" || [ $? -eq 1 ]
}
rows=$(tr -dc '\0' <"$work/rows" | wc -c)
emit listed yes
emit source "$source"
emit began "$began"
emit ended "$(date +%s)"
emit rows "$rows"
emit folders "$(kinds '^[du] ')"
emit pruned "$(sed -zn '/^P/p' "$work/notes" | tr -dc '\0' | wc -c)"
emit pruned-first "$(first_pruned)"
emit denied "$(kinds '^u ')"
emit sha256 "$(sha256sum <"$work/rows" | cut -c 1-64)"
[ "$rows" -gt 0 ] || {
  emit parts 0
  exit 0
}
emit parts 1
emit part-1 "$rows $bytes $(sha256sum <"$work/packed" | cut -c 1-64)"
printf -- '-----BEGIN PART 1-----\n'
base64 -w $((PART_LINE_CHARACTERS)) -- "$work/packed"
printf -- '-----END PART 1-----\n'

#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/spool.sh

. ../lib/fstab.sh

. ../lib/old-line.sh

. ../lib/own-mount.sh

decode MountPath '{{ MountPath }}'
mount=$value
decode Label '{{ Label }}'
label=$value
. ../lib/decode-manifest-user-group.sh
decode Fresh '{{ Fresh }}'
fresh=$value
decode Finds '{{ Finds }}'
finds=$value
decode PartBytes '{{ PartBytes }}'
part_bytes=$value
decode LimitSeconds '{{ LimitSeconds }}'
limit_seconds=$value
decode NewerThan '{{ NewerThan }}'
newer_than=$value
decode From '{{ From }}'
decode From "$value"
from=$value
decode Until '{{ Until }}'
decode Until "$value"
until=$value
decode ShareLevel '{{ ShareLevel }}'
share_level=${value:-0}
decode Shares '{{ Shares }}'
shares=${value:-1}
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
name_spool "$run" "$label"
case $fresh in yes | no) ;; *) refuse bad-parameter 'Fresh is neither yes nor no' ;; esac
need_number Finds "$finds" 1 $((MOST_FINDS))
need_number PartBytes "$part_bytes" $((LEAST_PART_BYTES)) $((MOST_PART_BYTES))
need_number ShareLevel "$share_level" 0 9
need_number Shares "$shares" 1 $((MOST_LISTERS))
case $newer_than in
  *[!0-9]* | ????????????*) refuse bad-parameter 'NewerThan is not a number of seconds' ;;
esac
if [ -n "$own_export" ]; then
  case $own_export in [!-]*:/*) ;; *) refuse bad-parameter "not an export (host:/path): $own_export" ;; esac
  need_path FstabPath "$fstab"
  name_fstab
  [ "${1-}" = inside ] || list_inside
  mount_own "$2"
fi
. ../lib/begin-listing.sh
(: | split -t '\0' 2>/dev/null) || refuse old-tools 'split does not know -t: coreutils 8.25 or later is needed'

. ../lib/inspect-listed-mount.sh

# Spools of runs that never came back for theirs, and markers of runs that nobody can start again.
(umask 077 && mkdir -p -- "$state/$run")
find "$state" -mindepth 2 -maxdepth 2 \( -name 'tree-*' -mtime +7 -o -name '*.made' -mtime +60 \) -exec rm -rf -- {} + || :

# A lost runner's listing may still be running: then this one waits for it, and finds it.
exec 9>>"$spool.lock"
flock -w "$limit_seconds" 9 || refuse locked "another listing $label of this run still runs"
print_answer() {
  cat -- "$spool/answer"
  sed -n "1,$((PARTS_IN_ANSWER))p" -- "$spool/index"
}
# A name may hold a newline, its base64 holds none.
asked=$(for each in "$mount" "$newer_than" "$source" "$uid" "$gid" "$part_bytes" "$share_level" "$from" "$until"; do
  printf '%s' "$each" | base64 -w 0
  echo
done | sha256sum | cut -c 1-64)
known=
[ ! -f "$spool/asked" ] || read -r known <"$spool/asked" || :
if [ "$fresh" = no ] && [ "$known" = "$asked" ] && [ -f "$spool/answer" ] &&
  (cd -- "$spool" && sha256sum -c --status sums); then
  emit listed found
  print_answer
  exit 0
fi

work=$spool/work
# Half a listing is no use to anyone, and it may be large.
. ../lib/tidy-work.sh
# The answer goes first: without it, what is left of a spool is nothing.
rm -f -- "$spool/answer"
rm -rf -- "$spool"
(umask 077 && mkdir -p -- "$work/tmp")
umask 077
began=$(date +%s)
deadline=$((began + limit_seconds))

. ./list-batches.sh

. ./pack-parts.sh

. ./run-rounds.sh

. ./shares.sh

# First the top, then level by level until there are enough folders for all finds, then all below these. A
# batch is a range of the sorted rows, so its rows stay one range, whatever is found below its folders.
depth=1 letter=D path=%P
: >"$work/top"
: >"$work/top.odd"
printf '.\0' >"$work/top.plain"
list_batch "$work/top"
end_round
mv -f -- "$work/top.rows" "$work/rows"
path=%p
level=1 first_levels=
of_share
count
while wants_level || [ "$level" -lt "$share_level" ]; do
  if [ "$rows" -gt 0 ]; then
    round
    cat "$work"/batch.????.rows >"$work/rows"
    rm -f -- "$work"/batch.*
  fi
  level=$((level + 1))
  of_share
  count
done
[ "$shares" -eq 1 ] || tell_cuts
depth=1000000 letter=d
: >"$work/index"
# With its own line there is one to check, in an empty tree too.
printf '%s\n' "$asked" >"$work/asked"
printf '%s  asked\n' "$(sha256sum <"$work/asked" | cut -c 1-64)" >"$work/sums"
round
rm -f -- "$work/rows"
read -r parts total <"$work/packed"

. ../lib/refuse-changed-mount.sh

notes_of() {
  sed -zn "/^$1/p" "$work/notes" | tr -dc '\0' | wc -c
}
read -r all _ <"$work/sha256"
{
  emit source "$source"
  emit began "$began"
  emit ended "$(date +%s)"
  emit rows "$total"
  emit folders "$(cat "$work/folders")"
  emit pruned "$(notes_of P)"
  emit pruned-first "$(first_pruned)"
  emit denied "$(notes_of U)"
  emit sha256 "$all"
  emit first-levels "$first_levels"
  emit parts "$parts"
} >"$spool/answer.new"
[ "$parts" -eq 0 ] || mv -f -- "$work"/part.[1-9]* "$spool"
printf '%s  index\n' "$(sha256sum <"$work/index" | cut -c 1-64)" >>"$work/sums"
mv -f -- "$work/asked" "$work/index" "$work/sums" "$spool"
mv -f -- "$spool/answer.new" "$spool/answer"
emit listed yes
print_answer

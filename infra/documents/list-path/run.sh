#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/decode-mount-target.sh
. ../lib/decode-user-group.sh

need_path MountPath "$mount"
need_relative Target "$target"
need_user
. ../lib/need-mounted.sh

case $target in
  */*) folder=$mount/${target%/*} ;;
  *) folder=$mount ;;
esac

absent() {
  emit state absent
  emit entries "$1"
  emit listing "$2"
  exit 0
}

need_inside "$folder"
look_at "$folder/."
case $kind in
  folder) ;;
  denied) refuse denied "$output" ;;
  *) absent 0 '' ;;
esac

# The listing first: it makes the NFS client ask the server for the folder's present content.
attempt as_user sh -c 'cd -- "$1" && find . -mindepth 1 -maxdepth 1 -printf x | wc -c' sh "$folder"
case $status:$output in
  137:*) refuse hung "the folder could not be listed within $limit s" ;;
  *'Permission denied'*) refuse denied "$output" ;;
  0:*) ;;
  *) fail "$output" ;;
esac
entries=$output

# Names in ls's escapes, one a line; of a huge folder no more than its first entries, unsorted.
attempt as_user sh -c '
  cd -- "$1" || exit 1
  if [ "$2" -le 10000 ]; then ls -la -b . ; else ls -laU -b . ; fi | head -n 201 | head -c 12000' \
  sh "$folder" "$entries"
[ "$status" -ne 137 ] || refuse hung "the folder could not be listed within $limit s"
listing=$(printf '%s' "$output" | sed '1d')

attempt as_user stat -c '%s %Y' -- "$mount/$target"
case $status:$output in
  0:*) ;;
  137:*) refuse hung "no answer within $limit s" ;;
  *': No such file or directory' | *': Not a directory') absent "$entries" "$listing" ;;
  *': Permission denied') refuse denied "$output" ;;
  *) fail "$output" ;;
esac
emit state present
emit size "${output%% *}"
emit mtime "${output##* }"
emit entries "$entries"
emit listing "$listing"

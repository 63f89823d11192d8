#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/test-file.sh

. ../lib/write-state.sh

. ../lib/fence.sh

decode MountPath '{{ MountPath }}'
mount=$value
decode Source '{{ Source }}'
source_name=$value
decode Target '{{ Target }}'
target=$value
. ../lib/decode-user-group.sh
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
need_relative Source "$source_name"
need_relative Target "$target"
need_user
fence_way=forward
enter_fence
. ../lib/need-mounted.sh

# The clock of the file's server is in the time of a change: $1 is the file. $waited milliseconds after the begin
# of this document are before that change.
emit_clock() {
  attempt as_user stat -c %.3Z -- "$1"
  [ "$status" -eq 0 ] || return 0
  emit changed "$output"
  emit waited "$waited"
}

finish() {
  # The file was read again through the mount: from here on this server serves it.
  read_boot
  emit served-uptime "$uptime"
  emit_clock "$measured"
  attempt as_user rm -f -- "$partial"
  attempt as_user stat -c '%s %u %g %a' -- "$mount/$target"
  [ "$status" -eq 0 ] || fail "$output"
  read -r size file_uid file_gid mode <<EOF
$output
EOF
  emit created "$1"
  emit size "$size"
  emit sha256 "$sum"
  emit uid "$file_uid"
  emit gid "$file_gid"
  emit mode "$mode"
  exit 0
}

began=$(date +%s%3N)
name_state
need_inside "$folder"
. ../lib/need-target-folder.sh

# A target that is there is ours only with this run's marker and the content that the marker names.
look_at "$mount/$target"
read_marker
if [ "$kind" != missing ]; then
  [ "$kind" = file ] || refuse target-exists "the target is there already: $kind"
  [ -n "$made" ] || refuse target-exists 'the target is there already, and this run has not made it'
  hash_of "$mount/$target"
  [ "$sum" = "$made" ] || refuse target-exists 'the target is there already, with another content'
  # Its own change is long ago: a new one shows the clock.
  waited=$(($(date +%s%3N) - began))
  measured=$partial
  attempt as_user touch -- "$partial"
  finish found
fi
measured=$mount/$target

need_inside "$mount/$source_name"
[ -n "$real" ] || refuse source-missing "there is no $source_name"
original=$real
look_at "$original"
case $kind in
  file) ;;
  missing) refuse source-missing "there is no $source_name" ;;
  denied) refuse unreadable "$output" ;;
  *) refuse source-not-file "the source is not a regular file: $kind" ;;
esac
hash_of "$original"
wanted=$sum

write_marker

as_user_write rm -f -- "$partial"
waited=$(($(date +%s%3N) - began))
limit=300
as_user_write cp -- "$original" "$partial"
limit=20
hash_of "$partial"
if [ "$sum" != "$wanted" ]; then
  attempt as_user rm -f -- "$partial"
  fail 'the copy differs from the source: the source is being written'
fi

# Neither way overwrites: a hard link where the file system has them, else mv -n, which leaves the copy
# where it is when the target has appeared meanwhile.
still_owner
attempt as_user ln -T -- "$partial" "$mount/$target"
if [ "$status" -ne 0 ]; then
  look_at "$mount/$target"
  [ "$kind" = missing ] || refuse target-exists 'the target has appeared meanwhile'
  attempt as_user mv -n -T -- "$partial" "$mount/$target"
  move_status=$status
  move_output=$output
  look_at "$partial"
  if [ "$kind" != missing ]; then
    attempt as_user rm -f -- "$partial"
    look_at "$mount/$target"
    status=$move_status
    output=$move_output
    [ "$kind" != missing ] || write_failed
    refuse target-exists 'the target has appeared meanwhile'
  fi
fi
hash_of "$mount/$target"
[ "$sum" = "$wanted" ] || refuse target-exists 'the target has been changed meanwhile'
finish yes

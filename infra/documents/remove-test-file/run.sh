#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/test-file.sh

. ../lib/write-state.sh

. ../lib/fence.sh

. ../lib/decode-mount-target.sh
decode Sha256 '{{ Sha256 }}'
wanted=$value
. ../lib/decode-user-group.sh
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
need_relative Target "$target"
case $wanted in
  *[!0-9a-f]*) refuse bad-parameter 'Sha256 is not a sha256 in lower-case hex' ;;
esac
case ${#wanted} in
  0 | 64) ;;
  *) refuse bad-parameter 'Sha256 is not a sha256 in lower-case hex' ;;
esac
need_user
fence_way=back
enter_fence
. ../lib/need-mounted.sh

name_state
need_inside "$folder"
read_marker
look_at "$mount/$target"
if [ "$kind" = missing ]; then
  # The copy that a killed create-test-file may have left.
  [ -z "$made" ] || as_user_write rm -f -- "$partial"
  . ../lib/end-removed-absent.sh
fi
[ "$kind" != denied ] || refuse denied "$output"
[ -n "$made" ] || refuse not-ours 'this run has not made the target'
[ "$kind" = file ] || refuse differs "the target is not a regular file: $kind"
# A job that was stopped may not have said what it made: then the server's own note is all there is.
wanted=${wanted:-$made}
hash_of "$mount/$target"
if [ "$sum" != "$wanted" ] || [ "$sum" != "$made" ]; then
  refuse differs "expected sha256 $wanted, made with $made, got $sum"
fi
as_user_write rm -f -- "$mount/$target" "$partial"
look_at "$mount/$target"
[ "$kind" = missing ] || fail 'the target is still there after its removal'
emit removed yes

#!/bin/sh
. ../lib/common.sh

. ../lib/fenced.sh

. ../lib/decode-run-state-lock.sh
fence_way=forward
take_fenced_lock

# The run that note $1 names, in its first word: $noted.
read_note() {
  noted=
  [ ! -f "$state/$1" ] || read -r noted _ <"$state/$1" || :
  noted=${noted#run=}
}

read_note switched
[ "$noted" = "$run" ] || refuse not-switched "switched by ${noted:-no run}, not by run $run"
[ ! -f "$state/changing" ] || refuse not-switched 'a change of mounts is not finished'

confirmed=already
read_note confirmed
if [ "$noted" != "$run" ]; then
  confirmed=yes
  write_state confirmed "run=$run at=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
fi
# From here on a way back stops what it finds then.
rm -f -- "$state/services"
emit confirmed "$confirmed"

#!/bin/sh
. ../lib/common.sh

. ../lib/write-state.sh

. ../lib/fence.sh

. ../lib/forget-restore.sh

. ../lib/covered.sh

decode StatePath '{{ StatePath }}'
state=$value
need_path StatePath "$state"
need_path ProcPath "$proc"
decode Forget '{{ Forget }}'
forget=$value
# Whoever goes back may raise it without the journal. Whoever goes forward sends an epoch of the journal.
fence_way=back
raises=yes
alone=no
[ -n "$epoch" ] || alone=yes
enter_fence
# Once the migration is over, nobody leads back any more.
if [ -n "$forget" ]; then
  rm -f -- "$state/restore" "$state/restore.sha256"
  open_covered
fi
emit alone "$alone"
emit owner "$known_owner"

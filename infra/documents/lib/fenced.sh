. ../lib/lock.sh

. ../lib/write-state.sh

. ../lib/fence.sh

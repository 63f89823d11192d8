#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/lock.sh

. ../lib/probe.sh

. ../lib/freeze.sh

. ./remount-writable.sh

# Only now: a folder that is gone must not keep the source read-only.
need_probe_folder
probe_write
emit probe "$output"
[ "$status" -eq 0 ] || refuse probe-failed "$output"
remove_probe
rm -f -- "$state/frozen" "$state/frozen.new"
emit thawed "$thawed"

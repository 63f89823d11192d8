#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/lock.sh

. ../lib/probe.sh

fence_way=back

. ../lib/freeze.sh

. ../lib/forget-restore.sh

. ../lib/remount-writable.sh

# Only now: a folder that is gone must not keep the source read-only.
prove_open
if [ -f "$fstab_before" ]; then
  find_old_line "$at_source"
  if [ -n "$old_line" ]; then
    set_fstab_line "$old_line" '' || refuse fstab-failed "$fstab could not be replaced: $output"
    reload_units || emit reload "$output"
  fi
  forget_fstab
fi
. ../lib/covered.sh

open_covered
rm -f -- "$state/frozen" "$state/frozen.new"
forget_restore
read_boot
emit served-uptime "$uptime"
emit thawed "$thawed"

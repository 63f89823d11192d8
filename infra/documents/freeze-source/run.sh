#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/lock.sh

. ../lib/holders.sh

. ../lib/probe.sh

. ../lib/source-mounts.sh

. ../lib/mount-unit.sh

. ../lib/covered.sh

fence_way=forward

. ../lib/freeze.sh

need_probe_folder
refuse_others
refuse_own_unit

. ./remount-read-only.sh

probe_closed
case $closed in
  no) refuse probe-wrote "$probe could be written although the mount says $at_options" ;;
  unknown) refuse probe-other "$output" ;;
esac
# A boot must not open it.
lines=0
if [ -f "$fstab" ] && [ ! -L "$fstab" ]; then
  fstab_get count "$fstab" "$mount"
  lines=$value
  find_old_line "$at_source"
  if [ "$lines" -eq 1 ] && [ -n "$closed_line" ]; then
    if ! set_fstab_line "$closed_line" "$closed_comment" || ! reload_units; then
      refuse fstab-failed "$fstab could not be replaced: $output"
    fi
  fi
fi
close_covered
emit fstab-lines "$lines"
emit frozen "$frozen"

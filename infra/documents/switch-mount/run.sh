#!/bin/sh
. ../lib/common.sh

fence_way=forward

. ../lib/change-mount.sh

. ../lib/source-mounts.sh

. ../lib/mount-unit.sh

gateway_options=$options_given
# What was copied last is all there is only where nobody could write since: frozen by this run, and still so.
case $served in
  source)
    is_read_only || refuse not-frozen "the source takes writes at $mount: $at_options"
    frozen_run='' frozen_boot='' frozen_device=''
    [ ! -f "$state/frozen" ] || read -r frozen_run _ frozen_boot frozen_device _ <"$state/frozen" || :
    [ "$frozen_run" = "$run" ] ||
      refuse not-frozen "the source at $mount is read-only, frozen by ${frozen_run:-no run}, not by run $run"
    # Where the server was booted or the source mounted anew, somebody may have written in between.
    read_boot
    if [ "$frozen_boot:$frozen_device" != "boot=$booted:device=$at_device" ]; then
      refuse not-frozen "the source at $mount was frozen as ${frozen_boot:-no boot} ${frozen_device:-no device}; now it is boot=$booted device=$at_device"
    fi
    read_only=yes
    ;;
  stacked) refuse stacked-mounts "$mounts mounts are above each other at $mount" ;;
  none) [ -f "$state/changing" ] || refuse unexpected-mount "nothing is mounted at $mount" ;;
esac
if [ "$served" != source ] && [ -f "$state/changing" ] && [ "${left_run#run=}" != "$run" ]; then
  refuse not-frozen "run ${left_run#run=} has left a change at $mount half done: restore-mount ends it"
fi
# Whatever fails from here on, the way back is the source.
from=source

[ "$lines" -eq 1 ] || refuse fstab-line-missing "$fstab has $lines lines for $mount"
find_old_line "$source_export"
if ! same_export "$named" "$gateway_export" && ! same_export "$named" "$source_export"; then
  refuse fstab-line-missing "$fstab names $named for $mount"
fi
case ${source_fstype:-nfs} in
  nfs | nfs4) ;;
  *) refuse fstab-line-missing "$fstab has type $source_fstype for $mount" ;;
esac

at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
switched=already
same_export "$named" "$gateway_export" || switched=yes
carry_options "$source_options"
emit carried "$carried"

if [ "$served" = source ]; then
  refuse_others
  refuse_own_unit
fi

if [ "$served" != gateway ] || [ "$switched" = yes ]; then
  # A confirmation is of one change: none is left from before.
  rm -f -- "$state/confirmed"
  begin_change
fi
line_back=$closed_line
comment_back=$closed_comment
if [ "$served" != gateway ]; then
  switched=yes
  # Until the gateway is served, a boot must serve nothing that takes writes.
  if [ -n "$closed_line" ]; then
    set_fstab_line "$closed_line" "$comment_back" || go_back fstab-failed "$fstab could not be replaced: $output"
  fi
  . ../lib/unmount-or-go-back.sh
  if ! serve gateway; then
    . ../lib/go-back-unserved.sh
  fi
fi
compose_line "$gateway_export" nfs "$gateway_options"
if ! set_fstab_line "$line" "# nfs-cutover run=$run at=$at" || ! reload_units; then
  go_back fstab-failed "$fstab could not be replaced: $output"
fi

switched_at=
if [ "$switched" = already ] && [ -f "$state/switched" ]; then
  read -r _ switched_at _ <"$state/switched"
fi
if [ -n "$switched_at" ]; then
  at=${switched_at#at=}
else
  write_state switched "run=$run at=$at export=$(printf '%s' "$gateway_export" | base64 -w 0)"
fi
changing=no
rm -f -- "$state/changing"
report
[ "$served" = gateway ] || fail "expected the gateway at $mount, got $served"
emit switched "$switched"
emit at "$at"

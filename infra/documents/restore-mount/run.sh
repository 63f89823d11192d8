#!/bin/sh
. ../lib/common.sh

. ../lib/change-mount.sh

source_options=$options_given
if [ "$served" = gateway ]; then from=gateway; fi
if same_export "$named" "$gateway_export"; then
  fstab_get field4 "$fstab" "$mount"
  gateway_options=${value:-defaults}
fi

# The line as it was before the switch, of the run that switched; without one, from the parameters.
switched_run=
if [ -f "$state/switched" ]; then
  read -r switched_run _ <"$state/switched"
fi
old_line=
for candidate in "${switched_run#run=}" "$run"; do
  backup=$fstab.nfs-cutover-$candidate
  if [ -z "$candidate" ] || [ ! -f "$backup" ] || [ -n "$old_line" ]; then continue; fi
  fstab_get count "$backup" "$mount"
  [ "$value" -eq 1 ] || continue
  fstab_get field1 "$backup" "$mount"
  same_export "$value" "$source_export" || continue
  fstab_get field3 "$backup" "$mount"
  case $value in nfs | nfs4) source_fstype=$value ;; *) continue ;; esac
  fstab_get field4 "$backup" "$mount"
  source_options=$value
  fstab_get line "$backup" "$mount"
  old_line=${value%?}
done

restored=already
if [ "$served" != source ]; then
  restored=yes
  begin_change
  . ../lib/unmount-or-go-back.sh
  if ! serve source; then
    . ../lib/go-back-unserved.sh
  fi
  changing=no
fi

# The source is served: from here on there is nothing to go back from, only fstab to follow.
[ "$lines" -eq 1 ] || refuse fstab-line-missing "$fstab has $lines lines for $mount"
if same_export "$named" "$gateway_export"; then
  restored=yes
  if [ -n "$old_line" ]; then
    line=$old_line
  else
    compose_line "$source_export" "$source_fstype" "$source_options"
  fi
  prepare_fstab "$line" '' || refuse fstab-failed "the new fstab could not be written beside $fstab"
  install_fstab || refuse fstab-failed "$fstab could not be replaced"
elif ! same_export "$named" "$source_export"; then
  refuse fstab-line-missing "$fstab names $named for $mount"
fi
# Under the lock nobody else writes: what is half written was left by one that was killed.
rm -f -- "$state/confirmed" "$state/switched" "$state/changing" "$state"/*.new
report
[ "$served" = source ] || fail "expected the source at $mount, got $served"
emit restored "$restored"

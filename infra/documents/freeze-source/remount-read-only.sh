# A freeze is of one epoch, one boot and one file system: behind another it is none.
read_boot
note="$run epoch=${epoch:-0} boot=$booted device=$at_device"
frozen=already
if ! is_read_only; then
  frozen=yes
  before=
  [ ! -f "$state/frozen" ] || read -r before <"$state/frozen" || :
  # First the marker: a source that was made read-only and then forgotten could not be explained.
  write_state frozen "$note"
  still_owner
  # With both names fstab is not asked: its options may be others than those of the mount.
  attempt_mount mount -o remount,ro "$at_source" "$mount"
  failure=$output
  look_at_source
  if ! is_read_only; then
    if [ -n "$before" ]; then write_state frozen "$before"; else rm -f -- "$state/frozen"; fi
    find_holders
    emit options "$at_options"
    emit holders "$holders"
    refuse remount-failed "$failure"
  fi
fi
write_state frozen "$note"
emit options "$at_options"

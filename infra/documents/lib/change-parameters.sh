# begin: change-parameters
need_change_parameters
name_fstab
take_fenced_lock
if [ ! -f "$fstab" ] || [ -L "$fstab" ]; then
  refuse fstab-failed "$fstab is not a regular file"
fi
look_served
case $served in
  other) refuse unexpected-mount "$at_source ($at_fstype) is mounted at $mount" ;;
esac
from=$served
if [ -f "$state/changing" ] && [ "$served" != source ]; then resume_change; fi
if [ -f "$state/frozen" ]; then read_only=yes; fi
fstab_get count "$fstab" "$mount"
lines=$value
fstab_get field1 "$fstab" "$mount"
named=$value
# end: change-parameters

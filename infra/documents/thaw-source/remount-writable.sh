thawed=already
if is_read_only; then
  thawed=yes
  attempt_mount mount -o remount,rw "$mount"
  failure=$output
  look_at_source
  if is_read_only; then
    emit options "$at_options"
    refuse remount-failed "$failure"
  fi
fi
emit options "$at_options"

thawed=already
if is_flagged; then
  thawed=yes
  still_owner
  attempt_mount mount -o remount,rw "$at_source" "$mount"
  failure=$output
  look_at_source
  if is_flagged; then
    emit options "$at_options"
    refuse remount-failed "$failure"
  fi
fi
emit options "$at_options"

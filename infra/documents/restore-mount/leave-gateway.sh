# Takes away what stands above the source: the gateway, and the source again where the gateway was mounted above it.
while [ "$served" = gateway ] || [ "$served" = stacked ]; do
  if [ "$served" = stacked ] && ! same_export "$at_source" "$gateway_export" && ! same_export "$at_source" "$source_export"; then
    go_back unexpected-mount "$at_source ($at_fstype) is the topmost of $mounts mounts at $mount"
  fi
  if ! leave_topmost; then
    . ../lib/busy-go-back.sh
  fi
  look_served
done

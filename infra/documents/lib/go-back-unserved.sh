case $served in
  other | stacked) go_back unexpected-mount "$at_source ($at_fstype) was mounted; $failure" ;;
  *) go_back mount-failed "$failure" ;;
esac

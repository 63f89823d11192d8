#!/bin/sh
. ../lib/common.sh

. ../lib/user.sh

. ../lib/lock.sh

. ../lib/holders.sh

. ../lib/probe.sh

. ../lib/freeze.sh

# A remount acts on the file system, and so on every other place where it is mounted: $shared, one a line.
find_shared() {
  shared=
  attempt bounded findmnt -n -r -o TARGET,MAJ:MIN -M "$mount"
  [ "$status" -ne 137 ] || refuse hung "findmnt did not answer within $limit s"
  own=${output% *}
  device=${output##* }
  case $status:$device in 0:*[0-9]:[0-9]*) ;; *) fail "findmnt: exit status $status: $output" ;; esac
  attempt bounded findmnt -n -r -o TARGET,MAJ:MIN
  [ "$status" -ne 137 ] || refuse hung "findmnt did not answer within $limit s"
  [ "$status" -eq 0 ] || fail "findmnt: exit status $status: $output"
  while read -r raw_target raw_device; do
    if [ "$raw_device" != "$device" ] || [ "$raw_target" = "$own" ]; then continue; fi
    unescape "$raw_target"
    shared=$shared${shared:+
}$value
  done <<EOF
$output
EOF
}

need_probe_folder
find_shared
if [ -n "$shared" ]; then
  emit options "$at_options"
  emit shared "$shared"
  refuse shared-mount "the file system of $mount (device $device) is mounted elsewhere too: $shared"
fi

. ./remount-read-only.sh

# The proof is EROFS alone: 'permission denied' would say nothing about the next writer.
probe_write
emit probe "$output"
case $status:$output in
  0:*)
    remove_probe
    refuse probe-wrote "$probe could be written although the mount says $at_options"
    ;;
  *'Read-only file system'*) ;;
  *) refuse probe-other "$output" ;;
esac
emit frozen "$frozen"

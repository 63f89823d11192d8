#!/bin/sh
. ../lib/common.sh
. ../lib/user.sh
. ../lib/probe.sh
. ../lib/write-state.sh
. ../lib/fence.sh
. ../lib/decode-mount-folder.sh
. ../lib/decode-run-state.sh

. ../lib/need-mount-state-run.sh
need_path ProcPath "$proc"
[ -z "$folder" ] || need_relative Folder "$folder"
need_user
fence_way=back
enter_fence
. ../lib/need-mounted.sh
# What this client itself refuses says nothing about the share.
if is_read_only || is_flagged; then
  refuse client-read-only "$mount is mounted read-only here: $at_options"
fi
need_probe_folder
probe_closed
emit closed "$closed"

#!/bin/bash
# In the guest: runs what the host puts into the shared folder, as the SSM agent's unit does: in /usr/bin, each job in a
# session of its own. NAME.job is a script; NAME.out, NAME.err and, last, NAME.status are its answer.
share=$(sed -n 's/.*\bguest_share=\([^ ]*\).*/\1/p' /proc/cmdline)
mkdir -p /host
mountpoint -q /host || mount -t hostfs none /host -o "$share"
cd /usr/bin || exit 1
# A wait without a process of its own: read on a pipe in which nobody writes.
mkfifo -m 600 /run/guest-runner 2>/dev/null
exec 9<>/run/guest-runner
echo up >/host/booted
shopt -s nullglob
while :; do
  for job in /host/*.job; do
    name=${job%.job}
    mv "$job" "$name.running"
    (
      setsid sh "$name.running" >"$name.out" 2>"$name.err" </dev/null 9>&-
      echo $? >"$name.ended"
      mv "$name.ended" "$name.status"
    ) &
  done
  read -r -t 0.05 -u 9 || :
done

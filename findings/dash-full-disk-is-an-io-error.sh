#!/usr/bin/env bash
# dash, the sh of Debian, hides the reason of a failed write: a full disk is told as an I/O error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -q download dash=0.5.12-2 >/dev/null 2>&1
dpkg -x ./*.deb root
dash=$(find root -type f -name dash -path '*bin*')
seen=$(for command in 'printf x' 'echo x' '/bin/echo x'; do
  status=0
  text=$(LC_ALL=C "$dash" -c "$command >/dev/full" 2>&1) || status=$?
  printf '%s: exit status %s, %s\n' "$command" "$status" "${text##*: }"
done)
expected='printf x: exit status 1, I/O error
echo x: exit status 1, I/O error
/bin/echo x: exit status 1, No space left on device'
echo "version: dash $(dpkg-deb -f ./*.deb Version)"
echo 'behaviour: a builtin that writes to a full disk says "I/O error"; a program says "No space left on device"'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]

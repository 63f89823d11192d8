#!/usr/bin/env bash
# nfs4_getfacl ends with 0 for a file that is not there, and for a file system that has no such lists.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get -q download nfs4-acl-tools=0.3.7-1 >/dev/null 2>&1
dpkg -x ./*.deb root
touch there
seen=$(for file in there missing; do
  status=0
  text=$(root/usr/bin/nfs4_getfacl "$file" 2>&1) || status=$?
  printf '%s: exit status %s, %s\n' "$file" "$status" "$text"
done)
expected='there: exit status 0, Operation to request attribute not supported: there
missing: exit status 0, Invalid filename: missing'
echo "version: nfs4-acl-tools $(dpkg-deb -f ./*.deb Version)"
echo 'behaviour: the exit status is 0 where no list was read, so only the text tells a failure from a list'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]

#!/bin/bash
# In the guest: the calm state from which every case begins. $1 is the NFS version of both mounts: 3, 4.1 or 4.2.
version=$1
for server in source gateway; do ip -n "$server" link set "e$server" up; done
systemctl stop autofs 2>/dev/null
# What earlier cases have left running: everything in the runner's group but the servers and this script's own ancestors.
keep=" $(ip netns pids source | tr '\n' ' ') $(ip netns pids gateway | tr '\n' ' ') "
ancestor=$$
while [ "$ancestor" -gt 1 ]; do
  keep="$keep$ancestor "
  ancestor=$(awk '{ print $4 }' "/proc/$ancestor/stat")
done
for process in $(cat /sys/fs/cgroup/system.slice/guest-runner.service/cgroup.procs); do
  [[ $keep = *" $process "* ]] || kill -9 "$process" 2>/dev/null
done
for server in source gateway; do
  echo "/srv/$server *(rw,no_subtree_check,root_squash,sec=sys,fsid=$([ "$server" = source ] && echo 2 || echo 3))" >"/srv/run/$server/wanted"
  if ! cmp -s "/srv/run/$server/wanted" "/srv/run/$server/exports" || [ ! -e "/srv/run/$server/up" ] ||
    [ -z "$(ip netns pids "$server")" ]; then
    cat "/srv/run/$server/wanted" >"/srv/run/$server/exports"
    guest-server.sh "$server"
  fi
done
# The topmost first; one of a server that was dead meanwhile may need a second look.
for _ in 1 2 3; do
  findmnt -n -r -o TARGET -t nfs,nfs4 | tac | while read -r target; do
    target=$(printf '%b' "$target")
    timeout -s KILL 20 umount "$target" 2>/dev/null || timeout -s KILL 20 umount -f "$target" 2>/dev/null || umount -l "$target"
  done
  [ -n "$(findmnt -n -r -o TARGET -t nfs,nfs4)" ] || break
  sleep 1
done
rm -rf /var/lib/nfs-cutover /etc/fstab.nfs-cutover* /run/lock/nfs-cutover.lock /mnt/* /tmp/* /etc/auto.master.d/* \
  /etc/systemd/system/mnt-*.mount /etc/systemd/system/mnt-*.automount /run/systemd/system/*.d
printf '127.0.0.1 localhost app1\n10.9.0.2 source.test\n10.9.0.3 gateway.test\n' >/etc/hosts
mkdir -p /mnt/data /mnt/gateway
find /srv/source /srv/gateway -mindepth 1 -delete
mkdir -p /srv/source/{catalogue,incoming} /srv/source/images/{a,b}
for number in 1 2 3 4 5 6 7 8 9; do head -c 4096 /dev/zero | tr '\0' "$number" >"/srv/source/images/a/0000$number.jpg"; done
echo 'id;title' >/srv/source/catalogue/index.csv
chmod 640 /srv/source/catalogue/index.csv
chown -R app:app /srv/source /srv/gateway
chmod 775 /srv/source /srv/source/incoming
cp -a /srv/source/. /srv/gateway/
# It may keep what it knows of the files that were there.
if [ "$(cat /srv/run/source/kind)" = ganesha ]; then for server in source gateway; do guest-server.sh "$server"; done; fi
options=rw,hard,vers=$version
[ "$version" != 3 ] || options=$options,nolock
printf '%s\n' '# /etc/fstab' 'UUID=0-0 /boot ext4 defaults,noauto 0 2' \
  "source.test:/srv/source /mnt/data nfs $options,_netdev 0 0" \
  "gateway.test:/srv/gateway /mnt/gateway nfs ${options/,nolock/},nolock,noauto 0 0" >/etc/fstab
systemctl daemon-reload
mount /mnt/data
mount /mnt/gateway

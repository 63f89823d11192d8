#!/bin/bash
# In the guest: starts the server $1 (source or gateway) anew, in its namespaces.
server=$1
for process in $(ip netns pids "$server"); do kill -9 "$process"; done 2>/dev/null
cat >"/srv/run/$server/start.sh" <<INSIDE
hostname $server
mount --make-rprivate /
mount -t tmpfs none /run
mkdir -p /run/lock /run/rpcbind /run/sendsigs.omit.d
mount --bind /srv/run/$server/var /var/lib/nfs
mount --bind /srv/run/$server/exports /etc/exports
umount /proc/fs/nfsd 2>/dev/null
mount -t nfsd nfsd /proc/fs/nfsd
rpcbind -w -f &
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/rpcbind.sock ] && break; sleep 0.3; done
echo 10 >/proc/fs/nfsd/nfsv4leasetime
echo 10 >/proc/fs/nfsd/nfsv4gracetime
exportfs -ra
rpc.mountd -F &
rpc.nfsd 4
rpc.statd --no-notify &
echo started >/srv/run/$server/up
exec sleep infinity
INSIDE
rm -f "/srv/run/$server/up"
setsid nohup ip netns exec "$server" unshare -u -m bash "/srv/run/$server/start.sh" >"/srv/run/$server/log" 2>&1 </dev/null &
for _ in $(seq 100); do
  [ -e "/srv/run/$server/up" ] && exit 0
  sleep 0.2
done
echo "the server $server did not start" >&2
cat "/srv/run/$server/log" >&2
exit 1

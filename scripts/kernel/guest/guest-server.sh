#!/bin/bash
# In the guest: starts the server $1 (source or gateway) anew, in its namespaces. What it is, the kernel's own server or
# NFS-Ganesha, stands in the file `kind` of its folder.
server=$1
kind=$(cat "/srv/run/$server/kind" 2>/dev/null)
for process in $(ip netns pids "$server"); do kill -9 "$process"; done 2>/dev/null
# Files come and go below the export without it: it keeps nothing of them.
cat >"/srv/run/$server/ganesha.conf" <<GANESHA
NFS_CORE_PARAM { Protocols = 3, 4; Enable_UDP = false; MNT_Port = 20048; }
NFSv4 { Minor_Versions = 1, 2; Lease_Lifetime = 10; Grace_Period = 10; RecoveryBackend = fs; }
EXPORT_DEFAULTS { Attr_Expiration_Time = 0; }
EXPORT {
  Export_Id = $([ "$server" = source ] && echo 2 || echo 3);
  Path = /srv/$server;
  Pseudo = /srv/$server;
  Protocols = 3, 4;
  Transports = TCP;
  Access_Type = RW;
  Squash = Root_Squash;
  SecType = sys;
  FSAL { Name = VFS; }
}
GANESHA
cat >"/srv/run/$server/start.sh" <<INSIDE
hostname $server
mount --make-rprivate /
# What the client has mounted now would stay mounted in here.
umount -l -a -t nfs,nfs4 2>/dev/null
mount -t tmpfs none /run
mkdir -p /run/lock /run/rpcbind /run/sendsigs.omit.d
mount --bind /srv/run/$server/var /var/lib/nfs
mount --bind /srv/run/$server/exports /etc/exports
rpcbind -w -f &
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/rpcbind.sock ] && break; sleep 0.3; done
if [ "${kind:-kernel}" = ganesha ]; then
  mkdir -p /run/ganesha /var/lib/nfs/ganesha
  ganesha.nfsd -p /run/ganesha.pid -L /srv/run/$server/ganesha.log -N NIV_WARN -f /srv/run/$server/ganesha.conf
  for _ in \$(seq 60); do rpcinfo -a 127.0.0.1.8.1 -T tcp 100003 4 >/dev/null 2>&1 && break; sleep 0.3; done
else
  umount /proc/fs/nfsd 2>/dev/null
  mount -t nfsd nfsd /proc/fs/nfsd
  echo 10 >/proc/fs/nfsd/nfsv4leasetime
  echo 10 >/proc/fs/nfsd/nfsv4gracetime
  exportfs -ra
  rpc.mountd -F &
  rpc.nfsd 4
fi
rpc.statd --no-notify &
echo started >/srv/run/$server/up
exec sleep infinity
INSIDE
rm -f "/srv/run/$server/up"
setsid nohup ip netns exec "$server" unshare -u -m bash "/srv/run/$server/start.sh" >"/srv/run/$server/log" 2>&1 </dev/null &
for _ in $(seq 150); do
  [ -e "/srv/run/$server/up" ] && exit 0
  sleep 0.2
done
echo "the server $server did not start" >&2
cat "/srv/run/$server/log" >&2
exit 1

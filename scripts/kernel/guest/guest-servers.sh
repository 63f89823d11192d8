#!/bin/bash
# In the guest: two NFS servers of the kernel, source.test and gateway.test. Each needs a network namespace, a host name
# and a mount namespace of its own: else NFSv4.1 takes them for one server. $1, if it is given, is what serves both from now
# on: kernel or ganesha.
set -eu
modprobe -a nfsd nfs nfsv3 nfsv4 veth
mkdir -p /srv/source /srv/gateway /srv/run /mnt/data /mnt/gateway
mountpoint -q /srv/source || mount /dev/ubdb /srv/source
mountpoint -q /srv/gateway || mount /dev/ubdc /srv/gateway
rmdir /srv/source/lost+found /srv/gateway/lost+found 2>/dev/null || :
ip link set lo up
number=2
for server in source gateway; do
  ip netns add "$server"
  ip link add "v$server" type veth peer name "e$server"
  ip link set "e$server" netns "$server"
  ip addr add 10.9.0.1/32 dev "v$server"
  ip link set "v$server" up
  ip route add "10.9.0.$number/32" dev "v$server" src 10.9.0.1
  ip -n "$server" addr add "10.9.0.$number/24" dev "e$server"
  ip -n "$server" link set lo up
  ip -n "$server" link set "e$server" up
  mkdir -p "/srv/run/$server/var"
  [ $# -eq 0 ] || echo "$1" >"/srv/run/$server/kind"
  cp -a /var/lib/nfs/. "/srv/run/$server/var/"
  echo "/srv/$server *(rw,no_subtree_check,root_squash,sec=sys,fsid=$number)" >"/srv/run/$server/exports"
  number=$((number + 1))
done
guest-server.sh source &
guest-server.sh gateway
wait

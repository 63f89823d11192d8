#!/usr/bin/env bash
# Makes what a guest boots from, in the folder $1: a kernel that is an ordinary process (User-Mode Linux) and the disk
# of a Debian system, release $2, with the kernel's NFS client and server. Everything comes from the archive that apt
# knows, the kernel from its own release.
# Needs root and about 1.5 GB; prints what it does.
set -euo pipefail
to=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suite=$2
own=bookworm
packages=systemd,systemd-sysv,nfs-kernel-server,nfs-common,util-linux,mount,psmisc,procps,iproute2,kmod,python3-minimal
packages=$packages,autofs,gawk,netbase,curl,acl,attr,nfs4-acl-tools,nfs-ganesha,nfs-ganesha-vfs

# What no case needs: unmasked, a boot takes four times as long.
masked='nfs-server.service autofs.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service
fstrim.timer networking.service nfs-blkmap.service systemd-logind.service rpcbind.service rpcbind.socket nfs-idmapd.service
nfsdcld.service rpc-statd-notify.service rpc-gssd.service systemd-udevd.service systemd-udev-trigger.service
systemd-timesyncd.service systemd-update-utmp.service systemd-user-sessions.service logrotate.timer dbus.service
dbus.socket getty.target nfs-ganesha.service nfs-ganesha-lock.service remote-fs.target nfs-client.target systemd-remount-fs.service dpkg-db-backup.timer'

mkdir -p "$to"
cd "$to"
archive=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $own" | head -n 1)
[ -n "$archive" ] || {
  echo "build-image: expected an apt archive of $own, got none; run it on Debian $own" >&2
  exit 1
}

echo 'kernel: user-mode-linux'
mkdir -p packages
(cd packages && apt-get -q download user-mode-linux debootstrap >apt.log 2>&1) || {
  tail -n 3 packages/apt.log >&2
  exit 1
}
for package in packages/*.deb; do dpkg -x "$package" unpacked; done
rm -rf packages
mv unpacked/usr/bin/linux.uml linux
version=$(./linux --version)

echo "system: Debian $suite"
DEBOOTSTRAP_DIR=$to/unpacked/usr/share/debootstrap sh unpacked/usr/sbin/debootstrap --variant=minbase \
  --include="$packages" "$suite" root "$archive" >debootstrap.log 2>&1 || {
  tail -n 5 debootstrap.log >&2
  exit 1
}
umount root/proc 2>/dev/null || :
mkdir -p "root/lib/modules/$version"
cp -a "unpacked/usr/lib/uml/modules/$version/." "root/lib/modules/$version/"
rm -rf unpacked root/var/cache/apt root/var/lib/apt/lists root/usr/share/doc root/usr/share/locale

printf '127.0.0.1 localhost app1\n10.9.0.2 source.test\n10.9.0.3 gateway.test\n' >root/etc/hosts
echo app1 >root/etc/hostname
: >root/etc/fstab
printf 'app:x:2000:2000::/home/app:/bin/bash\n' >>root/etc/passwd
printf 'app:x:2000:\n' >>root/etc/group
for unit in $masked; do ln -sf /dev/null "root/etc/systemd/system/$unit"; done
# Only fstab makes units here; with all of these, systemctl daemon-reload takes three times as long.
find root/usr/lib/systemd/system-generators ! -type d ! -name systemd-fstab-generator -delete
install -D -m 755 -t root/usr/local/sbin "$here"/guest-*.sh
install -D -m 644 "$here/guest-runner.service" root/etc/systemd/system/guest-runner.service
mkdir -p root/etc/systemd/system/multi-user.target.wants
ln -sf ../guest-runner.service root/etc/systemd/system/multi-user.target.wants/guest-runner.service

echo 'disks'
truncate -s 3G root.img
mke2fs -q -F -t ext4 -d root root.img
rm -rf root
truncate -s 6G export.img
mke2fs -q -F -t ext4 export.img

// The world of the cases in the lab: the same names, files and mounts that the guest with a kernel has.
import { GATEWAY, SOURCE } from './server.ts';

/** The lab reads names from a runbook; these are all that it needs for one server. */
export const runbookOf = (instance: string, version: string): string =>
  JSON.stringify({
    name: 'kernel-cases',
    account: '111122223333',
    application: { region: 'eu-central-1', servers: [instance], user: 'app', group: 'app' },
    source: { mount: '/mnt/data', export: SOURCE, options: `rw,hard,vers=${version}` },
    gateway: { mount: '/mnt/gateway', export: GATEWAY, options: `rw,hard,vers=${version}` },
    datasync: { task: 'arn:aws:datasync:eu-west-1:111122223333:task/task-0' },
    bucket: { name: 'kernel-cases' },
  });

/** The commands that make the calm state, as `guest/guest-reset.sh` does it. */
export const RESET = (version: string): string => {
  const options = `rw,hard,vers=${version}${version === '3' ? ',nolock' : ''}`;
  return `set -e
umount /mnt/gateway
umount /mnt/data
printf '127.0.0.1 localhost app1\\n10.9.0.2 source.test\\n10.9.0.3 gateway.test\\n' >/etc/hosts
mkdir -p /srv/source/catalogue /srv/source/incoming /srv/source/images/a /srv/source/images/b
for number in 1 2 3 4 5 6 7 8 9; do
  head -c 4096 /dev/zero | tr '\\0' "$number" >"/srv/source/images/a/0000$number.jpg"
done
echo 'id;title' >/srv/source/catalogue/index.csv
chmod 640 /srv/source/catalogue/index.csv
chmod 775 /srv/source/ /srv/source/incoming
cp -a /srv/source/. /srv/gateway/
printf '%s\\n' '# /etc/fstab' 'UUID=0-0 /boot ext4 defaults,noauto 0 2' \\
  '${SOURCE} /mnt/data nfs ${options},_netdev 0 0' \\
  '${GATEWAY} /mnt/gateway nfs rw,hard,vers=${version},nolock,noauto 0 0' >/etc/fstab
systemctl daemon-reload
mount /mnt/data
mount /mnt/gateway`;
};

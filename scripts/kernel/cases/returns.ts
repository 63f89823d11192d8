// explore
import type { Case } from './case.ts';

const dump = (label: string, value: unknown): void => {
  console.log(`--- ${label}\n${typeof value === 'string' ? value : JSON.stringify(value, null, 1)}`);
};

export const RETURNS: readonly Case[] = [
  {
    name: 'explore returns',
    play: async (server) => {
      const { sh, run } = server;
      // survey
      await sh('for i in $(seq 60); do echo x >/srv/source/images/b/$i; done; setfattr -n user.x -v 1 /srv/source/catalogue; chown -R app /srv/source/images');
      const t = await run('inspect-server');
      dump('inspect', { s: t.seconds, v: t.values, e: t.stderr, st: t.status });
      // mount unit
      await sh(`printf '[Mount]\\nWhat=source.test:/srv/source\\nWhere=/mnt/data\\nType=nfs\\n' >/etc/systemd/system/mnt-data.mount; systemctl daemon-reload`);
      dump('unit', await sh('systemctl show -p What,FragmentPath,DropInPaths,SourcePath,NeedDaemonReload mnt-data.mount; systemctl show -p FragmentPath,SourcePath mnt-gateway.mount'));
      dump('inspect2', (await run('inspect-server')).values.returns);
      dump('freeze', await run('freeze-source'));
      dump('switch', await run('switch-mount'));
      dump('unit', await sh('systemctl show -p What,FragmentPath mnt-data.mount; cat /etc/fstab'));
      dump('restore', await run('restore-mount'));
      dump('thaw', await run('thaw-source'));
      await sh('rm /etc/systemd/system/mnt-data.mount; systemctl daemon-reload');
      // x-systemd.automount
      await sh(`sed -i 's#/mnt/data nfs rw,#/mnt/data nfs rw,x-systemd.automount,#' /etc/fstab; systemctl daemon-reload; umount /mnt/data; systemctl start mnt-data.automount; ls /mnt/data`);
      dump('auto', await sh('findmnt -n -r -v -o TARGET,MAJ:MIN,FSTYPE,SOURCE,OPTIONS,FS-OPTIONS | grep mnt'));
      dump('inspect3', (await run('inspect-server')).values);
      dump('freeze', await run('freeze-source'));
      await sh('umount /mnt/data; systemctl stop mnt-data.automount');
      dump('after', await sh('findmnt -n -r -o TARGET,FSTYPE | grep mnt; cat /etc/fstab'));
      // autofs direct
      await sh(`sed -i 's#^source.*##' /etc/fstab; mkdir -p /etc/auto.master.d; ls /etc/auto* >&2; cat /etc/auto.master /etc/nsswitch.conf
        echo '/- /etc/auto.master.d/data.map' >/etc/auto.master.d/data.autofs
        echo '/mnt/data -rw,vers=${server.version} source.test:/srv/source' >/etc/auto.master.d/data.map
        systemctl daemon-reload; automount; sleep 3; ls /mnt/data; ps ax | grep automount`);
      dump('autofs', await sh('findmnt -n -r -v -o TARGET,MAJ:MIN,FSTYPE,SOURCE,OPTIONS | grep mnt'));
      dump('inspect4', (await run('inspect-server')).values);
      dump('freeze', await run('freeze-source'));
      await sh('umount /mnt/data; pkill -TERM automount; sleep 3');
      dump('after', await sh('findmnt -n -r -o TARGET,FSTYPE | grep mnt; cat /etc/fstab'));
      // indirect
      await sh(`echo '/auto /etc/auto.master.d/data.map' >/etc/auto.master.d/data.autofs
        echo '* -rw,vers=${server.version} SOURCE.test:/srv/&' >/etc/auto.master.d/data.map
        echo 'source.test:/srv/source /auto/source nfs rw,hard,vers=${server.version} 0 0' >>/etc/fstab
        automount; sleep 3; ls /auto/source`);
      dump('autofs', await sh('findmnt -n -r -v -o TARGET,MAJ:MIN,FSTYPE,SOURCE,OPTIONS | grep -e auto'));
      const P = { MountPath: '/auto/source', SourceMountPath: '/auto/source' };
      dump('inspect5', (await run('inspect-server', P)).values);
      dump('freeze', await run('freeze-source', P));
      dump('switch', await run('switch-mount', P));
      dump('state', await sh('findmnt -n -r -v -o TARGET,FSTYPE,SOURCE,OPTIONS | grep -e auto; cat /etc/fstab'));
      dump('restore', await run('restore-mount', P));
      dump('thaw', await run('thaw-source', P));
      dump('state', await sh('findmnt -n -r -v -o TARGET,FSTYPE,SOURCE,OPTIONS | grep -e auto; cat /etc/fstab'));
      await sh('umount /auto/source; pkill -TERM automount; sleep 3; findmnt | grep auto || :');
    },
  },
];

// fstab: every line as people write it comes back byte for byte, and what belongs to the mount point stays with it.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, refused, served } from './case.ts';

const line = (options: string, end = ' 0 0'): string => `${SOURCE} /mnt/data nfs ${options}${end}`;

/** What stands in the file, as printf writes it; `$v` is the NFS version. By NFS 3 a lock needs a program that no guest runs. */
const files: Readonly<Record<string, string>> = {
  'tabs and blanks': `# one\\n\\t${SOURCE}\\t \\t/mnt/data\\tnfs\\trw,vers=$v\\t0\\t\\t0\\n# two\\n`,
  'no newline at the end': `# one\\n${line('rw,vers=$v')}`,
  'carriage returns': `# one\\r\\n${line('rw,vers=$v')}\\r\\n# two\\r\\n`,
  'four fields': `${line('rw,vers=$v', '')}\\n`,
  'a slash at the end of both names': `${SOURCE}/ /mnt/data/ nfs rw,vers=$v 0 0\\n`,
  'a comment behind and a line that is off': `#${line('ro')}\\n${line('rw,vers=$v')} # ours\\n`,
  'another line of the same export': `${line('rw,vers=$v')}\\n${SOURCE}/images /mnt/images nfs noauto 0 0\\n`,
};

const bytes = (server: Server): Promise<string> => server.sh('od -An -v -tx1 /etc/fstab');

export const FSTAB: readonly Case[] = [
  ...Object.entries(files).map(([what, file]): Case => ({
    name: `fstab with ${what}: byte for byte as it was after the way back`,
    always: what.includes('newline'),
    play: async (server) => {
      const version = server.version === '3' ? '3,nolock' : server.version;
      await server.sh(`v=${version}; printf "${file}" >/etc/fstab`);
      const before = await bytes(server);
      done(await server.run('freeze-source'));
      assert.match(
        await server.sh('cat /etc/fstab'),
        /^\s*source\.test:\/srv\/source\/?\s+\/mnt\/data\/?\s+nfs\s+\S*,ro/m,
      );
      done(await server.run('switch-mount'));
      done(await server.run('read-mounts'));
      done(await server.run('restore-mount'));
      done(await server.run('thaw-source'));
      assert.equal(await bytes(server), before);
      assert.equal(
        await server.sh('ls /etc | grep fstab; ls -A /var/lib/nfs-cutover/mnt-data-6faba07f33e6'),
        'fstab\nepoch.lock',
      );
    },
  })),
  {
    name: 'options of the mount point go with it to the gateway',
    always: true,
    play: async (server) => {
      await server.sh(
        `sed -i 's#/mnt/data nfs rw,#/mnt/data nfs rw,nosuid,nodev,noexec,nofail,x-systemd.requires=network.target,#' /etc/fstab`,
      );
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      const { OPTIONS = '' } = Object.fromEntries([
        ['OPTIONS', await server.sh('findmnt -n -o OPTIONS -M /mnt/data')],
      ]);
      for (const option of ['nosuid', 'nodev', 'noexec'])
        assert.ok(OPTIONS.split(',').includes(option), OPTIONS);
      assert.match(
        await server.sh('cat /etc/fstab'),
        /^gateway\.test:\S+ \/mnt\/data nfs \S*,nosuid,nodev,noexec,nofail,x-systemd\.requires=network\.target,_netdev 0 0$/m,
      );
    },
  },
  {
    name: 'two lines for the mount point: refused, nothing changed',
    play: async (server) => {
      await server.sh("sed -n 's#^source#source#p' /etc/fstab >>/etc/fstab");
      const before = await bytes(server);
      done(await server.run('freeze-source'));
      refused(await server.run('switch-mount'), 'fstab-line-missing');
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.equal(await bytes(server), before);
    },
  },
  {
    name: 'what systemd makes of fstab follows each change',
    always: true,
    play: async (server) => {
      // Not what systemctl shows: as long as something is mounted, that is the mount table.
      const what = (): Promise<string> =>
        server.sh("sed -n 's/^What=//p' /run/systemd/generator/mnt-data.mount");
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      assert.equal(await what(), GATEWAY);
      done(await server.run('restore-mount'));
      assert.equal(await what(), SOURCE);
    },
  },
];

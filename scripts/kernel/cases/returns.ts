// What would bring the old server back: it is named by file and line, and nothing is frozen.
import assert from 'node:assert/strict';
import { SOURCE } from '../server.ts';
import type { Parameters, Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served } from './case.ts';

interface Return {
  readonly what: string;
  /** What brings it back; it is mounted after this. */
  readonly begin: string;
  readonly end: string;
  /** Where the source is mounted, if elsewhere. */
  readonly at?: string;
  /** What the inspection says of it. */
  readonly returns: RegExp;
  readonly others: RegExp;
  readonly refusal: string;
}

const MAP = '/etc/auto.master.d/data.map';
const STOP = 'umount "$at"; pkill -TERM -x automount; sleep 3';
/** Starts autofs with one line of the master map and one of the map, and mounts by it. */
const autofs = (master: string, map: string): string =>
  `umount /mnt/data; mkdir -p /etc/auto.master.d
  echo '${master} ${MAP}' >/etc/auto.master.d/data.autofs
  echo "${map}" >${MAP}
  automount; sleep 3; ls "$at/images" >/dev/null`;

const RETURNING: readonly Return[] = [
  {
    what: 'a mount unit in /etc/systemd/system',
    begin: `printf '[Mount]\\nWhat=${SOURCE}\\nWhere=/mnt/data\\nType=nfs\\n' >/etc/systemd/system/mnt-data.mount
      systemctl daemon-reload`,
    end: 'rm /etc/systemd/system/mnt-data.mount; systemctl daemon-reload',
    returns: /^unit \/etc\/systemd\/system\/mnt-data\.mount:2: What=source\.test:\/srv\/source$/,
    others: /^$/,
    refusal: 'mount-unit',
  },
  {
    what: 'x-systemd.automount in fstab',
    begin: `sed -i 's#/mnt/data nfs rw,#/mnt/data nfs rw,x-systemd.automount,#' /etc/fstab
      umount /mnt/data; systemctl daemon-reload; systemctl start mnt-data.automount; ls /mnt/data/images`,
    end: 'umount /mnt/data; systemctl stop mnt-data.automount',
    returns: /^$/,
    others: /^autofs \/mnt\/data autofs systemd-1$/,
    refusal: 'on-demand',
  },
  {
    what: 'a direct map of autofs',
    begin: autofs('/-', `/mnt/data -rw,nolock,vers=$version ${SOURCE}`),
    end: STOP,
    returns:
      /^autofs \/etc\/auto\.master\.d\/data\.map:1: \/mnt\/data -rw,nolock,vers=\S+ source\.test:/,
    others: /^autofs \/mnt\/data autofs \/etc\/auto\.master\.d\/data\.map$/,
    refusal: 'on-demand',
  },
  {
    what: 'a wildcard of an indirect map of autofs',
    at: '/auto/source',
    begin: `echo '${SOURCE} /auto/source nfs rw,hard 0 0' >>/etc/fstab
      ${autofs('/auto', '* -rw,nolock,vers=$version other.test,SOURCE.test(1):/srv/&')}`,
    end: STOP,
    returns: /data\.autofs:1: \/auto [^\n]+\nautofs \/etc\/auto\.master\.d\/data\.map:1: \* -rw/,
    others: /^autofs \/auto autofs \/etc\/auto\.master\.d\/data\.map$/,
    refusal: 'on-demand',
  },
];

async function play(server: Server, it: Return): Promise<void> {
  const { at = '/mnt/data' } = it;
  const paths: Parameters = { MountPath: at, SourceMountPath: at };
  const shell = (commands: string): Promise<string> =>
    server.sh(`version=${server.version} at=${at}; ${commands}`);
  try {
    await shell(it.begin);
    const before = await fstab(server);
    const seen = done(await server.run('inspect-server', paths));
    assert.match(seen.returns ?? '', it.returns);
    assert.match(seen.others ?? '', it.others);
    refused(await server.run('freeze-source', paths), it.refusal);
    assert.match(await served(server, at), /source\.test:\/srv\/source rw$/i);
    assert.equal(await fstab(server), before);
  } finally {
    await shell(`{ ${it.end}; } >/dev/null 2>&1 || :`);
  }
}

export const RETURNS: readonly Case[] = [
  ...RETURNING.map((it): Case => ({
    name: `the old server comes back by ${it.what}: named, and no freeze`,
    play: (server) => play(server, it),
  })),
  {
    name: 'the old server comes back by a line of fstab, a drop-in and a service: each is named',
    play: async (server) => {
      const etc = '/etc/systemd/system';
      await server.sh(`mkdir ${etc}/mnt-data.mount.d
        printf '[Mount]\\r\\nWhat="SOURCE.test:/srv/source"\\r\\n' >${etc}/mnt-data.mount.d/what.conf
        printf '[Service]\\nExecStart=/bin/mount -t nfs \\\\\\n 10.9.0.2:/srv /x\\n' >/run/systemd/system/again.service
        echo '${SOURCE}/images /mnt/images nfs noauto 0 0' >>/etc/fstab`);
      try {
        const { returns = '' } = done(await server.run('inspect-server'));
        assert.deepEqual(returns.split('\n').sort(), [
          `drop-in ${etc}/mnt-data.mount.d/what.conf:2: What=SOURCE.test:/srv/source`,
          `fstab-noauto /etc/fstab:5: ${SOURCE}/images /mnt/images nfs noauto 0 0`,
          'service-idle /run/systemd/system/again.service:2: /bin/mount -t nfs   10.9.0.2:/srv /x',
        ]);
      } finally {
        await server.sh(`rm -r ${etc}/mnt-data.mount.d /run/systemd/system/again.service`);
      }
    },
  },
];

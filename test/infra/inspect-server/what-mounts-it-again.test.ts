// What inspect-server finds in the files of a server that would bring the old server back, named by file and line.
import { describe, expect, test } from '@jest/globals';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { CHANGE, INSPECT } from '../document-parameters.ts';

/** The file, what stands in it or `-> target` of a link, and what is said of it; nothing where it does no harm. */
type Row = readonly [path: string, text: string, ...said: string[]];

const SOURCE = CHANGE.SourceExport;
const ETC = 'etc/systemd/system';
const LIB = 'usr/lib/systemd/system';

/** A name of a unit, as systemd makes it of a path. */
const unitName = (path: string): string =>
  path
    .slice(1)
    .replaceAll(/[^A-Za-z0-9_.:/]/g, hex)
    .replaceAll('/', '-');
const hex = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16)}`;

/** `@R` is the root of the server, `@M` the mount point of the source, `@U` its name as a unit. */
function put(lab: ServerLab, [path, text]: Row): void {
  const mount = `${lab.root}/mnt/data`;
  const filled = (raw: string): string =>
    raw.replaceAll('@R', lab.root).replaceAll('@M', mount).replaceAll('@U', unitName(mount));
  const file = join(lab.root, filled(path));
  mkdirSync(dirname(file), { recursive: true });
  const [, target] = /^-> (.*)$/.exec(text) ?? [];
  if (target === undefined) writeFileSync(file, filled(text));
  else symlinkSync(filled(target), file);
}

const mountUnit = (what: string, where: string, more = ''): string =>
  `[Unit]\nDescription=Data\n[Mount]\nWhat=${what}\nWhere=${where}\nType=nfs\n${more}`;

const OTHER_NAMES =
  '10.0.0.9 nfs-server.example.internal\n10.0.0.9 nas.example.internal nas\n10.0.0.7 other\n';

const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  'mount units': [
    [`${ETC}/@U.mount`, mountUnit(SOURCE, '@M'), `unit /${ETC}/@U.mount:4: What=${SOURCE}`],
    [
      `${ETC}/srv-again.mount`,
      mountUnit(SOURCE, '/srv/again').replaceAll('\n', '\r\n'),
      `unit-idle /${ETC}/srv-again.mount:4: What=${SOURCE}`,
    ],
    [
      'usr/local/lib/systemd/system/srv-quoted.mount',
      mountUnit(`"${SOURCE}/images"`, '/srv/quoted'),
      `unit /usr/local/lib/systemd/system/srv-quoted.mount:4: What=${SOURCE}/images`,
    ],
    [`${ETC}/multi-user.target.wants/srv-quoted.mount`, '-> ../none'],
    [
      `${LIB}/srv-escaped.mount`,
      mountUnit(`${SOURCE}/a%%b`, '/srv/escaped'),
      `unit /${LIB}/srv-escaped.mount:4: What=${SOURCE}/a%b`,
    ],
    [`${ETC}/remote-fs.target.requires/srv-escaped.automount`, '-> ../none'],
    [`${ETC}/srv-other.mount`, mountUnit('other:/export/data', '/srv/other')],
    [`${ETC}/srv-beside.mount`, mountUnit(`${SOURCE}base`, '/srv/beside')],
    [`${ETC}/srv-off.mount`, `#${mountUnit('', '/srv/off')};What=${SOURCE}\n`],
    [`${ETC}/srv-masked.mount`, '-> /dev/null'],
    [`${LIB}/srv-masked.mount`, mountUnit(SOURCE, '/srv/masked')],
  ],
  'units of packages, drop-ins, automounts': [
    [
      `${LIB}/@U.mount`,
      mountUnit(SOURCE.toUpperCase().replace(/:.*/, ':/export'), '@M/'),
      `unit-low /${LIB}/@U.mount:4: What=NFS-SERVER.EXAMPLE.INTERNAL:/export`,
    ],
    [
      `run/systemd/system/@U.automount`,
      '[Automount]\nWhere=@M\n',
      `unit /run/systemd/system/@U.automount:2: Where=/mnt/data`,
    ],
    [
      `${ETC}/@U.mount.d/options.conf`,
      '[Mount]\nOptions=noac\n',
      `drop-in-options /${ETC}/@U.mount.d/options.conf:2: Options=noac`,
    ],
    [
      `${LIB}/@U.mount.d/what.conf`,
      '[Mount]\nWhat=elsewhere:/x\n',
      `drop-in /${LIB}/@U.mount.d/what.conf:2: What=elsewhere:/x`,
    ],
    [
      `${ETC}/srv-a.mount.d/what.conf`,
      `[Mount]\nWhat=\\\n${SOURCE}\n`,
      `drop-in /${ETC}/srv-a.mount.d/what.conf:2: What=${SOURCE}`,
    ],
    [`${ETC}/srv-a.mount.d/README`, `What=${SOURCE}\n`],
  ],
  'services and scripts of the boot': [
    [
      `${ETC}/data.service`,
      `[Service]\nExecStart=-/bin/sh -c 'mount -t nfs -o rw \\\n  ${SOURCE} /srv/a; true'\n[Install]\nWantedBy=multi-user.target\n`,
      `service /${ETC}/data.service:2: -/bin/sh -c 'mount -t nfs -o rw    ${SOURCE} /srv/a; true'`,
    ],
    [`${ETC}/multi-user.target.wants/data.service`, '-> ../data.service'],
    [
      `${LIB}/idle.service`,
      `[Service]\nExecStartPre=/sbin/mount.nfs4 "${SOURCE}/x" /srv/b\n`,
      `service-idle /${LIB}/idle.service:2: /sbin/mount.nfs4 "${SOURCE}/x" /srv/b`,
    ],
    [`${ETC}/fine.service`, `[Service]\nExecStart=/bin/mount @M\nExecStart=/bin/echo ${SOURCE}\n`],
    [
      'etc/rc.local',
      `#!/bin/sh\n# mount ${SOURCE} /x\nmount ${SOURCE} /x\n`,
      `script /etc/rc.local:3: mount ${SOURCE} /x`,
    ],
    [
      'etc/cron.d/data',
      `@reboot root mount -o ro nas:/export/data /srv/c && logger done\n`,
      'script /etc/cron.d/data:1: @reboot root mount -o ro nas:/export/data /srv/c && logger done',
    ],
    ['etc/hosts', OTHER_NAMES],
  ],
  'direct maps of autofs': [
    ['etc/auto.master', '/- auto.direct\n/- file:@R/etc/auto.more\r\n'],
    [
      'etc/auto.direct',
      [
        `"@M" -rw other:/export/elsewhere`,
        `/srv/a -ro \\`,
        `  replica1,nas(2):/export/data`,
        `/srv/b / -rw other:/x /sub [10.0.0.9]:/export`,
        `/srv/c -rw other:/export/data`,
        `+more`,
        `/srv/d :/dev/sdb1`,
      ].join('\n'),
      'autofs /etc/auto.direct:1: "/mnt/data" -rw other:/export/elsewhere',
      'autofs /etc/auto.direct:2: /srv/a -ro    replica1,nas(2):/export/data',
      'autofs /etc/auto.direct:4: /srv/b / -rw other:/x /sub [10.0.0.9]:/export',
    ],
    ['etc/more', `/srv/e other:/y ${SOURCE}\n`, `autofs /etc/more:1: /srv/e other:/y ${SOURCE}`],
    [
      'etc/auto.more',
      `# /srv/f ${SOURCE}\n/srv/f ${SOURCE}/&\n`,
      `autofs /etc/auto.more:2: /srv/f ${SOURCE}/&`,
    ],
    ['etc/hosts', OTHER_NAMES],
  ],
  'indirect maps of autofs': [
    [
      'etc/auto.master',
      '# all\n+dir:@R/etc/auto.master.d\n@R/mnt auto.none --timeout=60\n+auto.master\n/x -null\n',
      'autofs /etc/auto.master:3: /mnt auto.none',
    ],
    ['etc/auto.master.d/nas.autofs', '/nas auto.nas\n'],
    ['etc/auto.master.d/other.off', `/off auto.off\n`],
    ['etc/auto.none', ''],
    ['etc/auto.off', `a ${SOURCE}\n`],
    [
      'etc/auto.nas',
      `* -rw nas:/export/&\nhome nas:/home/&\ndata &:/export/data\ndata nas:/export/&/x\n`,
      'autofs /etc/auto.nas:1: * -rw nas:/export/&',
      'autofs /etc/auto.nas:4: data nas:/export/&/x',
    ],
    ['etc/hosts', OTHER_NAMES],
  ],
  'other lines of fstab': [
    [
      'etc/fstab',
      [
        `${SOURCE} @M nfs rw,hard 0 0`,
        `nas:/export/data/images /srv/images nfs4 ro,noauto 0 0`,
        `10.0.0.9:/export /srv/export nfs rw,noauto,comment=systemd.automount 0 0`,
        `# ${SOURCE} /srv/off nfs rw 0 0`,
        `[fd00::9]:/export/data /srv/six nfs rw 0 0\r`,
        `@M/images /srv/bound none ro,bind 0 0`,
        `tmpfs @M/cache tmpfs defaults 0 0`,
        `other:/export/data /srv/other nfs rw 0 0`,
        `fs-0123:/ /srv/efs efs _netdev 0 0`,
      ].join('\n'),
      'fstab-noauto /etc/fstab:2: nas:/export/data/images /srv/images nfs4 ro,noauto 0 0',
      'fstab /etc/fstab:3: 10.0.0.9:/export /srv/export nfs rw,noauto,comment=systemd.automount 0 0',
      'fstab /etc/fstab:5: [fd00::9]:/export/data /srv/six nfs rw 0 0',
      'fstab-bind /etc/fstab:6: /mnt/data/images /srv/bound none ro,bind 0 0',
      'fstab-below /etc/fstab:7: tmpfs /mnt/data/cache tmpfs defaults 0 0',
    ],
    ['etc/hosts', `fd00::9 nfs-server.example.internal\n${OTHER_NAMES}`],
  ],
  'a server on which nothing of it is': [],
};

/** The server cuts long lines, and the lab's folder stands in them. */
const begin = (line: string): string => line.slice(0, 55);

test.each(Object.entries(GROUPS))('%s', async (_, rows) => {
  await using lab = await openServerLab();
  for (const row of rows) put(lab, row);
  const { said, stderr } = await lab.run('inspect-server', INSPECT);
  const name = unitName(`${lab.root}/mnt/data`);
  const told = rows.flatMap(([, , ...lines]) => lines.map((line) => line.replaceAll('@U', name)));
  const found = (said.returns ?? '').split('\n').filter((line) => line !== '');
  expect({ found: found.map(begin).sort(), stderr }).toEqual({
    found: told.map(begin).sort(),
    stderr: '',
  });
  expect(said).toMatchObject({ 'autofs-unread': '', inspected: 'yes' });
});

describe('maps that no file of the server holds are named', () => {
  test.each([
    [
      'a map of another source',
      '+auto.master\n',
      'automount: sss files # here\n',
      '+auto.master (sss files)',
    ],
    ['files alone', '+auto.master\n', 'automount: files [NOTFOUND=return]\n', ''],
    ['no word about it', '+auto.master\n', 'hosts: files dns\n', ''],
    [
      'a map of a directory service',
      '/a ldap:ou=a\n/b -hosts\n',
      'automount: files\n',
      'ldap:ou=a',
    ],
    ['a name that files do not give', '/a auto.a\n', 'automount: ldap\n', 'auto.a'],
  ])('%s', async (_, master, nsswitch, unread) => {
    await using lab = await openServerLab();
    put(lab, ['etc/auto.master', master]);
    put(lab, ['etc/nsswitch.conf', nsswitch]);
    const { said } = await lab.run('inspect-server', INSPECT);
    expect(said['autofs-unread']).toBe(unread);
  });
});

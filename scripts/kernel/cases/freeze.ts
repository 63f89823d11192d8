// The freeze closes the source to every writer of this server, or it refuses; the thaw opens it again.
import assert from 'node:assert/strict';
import { SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, refused, served, write } from './case.ts';

/** Mounts that would let somebody write on while `/mnt/data` is read-only; `$version` is the one of `/mnt/data`. */
const writers: Readonly<Record<string, string>> = {
  'other options, and so another superblock': `mount -t nfs -o rw,noac,vers=$version,nolock ${SOURCE} /mnt/second`,
  'the export by another NFS version': `other=4.2; [ $version != 4.2 ] || other=4.1
    mount -t nfs -o rw,vers=$other ${SOURCE} /mnt/second`,
  'a folder of the export': `mount -t nfs -o rw,vers=$version,nolock ${SOURCE}/incoming /mnt/second`,
  'the same mount at another place': `mount --bind /mnt/data /mnt/second`,
  'another name of the server': `echo 10.9.0.2 other.test >>/etc/hosts
    mount -t nfs -o rw,noac,vers=$version,nolock other.test:/srv/source /mnt/second`,
  'another case of its name': `mount -t nfs -o rw,noac,vers=$version,nolock SOURCE.Test:/srv/source /mnt/second`,
  'its address': `mount -t nfs -o rw,noac,vers=$version,nolock 10.9.0.2:/srv/source /mnt/second`,
};

/** By NFS version 4 alone: version 3 mounts exports, and what stands above them is none. */
const PARENT = `mount -t nfs -o rw,vers=$version source.test:/srv /mnt/second; ls /mnt/second/source >/dev/null`;

const frozenIn = (server: Server, target: string): Promise<string> =>
  server.sh(`findmnt -n -r -o FS-OPTIONS -M ${target} | cut -d, -f1`);

export const FREEZE: readonly Case[] = [
  ...Object.entries({ ...writers, 'a folder above the export': PARENT }).map(
    ([what, mount], i): Case => ({
      name: `a second writer by ${what}: no freeze`,
      always: i === 0,
      ...(mount === PARENT && { versions: ['4.1', '4.2'] }),
      play: async (server) => {
        await server.sh(`version=${server.version}; mkdir /mnt/second; ${mount}`);
        const { detail = '' } = refused(await server.run('freeze-source'), 'shared-mount');
        assert.match(detail, /\/mnt\/second/);
        assert.equal(await served(server), `${SOURCE} rw`);
        await server.sh('umount -R /mnt/second');
        done(await server.run('freeze-source'));
      },
    }),
  ),
  {
    name: 'a writer in a mount namespace of its own: no freeze',
    always: true,
    play: async (server) => {
      await server.sh(
        'setsid unshare -m --propagation private sleep 600 >/dev/null 2>&1 & sleep 2',
      );
      const { detail = '' } = refused(await server.run('freeze-source'), 'shared-mount');
      assert.match(detail, /\/mnt\/data in process \d+, sleep/);
      await server.sh('pkill -9 -x sleep; sleep 1');
      done(await server.run('freeze-source'));
    },
  },
  {
    name: 'a namespace that listens to the server’s follows it: frozen',
    play: async (server) => {
      await server.sh('setsid unshare -m --propagation slave sleep 600 >/dev/null 2>&1 & sleep 2');
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
    },
  },
  {
    name: 'fstab with other options than the mounted ones: frozen and thawed',
    always: true,
    play: async (server) => {
      await server.sh(
        "sed -i 's#/mnt/data nfs rw,#/mnt/data nfs rw,noac,actimeo=7,rsize=4096,#' /etc/fstab",
      );
      done(await server.run('freeze-source'));
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.equal(await served(server), `${SOURCE} rw`);
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
  {
    name: 'no line in fstab: frozen and thawed',
    play: async (server) => {
      await server.sh("sed -i '/mnt.data/d' /etc/fstab");
      done(await server.run('freeze-source'));
      done(await server.run('thaw-source'));
      assert.equal(await served(server), `${SOURCE} rw`);
    },
  },
  {
    name: 'a read-only flag of the mount alone is no freeze',
    always: true,
    play: async (server) => {
      await server.sh('mount -o remount,ro,bind /mnt/data');
      assert.equal(await frozenIn(server, '/mnt/data'), 'rw');
      assert.equal(done(await server.run('freeze-source')).frozen, 'yes');
      assert.equal(await frozenIn(server, '/mnt/data'), 'ro');
      done(await server.run('thaw-source'));
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
  {
    name: 'a file that is open for writing: frozen, and the writer gets EROFS, or refused with its holder',
    play: async (server) => {
      await server.sh(`setsid setpriv --reuid=app --regid=app --clear-groups sh -c '
        exec 3>>/mnt/data/incoming/open; while :; do echo x >&3; sleep 1; done' >/dev/null 2>&1 & sleep 2`);
      const answer = await server.run('freeze-source');
      if (answer.status === 0) {
        const before = await server.sh('sleep 2; cat /srv/source/incoming/open | wc -c');
        assert.equal(await server.sh('sleep 4; cat /srv/source/incoming/open | wc -c'), before);
      } else {
        const { holders = '' } = refused(answer, 'remount-failed');
        assert.match(holders, /app +\d+ F/);
        assert.equal(await served(server), `${SOURCE} rw`);
      }
    },
  },
  {
    name: 'nobody is on the mount: nobody is named',
    always: true,
    play: async (server) => {
      assert.equal(done(await server.run('inspect-server')).users, '');
      await server.sh('cd /mnt/data && setsid sleep 600 >/dev/null 2>&1 & sleep 2');
      assert.match(
        done(await server.run('inspect-server')).users ?? '',
        /root +\d+ \.\.c\.\. sleep/,
      );
    },
  },
];

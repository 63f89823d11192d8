// What docs/operations.md tells people to do by hand, word for word.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served, write } from './case.ts';
import { FIVE } from './fence.ts';
import { network } from './holders.ts';

const PAGE = fileURLToPath(new URL('../../../docs/operations.md', import.meta.url));

/** The commands below a heading of the page. */
export function commands(heading: string): string {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(`\n### ${heading}\n`);
  const [, block] = /^```sh\n(.*?)^```$/ms.exec(section.split('\n#')[0] ?? '') ?? [];
  if (block === undefined) throw new Error(`expected commands below '${heading}', got none`);
  return block;
}

const CLOSED = commands('The source is closed, and shall be open again');
const SWITCHED = commands('The gateway is served, and the source shall be');
const DEAD = commands('The gateway is dead');
const NOTHING = commands('Nothing is mounted');

async function open(server: Server, before: string): Promise<void> {
  assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
  assert.equal(await write(server, '/mnt/data/incoming/after'), '');
  // The product finds nothing of its own there.
  done(await server.run('freeze-source'));
  done(await server.run('thaw-source'));
  assert.equal(await fstab(server), before);
}

/** Keeps the script that leads back by hand, as the agent starts it: from a file. */
const keep = (server: Server): Promise<string> =>
  server.sh(`cat >/tmp/document <<'END_OF_DOCUMENT'
${server.script('restore-mount', { ...FIVE, Keep: 'yes' })}
END_OF_DOCUMENT
sh /tmp/document`);

/** What people do: the command below the heading. */
const SCRIPT = commands('First of all: the script that lies on the server');

export const BY_HAND: readonly Case[] = [
  {
    name: 'by hand: a closed source is open again',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      await server.sh(CLOSED);
      await open(server, before);
    },
  },
  {
    name: 'by hand: the source instead of the gateway',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      await server.sh(SWITCHED);
      await open(server, before);
    },
  },
  {
    name: 'by hand: the source instead of a dead gateway',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      await network(server, 'gateway', 'down');
      await server.sh(DEAD);
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
  {
    name: 'by hand: nothing is mounted',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      await server.sh('umount /mnt/data');
      assert.equal(await server.sh(NOTHING), '');
      assert.equal(await served(server), `${SOURCE} ro`);
      await server.sh(CLOSED);
      await open(server, before);
    },
  },
  {
    name: 'by hand: the script that was kept leads back from a freeze, from the gateway, and from a dead gateway',
    play: async (server) => {
      const before = await fstab(server);
      for (const reached of ['frozen', 'switched', 'dead']) {
        await server.sh('rm -rf /var/lib/nfs-cutover/*');
        await keep(server);
        done(await server.run('freeze-source', FIVE));
        if (reached !== 'frozen') done(await server.run('switch-mount', FIVE));
        if (reached === 'dead') await network(server, 'gateway', 'down');
        assert.match(await server.sh(SCRIPT, 300), /takes writes/);
        assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
        assert.equal(await write(server, '/mnt/data/incoming/after'), '');
        refused(await server.run('switch-mount', FIVE), 'overtaken');
        assert.match(await server.sh(SCRIPT), /takes writes/);
      }
    },
  },
];

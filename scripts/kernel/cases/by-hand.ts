// What docs/operations.md tells people to do by hand, word for word.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, served, write } from './case.ts';
import { network } from './holders.ts';

const PAGE = fileURLToPath(new URL('../../../docs/operations.md', import.meta.url));

/** The commands below a heading of the page. */
function commands(heading: string): string {
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
];

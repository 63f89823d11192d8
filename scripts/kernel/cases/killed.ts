// A document that is killed at any moment leaves one of the known ends, and the next document finishes it.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { begun, done, fstab, served } from './case.ts';

const TRIALS = 8;

/** Runs a document and kills its session after a part of the time that it takes. */
async function killed(
  server: Server,
  document: string,
  part: number,
  seconds: number,
): Promise<void> {
  await server.sh(`${begun(server, document)}
sleep ${(part * seconds).toFixed(2)}
pkill -9 -s "$!"; wait; sleep 0.3`);
}

/** What is served, and what a boot would serve. */
async function ends(server: Server): Promise<string> {
  const now = (await served(server)) || 'nothing';
  const named = /^(\S+) \/mnt\/data nfs (\S+)/m.exec(await fstab(server)) ?? [];
  return `${now}, then ${named[1]} ${/(^|,)ro$/.test(named[2] ?? '') ? 'ro' : 'rw'}`;
}

const CLOSED = `${SOURCE} ro, then ${SOURCE} ro`;
const SERVED = `${GATEWAY} rw, then ${GATEWAY} rw`;

/** Of each document: those that come before it, every end that a kill may leave, and its own. */
const documents: Readonly<
  Record<string, { before: readonly string[]; ends: readonly string[]; end: string }>
> = {
  'freeze-source': {
    before: [],
    ends: [`${SOURCE} rw, then ${SOURCE} rw`, `${SOURCE} ro, then ${SOURCE} rw`, CLOSED],
    end: CLOSED,
  },
  'switch-mount': {
    before: ['freeze-source'],
    ends: [CLOSED, `nothing, then ${SOURCE} ro`, `${GATEWAY} rw, then ${SOURCE} ro`, SERVED],
    end: SERVED,
  },
  'restore-mount': {
    before: ['freeze-source', 'switch-mount'],
    ends: [SERVED, `${GATEWAY} rw, then ${SOURCE} ro`, `nothing, then ${SOURCE} ro`, CLOSED],
    end: CLOSED,
  },
  'thaw-source': {
    before: ['freeze-source'],
    ends: [CLOSED, `${SOURCE} rw, then ${SOURCE} ro`, `${SOURCE} rw, then ${SOURCE} rw`],
    end: `${SOURCE} rw, then ${SOURCE} rw`,
  },
};

export const KILLED: readonly Case[] = Object.entries(documents).map(
  ([document, { before, ends: known, end }]): Case => ({
    name: `${document} killed again and again: a known end each time, which the same document finishes`,
    times: TRIALS,
    play: async (server, times) => {
      const original = await fstab(server);
      const back = async (): Promise<void> => {
        done(await server.run('restore-mount'));
        done(await server.run('thaw-source'));
        assert.equal(await fstab(server), original);
      };
      for (const earlier of before) done(await server.run(earlier));
      const { seconds } = await server.run(document);
      await back();
      for (let trial = 0; trial < times; trial++) {
        for (const earlier of before) done(await server.run(earlier));
        await killed(server, document, (trial + 0.5) / times, seconds);
        const left = await ends(server);
        assert.ok(known.includes(left), `after ${trial + 1} of ${times}: ${left}`);
        done(await server.run(document));
        assert.equal(await ends(server), end);
        await back();
      }
    },
  }),
);

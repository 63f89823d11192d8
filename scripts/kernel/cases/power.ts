// The server loses its power at any moment: after its boot it serves the source read-only or the gateway, and the same
// document finishes its work.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { FIVE, SIX } from './fence.ts';
import { begun, done, fstab, refused, served, write } from './case.ts';

const CUTS = 4;

/** Cuts the power, boots, and mounts what fstab names, as a boot does. */
async function reboot(server: Server): Promise<void> {
  await server.guest.cutPower();
  await server.sh('guest-servers.sh', 120);
  await server.sh('mount -a -t nfs,nfs4', 120);
}

/** Begins a document and cuts the power after a part of the time that it takes. */
async function cut(server: Server, document: string, seconds: number): Promise<void> {
  await server.sh(`${begun(server, document)}
sleep ${seconds.toFixed(2)}`);
  await reboot(server);
}

/** A freeze is of one boot: after a cut the switch does not count on it, and a new one is needed. */
async function switchAfterCut(server: Server): Promise<void> {
  if ((await served(server)) === `${SOURCE} ro`) {
    const before = await fstab(server);
    refused(await server.run('switch-mount'), 'not-frozen');
    assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} ro`, before]);
    assert.equal(done(await server.run('freeze-source')).frozen, 'already');
  }
  done(await server.run('switch-mount'));
}

const documents: Readonly<Record<string, { before: readonly string[]; end: string }>> = {
  'freeze-source': { before: [], end: `${SOURCE} ro` },
  'switch-mount': { before: ['freeze-source'], end: `${GATEWAY} rw` },
  'restore-mount': { before: ['freeze-source', 'switch-mount'], end: `${SOURCE} ro` },
  'thaw-source': { before: ['freeze-source'], end: `${SOURCE} rw` },
};

export const POWER: readonly Case[] = [
  {
    name: 'the power is cut after the freeze and after the switch: a boot opens nothing',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      await reboot(server);
      assert.equal(await served(server), `${SOURCE} ro`);
      assert.match(await write(server, '/mnt/data/incoming/late'), /Read-only file system/);
      await switchAfterCut(server);
      await reboot(server);
      assert.equal(await served(server), `${GATEWAY} rw`);
      done(await server.run('restore-mount'));
      await reboot(server);
      await switchAfterCut(server);
      assert.equal(await served(server), `${GATEWAY} rw`);
      done(await server.run('restore-mount'));
      await reboot(server);
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  },
  {
    name: 'the power is cut after the epoch was raised: what was sent before is refused after the boot',
    play: async (server) => {
      const BootId = await server.sh('cat /proc/sys/kernel/random/boot_id');
      done(await server.run('freeze-source', FIVE));
      done(await server.run('raise-epoch', SIX));
      await reboot(server);
      refused(await server.run('switch-mount', FIVE), 'overtaken');
      refused(await server.run('thaw-source', FIVE), 'overtaken');
      refused(await server.run('freeze-source', { ...SIX, BootId }), 'rebooted');
      refused(await server.run('freeze-source', { ...SIX, MustKnow: '7' }), 'state-lost');
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source', SIX));
      assert.equal(await served(server), `${SOURCE} rw`);
    },
  },
  ...Object.entries(documents).map(([document, { before, end }]): Case => ({
    name: `the power is cut again and again during ${document}: it serves one side after each boot`,
    times: CUTS,
    play: async (server, times) => {
      const original = await fstab(server);
      for (const earlier of before) done(await server.run(earlier));
      const { seconds } = await server.run(document);
      for (let i = 0; i < times; i++) {
        done(await server.run('restore-mount'));
        done(await server.run('thaw-source'));
        assert.equal(await fstab(server), original);
        for (const earlier of before) done(await server.run(earlier));
        const from = await served(server);
        await cut(server, document, ((i + 0.7) / times) * seconds);
        const now = await served(server);
        // A freeze that has not ended yet, and a thaw, may leave the source open; nothing else may.
        assert.ok([from, end, `${SOURCE} ro`].includes(now), `cut ${i + 1} of ${times}: ${now}`);
        if (document === 'switch-mount') await switchAfterCut(server);
        else done(await server.run(document));
        assert.equal(await served(server), end);
      }
    },
  })),
];

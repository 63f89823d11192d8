// The night as it should go, and its way back.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served, write } from './case.ts';

export const NIGHT: readonly Case[] = [
  {
    name: 'the whole night: inspected, frozen, switched, confirmed, and back',
    always: true,
    play: async (server) => {
      const before = await fstab(server);
      const inspected = done(await server.run('inspect-server'));
      assert.equal(inspected['source-at'], SOURCE);
      assert.equal(inspected['gateway-at'], GATEWAY);
      done(await server.run('freeze-source'));
      assert.equal(await served(server), `${SOURCE} ro`);
      assert.match(await write(server, '/mnt/data/incoming/late'), /Read-only file system/);
      done(await server.run('switch-mount'));
      assert.equal(await served(server), `${GATEWAY} rw`);
      assert.match(await fstab(server), /^gateway\.test:\/srv\/gateway \/mnt\/data nfs /m);
      assert.equal(await write(server, '/mnt/data/incoming/first'), '');
      const read = done(await server.run('read-mounts'));
      assert.deepEqual([read.served, read['switched-run']], ['gateway', '4711-1']);
      done(await server.run('restore-mount'));
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.equal(await served(server), `${SOURCE} rw`);
      assert.equal(await fstab(server), before);
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
  {
    name: 'each document a second time finds its work done',
    play: async (server) => {
      for (const document of ['freeze-source', 'switch-mount', 'restore-mount', 'thaw-source']) {
        done(await server.run(document));
        const after = [await served(server), await fstab(server)];
        done(await server.run(document));
        assert.deepEqual([await served(server), await fstab(server)], after);
      }
    },
  },
  {
    name: 'a switch without a freeze is refused, and nothing is changed',
    play: async (server) => {
      const before = await fstab(server);
      refused(await server.run('switch-mount'), 'not-frozen');
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  },
];

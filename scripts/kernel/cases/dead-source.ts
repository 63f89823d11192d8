// The old server does not answer: each document ends in its time, in a known state, and goes on when the server is back.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, served, write } from './case.ts';
import { network } from './holders.ts';

export const DEAD_SOURCE: readonly Case[] = [
  {
    name: 'a source that is dead at the freeze: not frozen, and frozen once it is back',
    play: async (server) => {
      await network(server, 'source', 'down');
      const answer = await server.run('freeze-source');
      assert.equal(answer.status, 3, JSON.stringify(answer));
      await network(server, 'source', 'up');
      done(await server.run('freeze-source'));
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
  {
    name: 'a source that is dead at the switch: no writable source, and switched once it is back',
    play: async (server) => {
      done(await server.run('freeze-source'));
      await network(server, 'source', 'down');
      const answer = await server.run('switch-mount');
      assert.notEqual(answer.status, undefined);
      assert.match(await served(server), /^$| ro$|^gateway\.test:\S+ rw$/);
      assert.match(
        await fstab(server),
        /^source\.test:\S+ \/mnt\/data nfs \S*,ro |^gateway\.test:/m,
      );
      await network(server, 'source', 'up');
      done(await server.run('switch-mount'));
      assert.equal(await served(server), `${GATEWAY} rw`);
    },
  },
  {
    name: 'a source that is dead on the way back: the gateway serves on, and the source once it is back',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      await network(server, 'source', 'down');
      const answer = await server.run('restore-mount');
      assert.equal(answer.status, 3, JSON.stringify(answer));
      assert.equal(await served(server), `${GATEWAY} rw`);
      assert.match(await fstab(server), /^gateway\.test:\S+ \/mnt\/data nfs /m);
      await network(server, 'source', 'up');
      done(await server.run('restore-mount'));
      done(await server.run('thaw-source'));
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  },
  {
    name: 'an export that is withdrawn: no freeze counts, and the thaw says what it is told',
    exports: true,
    play: async (server) => {
      const inside = (command: string): Promise<string> =>
        server.sh(`nsenter -t "$(ip netns pids source | head -n 1)" -m -n ${command}`);
      await inside('exportfs -ua');
      const frozen = await server.run('freeze-source');
      assert.equal(frozen.status, 3, JSON.stringify(frozen));
      await inside('exportfs -ra');
      done(await server.run('freeze-source'));
      done(await server.run('thaw-source'));
      assert.equal(await write(server, '/mnt/data/incoming/after'), '');
    },
  },
];

// Somebody holds the mount: nothing is taken away from them, they are named, and the change goes on when they are gone.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served } from './case.ts';
import { hold, HOLDERS, release } from './holders.ts';

const readers = Object.keys(HOLDERS).filter((what) => !what.includes('writing'));

export const BUSY: readonly Case[] = [
  ...readers.map((what): Case => ({
    name: `a source held by ${what}: no switch, and the holder is named`,
    play: async (server) => {
      await server.sh('cp /usr/bin/sleep /srv/source/images/tool');
      done(await server.run('freeze-source'));
      const before = await fstab(server);
      await hold(server, what);
      const { holders = '' } = refused(await server.run('switch-mount'), 'busy');
      assert.match(holders, /app +\d+ /);
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} ro`, before]);
      await release(server);
      done(await server.run('switch-mount'));
      assert.equal(await served(server), `${GATEWAY} rw`);
    },
  })),
  ...Object.keys(HOLDERS).map((what): Case => ({
    name: `a gateway held by ${what}: no way back, and the holder is named`,
    play: async (server) => {
      await server.sh('cp /usr/bin/sleep /srv/gateway/images/tool');
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      done(await server.run('switch-mount'));
      await hold(server, what);
      const { holders = '', forced } = refused(await server.run('restore-mount'), 'busy');
      assert.match(holders, /app +\d+ /);
      assert.equal(forced, undefined);
      assert.equal(await served(server), `${GATEWAY} rw`);
      await release(server);
      done(await server.run('restore-mount'));
      done(await server.run('thaw-source'));
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  })),
];

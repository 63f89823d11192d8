// The gateway is gone after the switch: the source is served again, whoever still holds the mount.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served, write } from './case.ts';
import { hold, HOLDERS, network } from './holders.ts';

async function switched(server: Server): Promise<string> {
  const before = await fstab(server);
  await server.sh('cp /usr/bin/sleep /srv/gateway/images/tool');
  done(await server.run('freeze-source'));
  done(await server.run('switch-mount'));
  await server.sh('ls /mnt/data >/dev/null');
  return before;
}

/** Back to the source and writable, in less than three minutes; what restore-mount has answered. */
async function back(server: Server, before: string): Promise<Readonly<Record<string, string>>> {
  const restored = await server.run('restore-mount');
  const values = done(restored);
  assert.equal(await served(server), `${SOURCE} ro`);
  const thawed = await server.run('thaw-source');
  done(thawed);
  assert.equal(await served(server), `${SOURCE} rw`);
  assert.equal(await write(server, '/mnt/data/incoming/after'), '');
  assert.equal(await fstab(server), before);
  assert.ok(restored.seconds + thawed.seconds < 180, `${restored.seconds} s, ${thawed.seconds} s`);
  return values;
}

export const DEAD_GATEWAY: readonly Case[] = [
  {
    name: 'a dead gateway that nobody holds: the source is served again',
    always: true,
    play: async (server) => {
      const before = await switched(server);
      await network(server, 'gateway', 'down');
      const values = await back(server, before);
      assert.equal(values.forced, GATEWAY);
      assert.equal(values.detached, undefined);
    },
  },
  ...Object.keys(HOLDERS).map((what): Case => ({
    name: `a dead gateway held by ${what}: the source is served again, and the holder is named`,
    play: async (server) => {
      const before = await switched(server);
      await hold(server, what);
      await network(server, 'gateway', 'down');
      const values = await back(server, before);
      // Who holds it is killed, and then it goes: nothing of it stays in memory.
      assert.equal(values.detached, undefined);
      if (what.includes('writing'))
        assert.match(values['open-files'] ?? '', /^\d+ \/mnt\/data\/incoming\/open$/m);
    },
  })),
  {
    name: 'a gateway that is busy and alive is not taken away by force',
    always: true,
    play: async (server) => {
      await switched(server);
      await hold(server, 'a working folder');
      const values = refused(await server.run('restore-mount'), 'busy');
      assert.equal(values.forced, undefined);
      assert.match(values.holders ?? '', /app +\d+ /);
      assert.equal(await served(server), `${GATEWAY} rw`);
      assert.match(await fstab(server), /^gateway\.test:\/srv\/gateway \/mnt\/data nfs /m);
    },
  },
  {
    name: 'a gateway that is dead at the switch: the source stays, and fstab names it read-only',
    play: async (server) => {
      done(await server.run('freeze-source'));
      await network(server, 'gateway', 'down');
      refused(await server.run('switch-mount'), 'mount-failed');
      assert.equal(await served(server), `${SOURCE} ro`);
      assert.match(await fstab(server), /^source\.test:\/srv\/source \/mnt\/data nfs \S*,ro /m);
    },
  },
  {
    name: 'the gateway mounted above the source: both layers are taken away',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source'));
      await server.sh(`mount -t nfs -o vers=${server.version},nolock ${GATEWAY} /mnt/data`);
      done(await server.run('restore-mount'));
      assert.equal(await served(server), `${SOURCE} ro`);
      done(await server.run('thaw-source'));
      assert.equal(await fstab(server), before);
    },
  },
];

// What the file systems do: full ones, squashed users, and names that are any bytes.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served } from './case.ts';

const COPY = { Source: 'images/a/00001.jpg', Target: 'incoming/new-image.jpg' };

/** Takes all that is free in the file system of `folder`, also what is kept for root; the way to give it back. */
async function fill(server: Server, folder: string): Promise<() => Promise<string>> {
  await server.sh(`i=0; for size in 1G 256M 16M 1M 64K 4K; do
    while fallocate -l $size ${folder}/.filled-$i 2>/dev/null; do i=$((i + 1)); done; rm -f ${folder}/.filled-$i; done; sync`);
  return () => server.sh(`rm -f ${folder}/.filled-*; sync`);
}

export const STORAGE: readonly Case[] = [
  {
    name: 'a source without free space: no canary, nothing left of it, and a canary once there is space',
    play: async (server) => {
      const give = await fill(server, '/srv/source');
      const answer = await server.run('create-test-file', COPY);
      assert.match(refused(answer, 'no-space').detail ?? '', /No space left on device/);
      assert.equal(await server.sh('ls -A /srv/source/incoming'), '');
      await give();
      done(await server.run('create-test-file', COPY));
      assert.equal(await server.sh('ls -A /srv/source/incoming'), 'new-image.jpg');
    },
  },
  {
    name: 'a server without free space: each document says so, and goes on once there is space',
    play: async (server) => {
      const before = await fstab(server);
      const full = async (document: string, refusal: string, state: string): Promise<void> => {
        const give = await fill(server, '');
        const answer = await server.run(document);
        await give();
        refused(answer, refusal);
        assert.equal(await served(server), state);
        done(await server.run(document));
      };
      await full('freeze-source', 'no-space', `${SOURCE} rw`);
      await full('switch-mount', 'no-space', `${SOURCE} ro`);
      await full('restore-mount', 'no-space', `${GATEWAY} rw`);
      // It opens the source first.
      await full('thaw-source', 'fstab-failed', `${SOURCE} rw`);
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  },
  {
    name: 'an export that makes everybody nobody: the canary tells its owner',
    exports: true,
    play: async (server) => {
      await server.sh('chmod 777 /srv/source/incoming');
      await server.sh(`sed s/root_squash/all_squash/ /srv/run/source/exports >/tmp/exports
        cat /tmp/exports >/srv/run/source/exports
        nsenter -t "$(ip netns pids source | head -n 1)" -m -n exportfs -ra`);
      await server.sh('chmod -R a+r /srv/source');
      const { uid, gid } = done(await server.run('create-test-file', COPY));
      assert.deepEqual([uid, gid], ['65534', '65534']);
    },
  },
];

// Late commands and overtaken jobs, on a server with a real clock, a real boot and real hangs.
import assert from 'node:assert/strict';
import { SOURCE } from '../server.ts';
import type { Case } from './case.ts';
import { done, fstab, refused, served, write } from './case.ts';
import { network } from './holders.ts';

export const FIVE = { Journal: 'share-1', Epoch: '5', Nonce: 'a5', Owner: '4711/1/cutover' };
export const SIX = { Journal: 'share-1', Epoch: '6', Nonce: 'b6', Owner: '4711/1/rollback' };

export const FENCE: readonly Case[] = [
  {
    name: 'a command that is delivered late, or after a boot, changes nothing',
    always: true,
    play: async (server) => {
      const boot = await server.sh('cat /proc/sys/kernel/random/boot_id');
      const uptime = Number(await server.sh('cut -d . -f 1 /proc/uptime'));
      const limit = (Deadline: number, BootId = boot) => ({ BootId, Deadline: String(Deadline) });
      refused(await server.run('freeze-source', limit(uptime - 1)), 'too-late');
      const other = limit(uptime + 300, '00000000-0000-0000-0000-000000000000');
      refused(await server.run('freeze-source', other), 'rebooted');
      assert.equal(await served(server), `${SOURCE} rw`);
      done(await server.run('freeze-source', limit(uptime + 300)));
      done(await server.run('thaw-source', limit(uptime - 1)));
    },
  },
  {
    name: 'the clock jumps a day back and two ahead: no limit follows it, and the night goes on',
    play: async (server) => {
      const before = await fstab(server);
      const limit = {
        BootId: await server.sh('cat /proc/sys/kernel/random/boot_id'),
        Deadline: await server.sh('echo $(($(cut -d . -f 1 /proc/uptime) + 300))'),
      };
      try {
        await server.sh("date -s '-1 day'");
        done(await server.run('freeze-source', limit));
        await server.sh("date -s '+2 days'");
        done(await server.run('switch-mount', limit));
        assert.equal(await write(server, '/mnt/data/incoming/ahead'), '');
        done(await server.run('mark-confirmed', limit));
        await server.sh("date -s '-2 days'");
        const read = done(await server.run('read-mounts'));
        assert.deepEqual([read.served, read['confirmed-run']], ['gateway', '4711-1']);
        done(await server.run('restore-mount'));
        done(await server.run('thaw-source'));
      } finally {
        await server.sh(`date -s @${Math.floor(Date.now() / 1000)}`);
      }
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
    },
  },
  {
    name: 'a switch that hangs is overtaken by the rollback of another job, and the source is served',
    play: async (server) => {
      const before = await fstab(server);
      done(await server.run('freeze-source', FIVE));
      await network(server, 'gateway', 'down');
      const switching = server.run('switch-mount', FIVE);
      await server.sh('sleep 4');
      done(await server.run('restore-mount', SIX));
      assert.equal((await switching).values.refusal, 'overtaken');
      done(await server.run('thaw-source', SIX));
      assert.deepEqual([await served(server), await fstab(server)], [`${SOURCE} rw`, before]);
      refused(await server.run('switch-mount', FIVE), 'overtaken');
      refused(await server.run('freeze-source', FIVE), 'overtaken');
      assert.equal(await served(server), `${SOURCE} rw`);
    },
  },
];

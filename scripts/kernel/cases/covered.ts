// The folder below the mount: closed while a migration may leave it bare, and exactly as it was behind that.
import assert from 'node:assert/strict';
import { SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import { commands } from './by-hand.ts';
import type { Case } from './case.ts';
import { done, served, write } from './case.ts';

const BY_HAND = commands('The folder below the mount is closed, and shall be open again');

/** Does something to the folder, whatever is mounted above it. */
const below = ({ sh }: Server, does: string): Promise<string> =>
  sh(`unshare -m --propagation private sh -c 'mount --bind /mnt /tmp && ${does}'`);

const mode = async (server: Server): Promise<string> =>
  (await below(server, 'stat -L -c %a /tmp/data')).trim();

export const COVERED: readonly Case[] = [
  {
    name: 'the folder below the mount: closed behind a freeze, bare it takes no file, and as it was behind the thaw',
    play: async (server) => {
      for (const was of ['755', '2751', '1777']) {
        await below(server, `chmod 0${was} /tmp/data`);
        const before = await mode(server);
        done(await server.run('freeze-source'));
        assert.match(await mode(server), /^([1-7]00)?0$/);
        // A switch that is killed right behind its unmount.
        await server.sh('umount /mnt/data');
        assert.match(await write(server, '/mnt/data/lost'), /Permission denied/);
        done(await server.run('restore-mount'));
        done(await server.run('thaw-source'));
        assert.equal(await served(server), `${SOURCE} rw`);
        assert.equal(await write(server, '/mnt/data/incoming/after'), '');
        assert.equal(await mode(server), before);
      }
      await below(server, 'chmod 00755 /tmp/data');
    },
  },
  {
    name: 'the folder below the mount: closed for root, too, where its disk knows the immutable attribute',
    play: async (server) => {
      done(await server.run('freeze-source'));
      await server.sh('umount /mnt/data');
      const attributes = await server.sh('lsattr -d /mnt/data 2>/dev/null || echo none');
      const said = await server.sh("sh -c 'echo lost >/mnt/data/lost' 2>&1 || :");
      await server.sh('rm -f /mnt/data/lost 2>/dev/null || :');
      if (/^\S*i/.test(attributes)) assert.match(said, /Operation not permitted/);
      done(await server.run('restore-mount'));
      done(await server.run('thaw-source'));
      const after = await below(server, 'lsattr -d /tmp/data 2>/dev/null || echo none');
      assert.doesNotMatch(after, /^\S*i/);
    },
  },
  {
    name: 'by hand: the folder below the mount is open again',
    play: async (server) => {
      await below(server, 'chmod 00755 /tmp/data');
      done(await server.run('freeze-source'));
      assert.equal(await mode(server), '0');
      await server.sh(BY_HAND);
      assert.equal(await mode(server), '755');
      done(await server.run('thaw-source'));
      assert.equal(await mode(server), '755');
    },
  },
];

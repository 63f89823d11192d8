// Files come back to the source: each as its owner, with root as nobody at the server.
import assert from 'node:assert/strict';
import { GATEWAY, SOURCE } from '../server.ts';
import type { Server } from '../server.ts';
import type { Case } from './case.ts';
import { done, refused, served } from './case.ts';

const CARRY = { SourceExport: SOURCE, OwnExport: GATEWAY, Migration: 'abcdef012345' };
const AS_APP = 'setpriv --reuid=app --regid=app --clear-groups sh -c';

/** A line of Files for a file that the application owns. */
async function line({ sh }: Server, path: string, was: string, mode = '640'): Promise<string> {
  const sum = await sh(`sha256sum /srv/gateway/${path} | cut -c 1-64`);
  const owner = await sh('echo "$(id -u app) $(id -g app)"');
  const name = Buffer.from(path).toString('base64');
  return `file ${owner} ${mode} 1700000000.500000000 ${sum} ${was} ${name}`;
}

const seen = ({ sh }: Server, path: string): Promise<string> =>
  sh(`find /mnt/data/${path} -maxdepth 0 -printf '%y:%s:%C@'`);

export const CARRYING: readonly Case[] = [
  {
    name: 'carry: files come to the source as their owner, what has changed there stays, and no mount is left',
    always: true,
    play: async (server) => {
      const { sh, run } = server;
      for (const name of ['kept', 'changed'])
        await sh(`${AS_APP} 'echo before >/mnt/data/incoming/${name}'`);
      const kept = await seen(server, 'incoming/kept');
      const changed = await seen(server, 'incoming/changed');
      await sh(`${AS_APP} 'echo at the source >/mnt/data/incoming/changed'`);
      await sh('mkdir -p /srv/gateway/incoming');
      for (const name of ['kept', 'changed', 'new'])
        await sh(`echo "${name} through the gateway" >/srv/gateway/incoming/${name}`);
      const Files = [
        await line(server, 'incoming/new', '-'),
        await line(server, 'incoming/kept', kept),
        await line(server, 'incoming/changed', changed),
      ].join('\n');
      const words = (results = ''): string =>
        results
          .replaceAll(/^(\S+).*$/gm, '$1')
          .trim()
          .replaceAll('\n', ' ');
      const first = done(await run('carry-files', { ...CARRY, Files }));
      assert.equal(words(first.results), 'carried carried conflict', first.results);
      const again = done(await run('carry-files', { ...CARRY, Files }));
      assert.equal(words(again.results), 'same same conflict', again.results);
      const read = (name: string): Promise<string> =>
        sh(`${AS_APP} 'cat /mnt/data/incoming/${name}'`);
      assert.equal(await read('changed'), 'at the source');
      assert.equal(await read('kept'), 'kept through the gateway');
      assert.equal(
        await sh("stat -c '%u %a' /mnt/data/incoming/new /mnt/data/incoming/kept | uniq"),
        `${await sh('id -u app')} 640`,
      );
      assert.equal(await sh('ls -A /mnt/data/incoming | grep -c partial || :'), '0');
      assert.equal(await served(server), `${SOURCE} rw`);
      assert.equal(await served(server, '/mnt/gateway'), `${GATEWAY} rw`);
      refused(await run('carry-files', { ...CARRY, SourceExport: GATEWAY, Files }), 'not-served');
    },
  },
];

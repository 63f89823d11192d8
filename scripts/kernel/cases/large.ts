// Trees as companies have them: folders of 200,000 files, names of any bytes, sizes above 4 GiB.
import assert from 'node:assert/strict';
import type { Case } from './case.ts';
import { done } from './case.ts';

const LIST = {
  ...{ Label: 'source', ManifestUser: 'app', ManifestGroup: 'app', Fresh: 'yes', Finds: '2' },
  ...{ PartBytes: '1048576', LimitSeconds: '3600' },
};
const PARTS = '/var/lib/nfs-cutover/mnt-data-6faba07f33e6/4711-1/tree-source/part.*';
const FILES = 200_000;

/** Makes a file for each byte that a name may hold, between an `a` and a `z`. */
const ANY_BYTES = `
import os
os.mkdir(b'/srv/source/bytes')
for byte in range(1, 256):
    if byte != 47: open(b'/srv/source/bytes/a' + bytes([byte]) + b'z', 'w').close()`;

export const LARGE: readonly Case[] = [
  {
    name: `manifest: ${FILES} files in one folder, each once`,
    versions: ['4.1'],
    play: async ({ run, sh }) => {
      await sh(
        `mkdir /srv/source/many && cd /srv/source/many && seq -f 'name of a file %.0f' ${FILES} | tr '\\n' '\\0' | xargs -0 -n 5000 touch`,
        600,
      );
      const { rows } = done(await run('list-tree', LIST));
      const listed = await sh(
        `gzip -dc ${PARTS} | tr '\\0' '\\n' | grep -c '/name of a file [0-9]*$'`,
      );
      assert.equal(Number(listed), FILES);
      assert.equal(await sh(`gzip -dc ${PARTS} | tr -dc '\\0' | wc -c`), rows);
    },
  },
  {
    name: 'manifest: names of any bytes, and a sparse file above 4 GiB',
    play: async ({ run, sh }) => {
      await sh(`python3 -c "${ANY_BYTES}"; truncate -s 5368709121 /srv/source/images/sparse
        chown -R app:app /srv/source/bytes /srv/source/images/sparse`);
      done(await run('list-tree', LIST));
      const found = await sh(
        `gzip -dc ${PARTS} | LC_ALL=C grep -zac '/a.*z$' || :; gzip -dc ${PARTS} | tr '\\0' '\\n' | grep -a '/sparse$'`,
      );
      assert.match(found, /^254\n/);
      assert.match(found, / 5368709121 /);
    },
  },
];

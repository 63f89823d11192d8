// What actions/dist is as a whole: the same wherever it is built, and complete.
import { expect, test } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { bundle } from '../../../scripts/build/bundle.ts';
import { copySources } from './changed-copy.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const IMPORT = /(?:import|from)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

test('the same sources give the same bytes in another folder, under names that hold no hash', async () => {
  await using copy = copySources();
  const [here, there] = await Promise.all([bundle(ROOT), copy.build()]);
  expect(there).toEqual(here);
  const paths = here.map(({ path }) => path);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
  expect(paths.filter((path) => /-[A-Z0-9]{8}\.|^chunk/.test(path))).toEqual([]);

  const missing = here.flatMap(({ contents, path }) =>
    [...contents.matchAll(IMPORT)]
      .map(([, target = '']) => posix.join(posix.dirname(path), target))
      .filter((target) => target.endsWith('.mjs') && !paths.includes(target)),
  );
  expect(missing).toEqual([]);
}, 60_000);

test('what is part of a whole folder is not loaded on request: it could not be left out', async () => {
  await using copy = copySources();
  await copy.build();
  const main = join(copy.root, 'actions', 'plan', 'main.ts');
  appendFileSync(main, "await import('../../src/core/wait.ts');\n");
  await expect(copy.build()).rejects.toThrow(
    'src/core/wait.ts is part of src/core.mjs: import it at once',
  );
}, 60_000);

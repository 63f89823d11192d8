// What the committed bundles must not do, since each step of a run would pay for it.
import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '..', '..', 'actions', 'dist');

test('no bundle imports node:http as an ES module, which loads undici', () => {
  const bundles = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.mjs'),
  );
  expect(bundles.length).toBeGreaterThan(10);
  const importing = bundles.filter((file) =>
    /(import|from)\s*\(?\s*["'](node:)?http["']/.test(readFileSync(join(DIST, file), 'utf8')),
  );
  expect(importing).toEqual([]);
});

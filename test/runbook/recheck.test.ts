// The keys of the re-check after the freeze: their defaults, and what a reviewer reads.
import { expect, test } from '@jest/globals';
import { runbookChanges } from '../../src/runbook/changes/changes.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import { changed, load, sound } from './image-archive.ts';

const withKeys = (keys: string): string => changed('newer-limit: 100', `newer-limit: 100\n${keys}`);

test('unless said, only what changed is looked at, up to 500 folders', () => {
  expect(load(sound).verify).toMatchObject({
    ...{ recheck: 'incremental', recheckLimit: 500, recheckWithoutProof: 'stop' },
  });
  const said = load(
    withKeys('  recheck: full\n  recheck-limit: 50\n  recheck-without-proof: full'),
  );
  expect(said.verify).toMatchObject({
    ...{ recheck: 'full', recheckLimit: 50, recheckWithoutProof: 'full' },
  });
});

test.each([
  ...['recheck: some', 'recheck-limit: 0', 'recheck-limit: 5001', 'recheck-limit: many'],
  'recheck-without-proof: warn',
])('%s is refused', (key) => {
  expect(parseRunbook(withKeys(`  ${key}`), 'runbooks/image-archive.yml').ok).toBe(false);
});

test('a reviewer reads that less is looked at', () => {
  const full = load(withKeys('  recheck: full'));
  expect(runbookChanges(full, load(sound))).toEqual([
    {
      path: 'verify.recheck',
      says: 'the re-check after the freeze falls from full to incremental',
      risk: 'weaker proof',
    },
  ]);
  expect(runbookChanges(load(sound), full).map(({ risk }) => risk)).toEqual([undefined]);
  const limited = load(withKeys('  recheck-limit: 50'));
  expect(runbookChanges(load(sound), limited)).toEqual([
    {
      path: 'verify.recheck-limit',
      says: 'the number of changed folders above which the re-check is a full one changes from 500 to 50',
    },
  ]);
  const anyway = load(withKeys('  recheck-without-proof: full'));
  expect(runbookChanges(load(sound), anyway)).toEqual([
    {
      path: 'verify.recheck-without-proof',
      says: 'what a cutover does if a proof before it is missing changes from "stop" to "full"',
    },
  ]);
});

// The records of a job on its runner: each behind the one before it, and none is ever lost.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { linkBehind } from '../../src/evidence/chain.ts';
import { ownRecords, writeRecord } from '../../src/evidence/record-files.ts';
import { readRecords } from '../../src/evidence/read-records.ts';
import { checkChains } from '../../src/evidence/verify/check-chains.ts';
import { chained, entry, NOWHERE } from './verify/sample.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-files-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const [sample] = chained([{ job: 'sync', id: 'delta' }]);
const env = (): NodeJS.ProcessEnv => ({ RUNNER_TEMP: root });

/** Writes a record as the frame does. */
function keep(id: string, stand = NOWHERE): void {
  if (sample === undefined) throw new Error('no sample');
  const record = { ...sample, id };
  writeRecord({ ...record, chain: linkBehind(ownRecords(env()), record, stand) }, env());
}

test('a step that is played again in the same job leaves two records in one whole chain', () => {
  keep('claim', { ...NOWHERE, entry: entry(3, 1) });
  keep('delta');
  keep('claim');
  keep('last');
  const records = readRecords(join(root, 'records'));
  expect(records.map(({ chain, id }) => `${chain.number} ${id}`)).toEqual([
    '1 claim',
    '2 delta',
    '3 claim',
    '4 last',
  ]);
  expect(checkChains(records)).toEqual([]);
  expect(readdirSync(join(root, 'records')).sort()).toEqual([
    'claim.before-3.json',
    'claim.json',
    'delta.json',
    'last.json',
  ]);
  // A step that does not read the journal stands under what its job has seen.
  expect(records.map(({ chain }) => chain.entry?.sequence)).toEqual([3, 3, 3, 3]);
});

test('a file that is no record stops no step, and the report refuses it', () => {
  keep('claim');
  const file = join(root, 'records', 'broken.json');
  writeFileSync(file, '{"format":2');
  keep('delta');
  expect(ownRecords(env()).map(({ id }) => id)).toEqual(['claim', 'delta']);
  expect(() => readRecords(join(root, 'records'))).toThrow(
    `record ${file}: expected a record of format 2, got "{\\"format\\":2"; keep only`,
  );
});

test('outside of a runner nothing is written or read', () => {
  if (sample === undefined) throw new Error('no sample');
  writeRecord(sample, {});
  expect(ownRecords({})).toEqual([]);
});

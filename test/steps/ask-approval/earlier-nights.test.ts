// Which records of the evidence bucket are earlier nights: what stands there may be of anybody who could write there.
import { expect, test } from '@jest/globals';
import type { ChainedRecord } from '../../../src/evidence/chain.ts';
import { recordName, recordText } from '../../../src/evidence/kept-records.ts';
import { earlierNights } from '../../../src/steps/ask-approval/earlier-nights.ts';
import { chained } from '../../evidence/verify/sample.ts';
import { contextOf } from '../preflight/context.ts';

const PREFIX = 'evidence/image-archive/gate/runs/';
const own = contextOf({});

/** A night whose freeze took so many minutes. */
function freeze(run: string, minutes: number, job = 'cutover'): ChainedRecord {
  const startedAt = '2026-12-01T20:00:00.000Z';
  const endedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  const [record] = chained([
    { job, id: 'freeze', step: 'freeze-source', more: { run, startedAt, endedAt } },
  ]);
  if (record === undefined) throw new Error('there is no record');
  return record;
}

async function nights(objects: ReadonlyMap<string, string>) {
  const asked: string[] = [];
  const found = await earlierNights(own, () =>
    Promise.resolve({
      names: (prefix: string) => {
        expect(prefix).toBe(PREFIX);
        return Promise.resolve([...objects.keys()].sort());
      },
      read: (key: string) => {
        asked.push(key);
        return Promise.resolve(objects.get(key.slice(PREFIX.length)));
      },
    }),
  );
  const minutes = found?.map(({ phases, run }) => [run, (phases.get('freeze') ?? 0) / 60_000]);
  return { asked: asked.length, minutes };
}

const kept = (record: ChainedRecord, run = record.run): [string, string] => [
  `${run}/${recordName(record)}`,
  recordText(record),
];

test('the five newest runs, by their ids as numbers', async () => {
  const runs = ['9', '10', '11', '100', '7', '8'].map((run) => kept(freeze(run, Number(run))));
  expect(await nights(new Map(runs))).toEqual({
    asked: 5,
    minutes: [
      ['100', 100],
      ['11', 11],
      ['10', 10],
      ['9', 9],
      ['8', 8],
    ],
  });
});

test('only whole records of the job cutover of another run, under their own names', async () => {
  const good = freeze('7', 3);
  const [name] = kept(freeze('6', 4));
  const objects = new Map([
    kept(good),
    kept(freeze(own.run.id, 5)),
    kept(freeze('5', 6), '4'),
    kept(freeze('3', 7, 'other')),
    // Longer than a job may be.
    kept(freeze('2', 361)),
    [name, 'no record'] as [string, string],
    ['x/y.json', '{}'] as [string, string],
  ]);
  expect((await nights(objects)).minutes).toEqual([['7', 3]]);
});

test('a bucket that does not answer stops nothing', async () => {
  expect(await earlierNights(own, () => Promise.reject(new Error('denied')))).toBeUndefined();
});

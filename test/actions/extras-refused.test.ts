// Wherever anything is in doubt, remove-extras removes nothing and says why.
import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Faults } from '../../lab/faults/scenario.ts';
import type { Bench } from './action-process.ts';
import { BUCKET, frozen, keys, live, openNight, remove, runbook, SOUND } from './removal.ts';

interface Doubt {
  readonly why: string;
  readonly says: string;
  readonly text?: string;
  readonly faults?: Faults;
  readonly rows?: string;
  /** Before the freeze. */
  readonly prepare?: (bench: Bench) => void;
  /** After the last delta. */
  readonly change?: (bench: Bench) => Promise<unknown>;
}

const share = (type: 'NFS' | 'SMB', location: string): Faults => ({
  others: { share: { type, location } },
});

describe('nothing is removed where', () => {
  test.each<Doubt>([
    {
      why: 'the source was thawed again',
      says: 'the source, frozen by this run, on every server',
      change: (bench) => bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } }),
    },
    {
      why: 'the bucket keeps no versions',
      says: 'expected Enabled, so that a removal can be undone, got off',
      faults: { bucket: { versioning: 'off' } },
    },
    { why: 'there are too many', says: 'at most 3', text: runbook(3) },
    { why: 'the source has shrunk', says: 'at least 95 % of the 300 paths', rows: '300' },
    { why: 'nothing says how large it was', says: 'got nothing', rows: '' },
    {
      why: 'the source is empty',
      says: 'got an empty folder',
      prepare: ({ lab }) => {
        rmSync(lab.context.world.source, { recursive: true });
        mkdirSync(lab.context.world.source);
      },
    },
    {
      why: 'something else is missing',
      says: 'got 1 missing',
      change: ({ lab }) => Promise.resolve(lab.store.remove(BUCKET, 'images/00003.jpg')),
    },
    {
      why: 'another task writes below the prefix',
      says: `at s3://${BUCKET}/images/`,
      faults: { others: { task: `s3://${BUCKET}/images/` } },
    },
    {
      why: 'another share shows the bucket',
      says: `at arn:aws:s3:::${BUCKET}`,
      faults: share('NFS', `arn:aws:s3:::${BUCKET}`),
    },
    {
      why: 'a share of Windows shows a part of it',
      says: `at arn:aws:s3:::${BUCKET}/old/`,
      faults: share('SMB', `arn:aws:s3:::${BUCKET}/old/`),
    },
    {
      why: 'a share stands on an access point',
      says: 'its bucket is not known',
      faults: share('NFS', 'arn:aws:s3:us-west-2:111122223333:accesspoint/any'),
    },
    {
      why: 'the runbook does not ask for it',
      says: 'a runbook with verify.extras: remove',
      text: SOUND,
    },
  ])('$why', async ({ says, text, faults, rows, prepare, change }) => {
    await using bench = await openNight({
      ...(text !== undefined && { text }),
      ...(faults !== undefined && { faults }),
    });
    if (prepare === undefined) live(bench);
    else prepare(bench);
    expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
    await change?.(bench);
    const before = keys(bench);
    const { code, record } = await remove(bench, {
      'transferred-at': '2100-01-01T00:00:00Z',
      'rows-before': rows ?? '203',
    });
    expect(code).toBeGreaterThan(0);
    expect(record?.error?.message).toContain(says);
    expect(keys(bench)).toEqual(before);
  });

  test('but a task and a share on another bucket or beside the prefix are no neighbours', async () => {
    const elsewhere: Faults = {
      others: {
        task: 's3://image-archive-111122223333-other/images/',
        share: { type: 'NFS', location: 'arn:aws:s3:::another-bucket/' },
      },
    };
    await using bench = await openNight({ faults: elsewhere });
    live(bench);
    const { code, outputs } = await remove(bench, await frozen(bench));
    expect([code, outputs.removed]).toEqual([0, '4']);
  });
});

/** Removes 30 extras as the job `cutover`; a runner that is stopped behind `afterCalls` meets its rollback. */
async function removeMany(afterCalls = Infinity) {
  await using bench = await openNight();
  for (let i = 10; i < 40; i += 1) bench.lab.store.put(BUCKET, `old/${i}`, Buffer.from('old'), {});
  const inputs = await frozen(bench);
  const before = bench.lab.calls.length;
  const meanwhile = async (): Promise<void> => {
    const back = await bench.run({
      action: 'freeze-source',
      inputs: { thaw: 'true', 'takes-over': 'true' },
      env: { GITHUB_JOB: 'rollback' },
    });
    expect(back.outputs.thawed).toBe('true');
  };
  const pauses = { afterCalls, meanwhile };
  const { code, outputs } = await bench.run({ action: 'remove-extras', inputs, pauses });
  const calls = bench.lab.calls.slice(before).map(({ operation }) => operation);
  const left = keys(bench).filter((key) => key.startsWith('old/')).length;
  return { code, outputs, calls, left };
}

test('a runner that goes on when its run was rolled back removes no more', async () => {
  const whole = await removeMany();
  expect([whole.code, whole.left]).toEqual([0, 0]);
  const deletes = whole.calls.flatMap((name, i) => (name === 'DeleteObject' ? [i] : []));
  const before = await removeMany(whole.calls.lastIndexOf('DescribeTask') + 1);
  expect([before.outputs.error, before.left]).toEqual(['overtaken', 30]);
  const between = await removeMany((deletes[15] ?? 0) + 1);
  expect([between.outputs.error, between.left]).toEqual(['overtaken', 14]);
}, 60_000);

// A cutover with a source in use, with all that a runbook can ask for: calibrated layers, and extras removed after the
// freeze.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import type { StepRecord } from '../../src/core/record.ts';
import { readRecords } from '../../src/evidence/read-records.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';

const BUCKET = 'image-archive-111122223333';
const checkout = new Checkout({
  'image-archive': WORKSHOP.replace(
    'extras: fail',
    'extras: remove\n  remove-limit: 5\n  calibrate: true',
  ),
});
afterAll(() => {
  checkout[Symbol.dispose]();
});

async function cutover(lab: Lab) {
  const { jobs, folders, summaries } = await checkout.cutover(lab, { name: 'image-archive' });
  const records = ['sync', 'verify', 'refresh', 'cutover', 'report'].flatMap((job) =>
    readRecords(join(folders.artifacts, `records-${job}-1`)),
  );
  const find = (job: string, id: string): StepRecord | undefined =>
    records.find((record) => record.job === job && record.id === id);
  return { jobs, find, summaries, evidence: join(folders.artifacts, 'evidence-1') };
}

test('extras are named, then removed; each layer is held to what it shows; nothing of the run stays', async () => {
  const remove = { job: 'cutover', path: 'images/00150.jpg' };
  await using lab = await startLab({
    runbook: checkout.runbook('image-archive'),
    scenario: { ...CALM, faults: { remove } },
  });
  const { store } = lab;
  store.put(BUCKET, 'renamed long ago.jpg', Buffer.from('x'), {});
  const { jobs, find, summaries, evidence } = await cutover(lab);
  expect(jobs.report?.outputs.outcome).toBe('confirmed');
  // The last summary before the gate says what the wait blocks; the first step behind it how old the proofs are.
  const words = summaries.find(({ job, step }) => job === 'ask' && step === 'ask')?.text;
  expect(words).toMatch(/^### ✅ Digest [0-9a-f]{64}\n/);
  expect(words).toContain('The run blocks every other cutover of this runbook while it waits.');
  expect(find('cutover', 'freeze')).toMatchObject({
    facts: [{ name: 'Age of the evidence' }, { name: 'Way back by hand' }, {}, {}],
    data: { evidence: { provenAt: jobs.verify?.outputs['proven-at'] } },
  });
  expect(find('sync', 'delta')?.data).toMatchObject({ files: { done: 9 } });

  expect(find('verify', 'tree')?.warnings).toEqual([
    'One extra would be removed after the freeze: renamed long ago.jpg',
  ]);
  expect(find('cutover', 'extras')?.data).toMatchObject({
    first: ['images/00150.jpg', 'renamed long ago.jpg'],
    after: 0,
  });
  expect(find('cutover', 'tree')?.warnings).toEqual([]);
  // Incremental all the same: the folders of both are looked at, be the extra's unchanged at the source.
  expect(find('cutover', 'refresh')?.data.folders).toEqual(['/', '/images']);
  for (const id of ['tree', 'gateway-tree'])
    expect(find('cutover', id)?.data).toMatchObject({
      recheck: { kind: 'incremental', folders: { compared: 2 } },
    });
  expect(store.get(BUCKET, 'images/00150.jpg')).toBeUndefined();
  expect(store.history(BUCKET)?.of('images/00150.jpg')).toHaveLength(2);
  const list = join(evidence, 'records-cutover-1.extras.removed.txt');
  expect(existsSync(list) && readFileSync(list, 'utf8')).toBe(
    'images/00150.jpg\nrenamed long ago.jpg\n',
  );

  expect(find('cutover', 'tree')?.says).toContain('The bucket keeps nanoseconds');
  expect(find('cutover', 'gateway-tree')?.says).toContain('The gateway shows whole seconds');
  // Through the gateway by now.
  expect(find('report', 'remove-canary')?.data).toMatchObject({ removed: true, calibration: true });
  expect(existsSync(join(lab.context.world.gateway, '.nfs-cutover-calibration-77'))).toBe(false);
}, 300_000);

test('a late writer in a calibrated cutover: the layers are calibrated anew though their folder did not change', async () => {
  const write = { job: 'cutover', path: 'images/late.txt', text: 'Saved after the approval.\n' };
  await using lab = await startLab({
    runbook: checkout.runbook('image-archive'),
    scenario: { ...CALM, faults: { write } },
  });
  const { jobs, find } = await cutover(lab);
  expect(jobs.report?.outputs.outcome).toBe('confirmed');
  // The late file and its folder; the calibration folder was moved with the canary.
  expect(find('sync', 'delta')?.data).toMatchObject({ files: { done: 9 } });
  expect(find('cutover', 'final-delta')?.data).toMatchObject({ files: { done: 2 } });
  expect(find('cutover', 'refresh')?.data).toMatchObject({
    folders: ['/images'],
    recursive: false,
  });
  for (const [id, held] of [
    ['tree', 'The bucket keeps nanoseconds'],
    ['gateway-tree', 'The gateway shows whole seconds'],
  ] as const) {
    const record = find('cutover', id);
    expect(record).toMatchObject({
      verdict: 'pass',
      warnings: [],
      data: { recheck: { kind: 'incremental', folders: { changed: 1, compared: 1 } } },
    });
    expect(record?.says).toContain(held);
    expect(record?.says).toContain('(calibrated)');
  }
  expect(lab.store.get(BUCKET, 'images/late.txt')?.size).toBe(26);
  expect(existsSync(join(lab.context.world.gateway, '.nfs-cutover-calibration-77'))).toBe(false);
}, 300_000);

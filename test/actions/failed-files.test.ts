// A transfer after the freeze that ends in ERROR: the error names the files that DataSync's task report says failed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Faults } from '../../lab/faults/scenario.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const ROLE = 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-report';
const REFUSED = {
  nth: 1,
  code: 'NfsServerUnavailable',
  detail: 'the NFS server does not answer.',
};

const open = (faults: Faults = {}, level = 'errors-only'): Promise<Bench> =>
  openBench({
    runbook: changed('timeout: 5h', `timeout: 5h\n  report: {role: "${ROLE}", level: ${level}}`),
    scenario: { name: 'failed', says: '', ends: 'failed', faults },
  });

const transfer = (bench: Bench, frozen = 'true') =>
  bench.run({ action: 'run-datasync', inputs: { delta: 'final-1', frozen } });

/** `count` files below folders so deep that no key can hold their paths. */
function writeImpossible({ lab }: Bench, count: number): void {
  const folder = join(
    lab.context.world.source,
    ...Array.from({ length: 5 }, () => 'd'.repeat(200)),
  );
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n += 1) writeFileSync(join(folder, `${n}-${'f'.repeat(100)}`), 'x');
}

test.each(['errors-only', 'all'])('one file that failed is named: %s', async (level) => {
  await using bench = await open({}, level);
  writeImpossible(bench, 1);
  const { code, outputs, record, stdout, summary } = await transfer(bench);
  expect([code, outputs.status, outputs.verdict, outputs.error]).toEqual([
    60,
    'ERROR',
    'fail',
    'transfer-failed',
  ]);
  expect(record?.says).toMatch(
    /^DataSync ended in ERROR: TransferFailed, Transfer completed, .*; its task report names one path that failed: d.*f \(task report: TRANSFER failed, .*1024\)\.$/,
  );
  expect(stdout).toContain('its task report names one path that failed: dddd');
  expect(summary).toContain(
    `<code>0-${'f'.repeat(48)} … ${'f'.repeat(25)} (102 characters)</code>`,
  );
});

test('of many the error names five, the summary fifty, the file all', async () => {
  await using bench = await open();
  writeImpossible(bench, 60);
  const { record, summary } = await transfer(bench);
  expect(record?.error?.message).toMatch(
    /names 60 paths .*, and 55 more in step\.differences\.txt;/,
  );
  expect(record?.error?.message.match(/TRANSFER failed/g)).toHaveLength(5);
  expect(summary.match(/<code>[0-9]+-f+ … /g)).toHaveLength(50);
  expect(summary).toContain('The first 50 of 60 differences');
});

test('where nothing was transferred at all, what the report has of it', async () => {
  await using bench = await open({ execution: REFUSED, report: { failed: 'images/00007.jpg' } });
  const { code, record } = await transfer(bench);
  expect(code).toBe(60);
  expect(record?.says).toBe(
    'DataSync ended in ERROR: NfsServerUnavailable, the NFS server does not answer; its task report names one path that failed: images/00007.jpg (task report: TRANSFER failed, 13: Permission denied).',
  );
});

test('a report without a failure says so', async () => {
  await using bench = await open({ execution: REFUSED });
  const { code, record } = await transfer(bench);
  expect([code, record?.error?.message]).toEqual([
    60,
    expect.stringContaining(
      'ERROR NfsServerUnavailable: the NFS server does not answer.; its task report names no path that failed',
    ),
  ]);
});

test.each([
  ['late', 'got PENDING'],
  ['failed', 'the task report ended in ERROR (AccessDenied: '],
  ['lost', 'got none that names it'],
  ['truncated', 'expected whole JSON in UTF-8'],
] as const)('a report that is %s hides nothing of the ERROR', async (is, why) => {
  await using bench = await open({
    execution: REFUSED,
    report: { is, failed: 'images/00007.jpg' },
  });
  const { code, outputs, record } = await transfer(bench);
  expect([code, outputs.status, outputs.verdict]).toEqual([60, 'ERROR', 'fail']);
  expect(record?.error?.code).toBe('transfer-failed');
  expect(record?.says).toContain(
    'DataSync ended in ERROR: NfsServerUnavailable, the NFS server does not answer; which files failed is not known: ',
  );
  expect(record?.says).toContain(why);
  // The source is frozen: minutes, not the hours that an execution may take.
  const took = Date.parse(record?.endedAt ?? '') - Date.parse(record?.startedAt ?? '');
  expect(took).toBeLessThan(600_000);
});

test('before the freeze there is no report, and nothing is waited for', async () => {
  await using bench = await open({ execution: REFUSED });
  const { code, record } = await transfer(bench, 'false');
  expect([code, record?.says]).toEqual([
    60,
    'DataSync ended in ERROR: NfsServerUnavailable, the NFS server does not answer.',
  ]);
  // Of S3 the journal alone is asked.
  const keys = bench.lab.calls
    .filter(({ service }) => service === 's3')
    .map(({ input }) => input?.Key ?? input?.Prefix);
  expect(keys.filter((key) => !String(key).startsWith('journal/'))).toEqual([]);
});

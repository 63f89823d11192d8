// DataSync's task report: asked for after the freeze, awaited, and compared as a fourth layer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ReportFaults } from '../../lab/faults/task-faults.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
const EVIDENCE = 'image-archive-evidence-111122223333';
const ROLE = 'arn:aws:iam::111122223333:role/nfs-cutover-image-archive-report';
const asking = (level: string): string =>
  changed('timeout: 5h', `timeout: 5h\n  report: {role: "${ROLE}", level: ${level}}`);

const open = (report: ReportFaults = {}, level = 'all', timeout = '5h'): Promise<Bench> =>
  openBench({
    runbook: asking(level).replace('timeout: 5h', `timeout: ${timeout}`),
    scenario: { name: 'report', says: '', ends: 'failed', faults: { report } },
  });

const transfer = (bench: Bench) =>
  bench.run({ action: 'run-datasync', inputs: { delta: 'final-1', frozen: 'true' } });

const prove = (bench: Bench, arn: string | undefined) =>
  bench.run({
    action: 'verify-s3',
    inputs: {
      scope: 'tree',
      frozen: 'true',
      'transferred-at': '2100-01-01T00:00:00Z',
      'execution-arn': arn ?? '',
    },
  });

const firstOf = (result: Awaited<ReturnType<typeof prove>>) =>
  (
    result.record?.data.first as readonly {
      readonly symbols: string;
      readonly verdict: string;
      readonly path: string;
      readonly details: readonly string[];
    }[]
  ).map(
    ({ symbols, verdict, path, details }) => `${symbols} ${verdict} ${path}: ${details.join()}`,
  );

test('is asked for only after the freeze, waited for, and named', async () => {
  await using bench = await open();
  const before = await bench.run({ action: 'run-datasync', inputs: { delta: 'canary' } });
  const after = await transfer(bench);
  expect([before.code, after.code]).toEqual([0, 0]);
  const starts = bench.lab.calls.filter(({ operation }) => operation === 'StartTaskExecution');
  expect(starts.map(({ input }) => input?.TaskReportConfig)).toEqual([
    undefined,
    {
      Destination: {
        S3: {
          S3BucketArn: `arn:aws:s3:::${EVIDENCE}`,
          Subdirectory: 'reports/42',
          BucketAccessRoleArn: ROLE,
        },
      },
      OutputType: 'STANDARD',
      ReportLevel: 'SUCCESSES_AND_ERRORS',
      ObjectVersionIds: 'NONE',
    },
  ]);
  expect(after.stdout).toContain('Waiting for DataSync to write its task report');
  expect(after.record?.facts).toContainEqual({ name: 'Task report', value: 'written' });
  const proof = await prove(bench, after.outputs['execution-arn']);
  expect([proof.code, proof.stdout]).toEqual([0, proof.stdout]);
  expect(proof.record?.facts.map(({ value }) => value).join()).toMatch(
    /DataSync's task report, successes and errors: \d+ transferred, 2\d\d skipped, /,
  );
});

test('errors only, and there are none', async () => {
  await using bench = await open({}, 'errors-only');
  const { outputs } = await transfer(bench);
  const proof = await prove(bench, outputs['execution-arn']);
  expect([proof.code, proof.outputs.verdict]).toEqual([0, 'pass']);
  expect(proof.record?.facts.map(({ value }) => value).join()).toContain(
    'errors only: 0 transferred, 0 skipped, 0 verified, 0 deleted; 0 with a failure',
  );
});

describe('a file that it reports as failed', () => {
  test.each(['transfer', 'verify'] as const)('is never the same silently: %s', async (phase) => {
    await using bench = await open({ failed: 'images/00007.jpg', phase }, 'errors-only');
    const { code, outputs } = await transfer(bench);
    expect(code).toBe(0);
    const proof = await prove(bench, outputs['execution-arn']);
    expect([proof.code, proof.outputs.verdict]).toEqual([63, 'unproven']);
    expect(firstOf(proof)).toEqual([
      `==.! unproven images/00007.jpg: task report: ${phase.toUpperCase()} failed, 13: Permission denied`,
    ]);
    expect(proof.summary).toContain('13: Permission denied');
  });

  test('and that is missing: the report names the layer, the file of differences has its symbol', async () => {
    await using bench = await open({ failed: 'images/00007.jpg' });
    const { outputs } = await transfer(bench);
    for (const lost of ['images/00007.jpg', 'images/00008.jpg'])
      bench.lab.store.remove(BUCKET, lost);
    const proof = await prove(bench, outputs['execution-arn']);
    expect([proof.code, proof.outputs.verdict]).toEqual([62, 'fail']);
    expect(firstOf(proof)).toEqual([
      '=-.! missing images/00007.jpg: task report: TRANSFER failed, 13: Permission denied',
      '=-.! missing images/00008.jpg: task report: skipped',
    ]);
  });
});

test('one that is late is waited for', async () => {
  await using bench = await open({ is: 'late' });
  const { code, record } = await transfer(bench);
  expect(code).toBe(0);
  const took = Date.parse(record?.endedAt ?? '') - Date.parse(record?.startedAt ?? '');
  expect(took).toBeGreaterThan(900_000);
});

test('one that is later than the runbook waits is a deadline, not a pass', async () => {
  await using bench = await open({ is: 'late' }, 'all', '10m');
  const { code, stdout } = await transfer(bench);
  expect(code).toBe(40);
  expect(stdout).toContain("DataSync's task report of");
  expect(stdout).toContain('got PENDING');
});

test('one that DataSync cannot write leaves the transfer and the proof unproven', async () => {
  await using bench = await open({ is: 'failed' });
  const made = await transfer(bench);
  expect([made.code, made.outputs.verdict]).toEqual([63, 'unproven']);
  expect(made.stdout).toContain('the task report ended in ERROR (AccessDenied: ');
  const proof = await prove(bench, made.outputs['execution-arn']);
  expect([proof.code, proof.outputs.verdict]).toEqual([63, 'unproven']);
  expect(proof.stdout).toContain('no task report of DataSync: the task report ended in ERROR');
});

describe('one that is not what it must be leaves the proof unproven', () => {
  test.each<[string, ReportFaults, string]>([
    ['truncated', { is: 'truncated' }, 'expected whole JSON in UTF-8'],
    ['lost', { is: 'lost' }, 'got none that names it'],
  ])('%s', async (_what, fault, says) => {
    await using bench = await open(fault);
    const { outputs } = await transfer(bench);
    const proof = await prove(bench, outputs['execution-arn']);
    expect([proof.code, proof.outputs.verdict]).toEqual([63, 'unproven']);
    expect(proof.stdout).toContain(says);
  });

  test('a part that is missing between two', async () => {
    await using bench = await open();
    const { outputs } = await transfer(bench);
    const keys = [...bench.lab.store.keys(EVIDENCE, 'reports/42/')];
    const part = keys.find((key) => key.includes('files-skipped-v1-00001-')) ?? '';
    const body = readFileSync(bench.lab.store.path(EVIDENCE, part));
    bench.lab.store.put(EVIDENCE, part.replace('-00001-', '-00003-'), body, {});
    const proof = await prove(bench, outputs['execution-arn']);
    expect(proof.outputs.verdict).toBe('unproven');
    expect(proof.stdout).toContain('expected part 2 of the list files-skipped');
  });

  test.each(['', 'arn:aws:datasync:us-west-2:111122223333:task/task-9/execution/exec-1'])(
    'of no execution of the task: %j',
    async (arn) => {
      await using bench = await open();
      const proof = await prove(bench, arn);
      expect(proof.outputs.verdict).toBe('unproven');
      expect(proof.stdout).toContain('the input execution-arn names no execution of');
    },
  );
});

test('an execution that was started without one does not count', async () => {
  await using bench = await open();
  const { outputs } = await bench.run({ action: 'run-datasync' });
  const proof = await prove(bench, outputs['execution-arn']);
  expect(proof.outputs.verdict).toBe('unproven');
  expect(proof.stdout).toContain('the execution was started without a task report');
});

test('the workflow hands the execution to the proof after the freeze', () => {
  const file = join(import.meta.dirname, '../../.github/workflows/cutover.yml');
  expect(readFileSync(file, 'utf8')).toContain(
    'execution-arn: ${{ steps.final-delta.outputs.execution-arn }}',
  );
});

// POINT_IN_TIME_CONSISTENT: set after the freeze where the task's mode has it, refused with the reason where it has not.
import { expect, test } from '@jest/globals';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const runbook = changed(
  'timeout: 5h',
  'timeout: 5h\n  options: {VerifyMode: POINT_IN_TIME_CONSISTENT}',
);
const enhanced = {
  name: 'enhanced',
  says: '',
  ends: 'failed' as const,
  faults: { task: { mode: 'ENHANCED' as const } },
};
const starts = (bench: Bench) =>
  bench.lab.calls.filter(({ operation }) => operation === 'StartTaskExecution');

test('a task in BASIC mode gets it after the freeze, and keeps its own before', async () => {
  await using bench = await openBench({ runbook });
  const before = await bench.run({ action: 'run-datasync', inputs: { delta: 'canary' } });
  const after = await bench.run({
    action: 'run-datasync',
    inputs: { delta: 'final-1', frozen: 'true' },
  });
  expect([before.code, after.code]).toEqual([0, 0]);
  expect(starts(bench).map(({ input }) => input?.OverrideOptions)).toEqual([
    { PreserveDeletedFiles: 'PRESERVE' },
    { VerifyMode: 'POINT_IN_TIME_CONSISTENT', PreserveDeletedFiles: 'PRESERVE' },
  ]);
});

test('a task in ENHANCED mode: refused before anything is started, with the reason', async () => {
  await using bench = await openBench({ runbook, scenario: enhanced });
  const { code, stdout } = await bench.run({
    action: 'run-datasync',
    inputs: { frozen: 'true' },
  });
  expect(code).toBe(21);
  expect(stdout).toContain('got ENHANCED mode, which verifies only the data that it transfers');
  expect(stdout).toContain('set VerifyMode: ONLY_FILES_TRANSFERRED in the runbook');
  expect(starts(bench)).toEqual([]);
});

test('the preflight says so before the cutover', async () => {
  await using bench = await openBench({ runbook, scenario: enhanced });
  const { code, record } = await bench.run({
    action: 'plan',
    inputs: { ticket: 'CHG0000001', reason: 'test', preflight: 'only' },
  });
  expect(code).toBe(23);
  expect(record?.error?.message).toContain(
    'Task can verify at one point in time: ENHANCED mode, which verifies only the data that it transfers',
  );
});

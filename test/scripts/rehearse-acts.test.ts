// What a rehearsal plays after the cutover, and how it knows its end.
import { expect, test } from '@jest/globals';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { actsOf } from '../../scripts/rehearse/acts.ts';
import { readOptions } from '../../scripts/rehearse/options.ts';

const actsFor = (...argv: string[]) => {
  const options = readOptions(['--approve', ...argv], process.cwd());
  if (options === undefined) throw new Error('expected options, got the usage');
  return actsOf(options);
};

const ended = (job: string, result: string, outputs = {}): WorkflowResult =>
  ({ jobs: { [job]: { result, outputs } } }) as unknown as WorkflowResult;

test('the cutover alone unless more is asked for', () => {
  const [act, ...more] = actsFor('--until', 'proof');
  expect(more).toEqual([]);
  expect(act).toMatchObject({ workflow: '.github/workflows/cutover.yml', goal: 'proven' });
  expect(act?.inputs('7')).toMatchObject({ until: 'proof', runbook: 'runbooks/image-archive.yml' });
});

test('the rollback that people start: undone, carried back, then settled, all of the run of the cutover', () => {
  const [cutover, undo, carry, settle, ...more] = actsFor('--workflow', 'rollback');
  expect(more).toEqual([]);
  expect([cutover, undo, carry, settle].map((act) => act?.goal)).toEqual([
    ...['confirmed', 'undone', 'carried', 'settled'],
  ]);
  expect(carry?.inputs('7')).toMatchObject({ run: '7', what: 'carry-back' });
  expect(carry?.outcome(ended('carry-back', 'success'))).toBe('carried');
  expect(carry?.outcome(ended('carry-back', 'failure'))).toBe('failed');
  expect(undo?.inputs('7')).toMatchObject({ run: '7', what: 'undo-confirmed' });
  expect(settle?.inputs('7')).toMatchObject({ run: '7', what: 'settle', decision: 'source' });
  expect(undo?.outcome(ended('rollback', 'success'))).toBe('undone');
  expect(undo?.outcome(ended('rollback', 'skipped'))).toBe('failed');
  expect(settle?.outcome(ended('settle', 'failure'))).toBe('failed');
  expect(settle?.outcome(ended('settle', 'success'))).toBe('settled');
});

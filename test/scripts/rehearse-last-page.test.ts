// The last page of a rehearsal that a check has stopped: which, and what to do, on a terminal of any width.
import { expect, test } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import { columnsOfPlain } from '../../scripts/rehearse/heading.ts';
import { endingText } from '../../scripts/rehearse/last-page.ts';
import { columnsOf, painter } from '../../scripts/rehearse/style.ts';
import type { StepRecord } from '../../src/core/record.ts';

const check = (n: number, state = 'fail', found = 'got no') => ({
  area: 'Gateway',
  check: `Check ${n}`,
  state,
  found: `${found}, expected yes`,
  cure: `mend thing ${n}`,
});

function page(findings: readonly object[], columns: number): string[] {
  return pageOf([{ ...RECORD, data: { findings } }], [], columns);
}

function pageOf(records: readonly StepRecord[], errors: readonly string[], columns: number) {
  const text = endingText(
    {
      options: {
        runbook: RECORD.runbook,
        scenario: CALM,
        until: 'cutover',
        workflow: 'cutover',
        ticket: 'CHG0000000',
        verbose: false,
        open: false,
      },
      goal: 'confirmed',
      outcome: 'failed',
      records,
      errors,
      labMilliseconds: 0,
      realSeconds: 2,
      folder: 'out/rehearsal-1',
    },
    painter(false),
    columns,
  );
  return text.split('\n').slice(records.length > 0 ? 5 : 3, -4);
}

const RECORD: StepRecord = {
  format: 1,
  step: 'plan',
  id: 'preflight',
  job: 'plan',
  runbook: 'runbooks/x.yml',
  run: '1',
  attempt: 1,
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  verdict: 'fail',
  says: 'Images: preflight until cutover.',
  facts: [],
  warnings: [],
  data: {},
  error: { code: 'preflight', message: 'preflight of runbooks/x.yml: all in one line' },
};

test('it names each failed check with its cure, then what could not be looked at', () => {
  const checks = [check(1, 'unproven'), check(2), check(3, 'warn'), check(4, 'pass')];
  expect(page(checks, 120)).toEqual([
    '  plan',
    '    ✖ Images: preflight until cutover.',
    '      ✖ Gateway: Check 2: got no, expected yes → mend thing 2',
    '      ? Gateway: Check 1: got no, expected yes → mend thing 1',
  ]);
});

test('beyond five it says how many more, and where they are', () => {
  const lines = page(
    Array.from({ length: 8 }, (_, i) => check(i + 1)),
    120,
  );
  expect(lines.slice(6)).toEqual([
    '      ✖ Gateway: Check 5: got no, expected yes → mend thing 5',
    '        and 3 more in out/rehearsal-1/summary.md',
  ]);
});

const ARN = `arn:aws:datasync:us-west-2:111122223333:agent/agent-${'0'.repeat(17)}`;

test('no line is wider than the terminal, and no word is lost', () => {
  const found = `${'word '.repeat(30)}\u001B[2J漢字 ${ARN}`;
  for (const columns of [40, 60, 120]) {
    const lines = page([check(1, 'fail', found)], columns);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    const whole = lines.join('').replaceAll(' ', '');
    expect(whole).toContain(`${ARN},expected`);
    expect(text).toContain(`${'word '.repeat(30)}漢字`);
  }
});

test.each([
  [undefined, 100],
  ['', 100],
  ['60', 60],
  ['500', 120],
  ['10', 40],
  ['6e1', 100],
  ['-60', 100],
])('without a terminal, COLUMNS=%s means %i columns', (told, columns) => {
  expect(columnsOfPlain(told)).toBe(columns);
});

test('if no step has a record of it, the errors of the logs say what went wrong', () => {
  const errors = Array.from({ length: 7 }, (_, i) => `Plan: ENOSPC: no space left on device ${i}`);
  expect(pageOf([], errors, 100)).toEqual([
    '  What the logs say',
    '',
    ...errors.slice(0, 5).map((error) => `    ✖ ${error}`),
    '      and 2 more in out/rehearsal-1/logs',
  ]);
  expect(pageOf([RECORD], errors, 100).join('\n')).not.toContain('ENOSPC');
});

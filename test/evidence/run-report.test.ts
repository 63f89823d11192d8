// The report of a run that did not end well: what it says why.
import { expect, test } from '@jest/globals';
import type { StepRecord } from '../../src/core/record.ts';
import type { Ending, State } from '../../src/evidence/run-ending.ts';
import { problemsOf, runReport } from '../../src/evidence/run-report.ts';

const MESSAGE = 'the source: expected a, got b; do c';
const record: StepRecord = {
  format: 2,
  step: 'plan',
  id: 'preflight',
  job: 'plan',
  runbook: 'runbooks/x.yml',
  run: '1',
  attempt: 1,
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  verdict: 'fail',
  says: '2 failed.',
  facts: [],
  warnings: [],
  data: {},
  error: { code: 'preflight', message: MESSAGE },
};
const { error: _error, ...passed } = record;
const check = (name: string, state: string) => ({
  area: 'Gateway',
  check: name,
  state,
  found: 'no | <b>',
  cure: 'mend it',
});
const findings = [
  check('A', 'unproven'),
  check('B', 'pass'),
  check('C', 'warn'),
  check('D', 'fail'),
];

test.each<[what: string, of: StepRecord, problems: readonly string[]]>([
  ['a step that passed', passed, []],
  ['a step that says its error', { ...record, says: `It is as before. ${MESSAGE}` }, []],
  ['a step that says something else', record, [MESSAGE]],
  [
    'a preflight: what failed first',
    { ...record, data: { findings } },
    ['Gateway: D: no | <b> → mend it', 'Gateway: A: no | <b> → mend it'],
  ],
  ['a preflight that passed', { ...passed, data: { findings } }, []],
])('%s', (_what, of, problems) => {
  expect(problemsOf(of).map(({ text }) => text)).toEqual(problems);
});

const reportOf = (ending: Ending, more: Partial<State> = {}): string =>
  runReport({
    description: 'Images',
    ticket: 'CHG1',
    reason: '',
    state: { ending, left: 'nothing', begun: false, ...more },
    records: [{ ...record, data: { findings }, warnings: ['w'] }],
    decisions: [],
    approvals: undefined,
    standing: [{ name: 'i-1', value: 'serves source' }],
    doubt: 'i-1 serves <b>.',
    downtime: [{ name: 'Downtime of i-1', value: '4 min' }],
    digest: '0'.repeat(64),
    url: undefined,
  });

test('the report has them all below what the step says, as text', () => {
  expect(reportOf('failed')).toContain(
    '| 2 failed.<br>❌ Gateway: D: no &#124; &#60;b&#62; → mend it<br>❔ Gateway: A: no &#124; &#60;b&#62; → mend it<br>⚠️ w |',
  );
});

test('each server has a line for its downtime', () => {
  expect(reportOf('confirmed')).toContain('| **Downtime of i-1** | 4 min |');
});

test.each<[ending: Ending, says: string]>([
  ['denied', 'To try again, start a new run: a rejection holds'],
  ['rolled-back', 'To try again, use "Re-run failed jobs".'],
])('%s: it says how to try again', (ending, says) => {
  expect(reportOf(ending)).toContain(`\n\n${says}`);
});

test.each<Ending>(['confirmed', 'proven'])('%s: nothing is to be tried again', (ending) => {
  expect(reportOf(ending)).not.toContain('To try again');
});

test.each<[Partial<State>, string]>([
  [{}, 'nothing was begun, nothing is frozen or switched'],
  [{ begun: true }, 'what was begun is undone'],
  [{ begun: true, left: 'frozen' }, 'the source is still read-only on a server'],
  [{ begun: true, left: 'switched' }, 'a server may still be switched'],
  [{ left: 'unknown' }, 'nobody knows from the records what is left'],
])('failed, %j: %s', (more, says) => {
  expect(reportOf('failed', more)).toContain(`## ❌ Failed: ${says}\n`);
});

test('what the servers and the journal say stands by itself, and what does not agree above it', () => {
  const text = reportOf('denied');
  expect(text).toContain('> [!IMPORTANT]\n> i-1 serves &#60;b&#62;.');
  expect(text).toContain(
    '### At the end of the run\n\n| | |\n|---|---|\n| **i-1** | serves source |',
  );
});

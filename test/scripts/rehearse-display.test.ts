// What the rehearsal prints: its command line, its tree, its plain lines, its last page.
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JobRef, RunEvent } from '../../lab/github/run-events.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import { exitCode, outcomeOf, outcomeOfStopped } from '../../scripts/rehearse/exit-status.ts';
import { endingText } from '../../scripts/rehearse/last-page.ts';
import type { Outcome } from '../../scripts/rehearse/exit-status.ts';
import { openLines } from '../../scripts/rehearse/lines.ts';
import { readOptions } from '../../scripts/rehearse/options.ts';
import { RunView } from '../../scripts/rehearse/run-view.ts';
import { columnsOf, cut, duration, oneLine, painter } from '../../scripts/rehearse/style.ts';
import { jobLines, footLines } from '../../scripts/rehearse/tree.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const plain = painter(false);

describe('the command line', () => {
  const read = (...argv: string[]) => readOptions(argv, REPOSITORY);

  test('without arguments it is the whole cutover of the first runbook', () => {
    expect(read()).toEqual({
      runbook: 'runbooks/image-archive.yml',
      scenario: CALM,
      until: 'cutover',
      workflow: 'cutover',
      ticket: 'CHG0000000',
      verbose: false,
      open: false,
    });
  });

  test.each([
    [['--approve', '--deny'], 'expected one of --approve and --deny'],
    [['--until', 'noon'], "--until: expected one of plan, proof, cutover; got 'noon'"],
    [['--until', 'prof'], "got 'prof'; did you mean proof?"],
    [['--scenario', 'storm'], "got 'storm'"],
    [['--scenario', 'lost_runer'], "got 'lost_runer'; did you mean lost-runner?"],
    [
      ['runbooks/none.yml'],
      "runbook: expected one of runbooks/image-archive.yml; got 'runbooks/none.yml'",
    ],
    [['runbooks/image-archve.yml'], 'did you mean runbooks/image-archive.yml?'],
    [['/etc/hostname'], 'expected a file of this repository'],
    [['a.yml', 'b.yml'], 'expected one runbook'],
    [['--nonsense'], "got '--nonsense'"],
    [['--scenaro=x'], "got '--scenaro'; did you mean --scenario?"],
    [['--toString'], "got '--toString'"],
    [['--scenario'], 'argument missing'],
    [['--workflow', 'rolback'], 'did you mean rollback?'],
    [['--workflow', 'rollback', '--until', 'proof'], 'expected --until cutover, got --until proof'],
    [['--workflow', 'finalize'], 'expected the section finalize in runbooks/image-archive.yml'],
  ])('%j is refused', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
  });

  test('--open is asked for by name alone', () => {
    expect(read('--open')).toMatchObject({ open: true });
  });

  test('--help asks for the usage only', () => {
    expect(read('--help')).toBeUndefined();
  });
});

test.each<[Outcome, Outcome, number]>([
  ['confirmed', 'confirmed', 0],
  ['planned', 'planned', 0],
  ['proven', 'proven', 0],
  ['undone', 'undone', 0],
  ['failed', 'settled', 1],
  ['denied', 'undone', 2],
  ['finalized', 'finalized', 0],
  ['planned', 'confirmed', 1],
  ['proven', 'confirmed', 1],
  ['denied', 'confirmed', 2],
  ['rolled-back', 'confirmed', 3],
  ['unproven', 'confirmed', 1],
  ['failed', 'confirmed', 1],
  ['stopped', 'confirmed', 1],
  [outcomeOfStopped('denied'), 'confirmed', 1],
  [outcomeOfStopped('rolled-back'), 'confirmed', 3],
  [outcomeOfStopped('confirmed'), 'confirmed', 0],
  [outcomeOf('something new'), 'planned', 1],
  [outcomeOf(undefined), 'planned', 1],
])('%s where %s was asked for exits with %i', (outcome, goal, code) => {
  expect(exitCode(outcome, goal)).toBe(code);
});

const JOB: JobRef = { key: 'sync', job: 'sync', name: 'Sync' };
const step = (phase: 'begins' | 'ends', at: number, name: string): RunEvent => {
  const common = { at, kind: 'step', job: JOB, step: name, name, role: 'own' } as const;
  if (phase === 'begins') return { ...common, phase };
  return { ...common, phase, outcome: 'success', conclusion: 'success' };
};
const log = (at: number, level: 'info' | 'warning' | 'error', text: string): RunEvent => ({
  at,
  kind: 'log',
  job: JOB,
  step: 'Run DataSync',
  level,
  text,
});

const EVENTS: readonly RunEvent[] = [
  { at: 0, kind: 'run', name: 'Cutover', jobs: [JOB, { key: 'late', job: 'late', name: 'Late' }] },
  { at: 0, kind: 'job', phase: 'begins', job: JOB },
  step('begins', 0, 'Run DataSync'),
  log(1000, 'info', 'TRANSFERRING 1 of 2'),
  log(2000, 'info', 'TRANSFERRING 2 of 2'),
  log(61_000, 'warning', 'a name with \u001B[31mcolour\u001B[0m and a\nnewline'),
  log(61_000, 'info', '2 files'),
  step('ends', 125_000, 'Run DataSync'),
];

test('the tree shows steps with their last words and their time at the right edge', () => {
  const view = new RunView();
  EVENTS.forEach((event) => view.apply(event));
  const style = { paint: plain, columns: 61, frame: 0 };
  const [job] = view.jobs;
  const lines = job === undefined ? [] : jobLines(job, view.now, style);
  expect(lines).toEqual([
    '  ⠋ Sync                                           2 min 5 s',
    '    ✔ Run DataSync                 2 files         2 min 5 s',
    '      ! a name with colour and a newline',
  ]);
  expect(footLines(view, { realSeconds: 1.25, hint: 'Ctrl-C cancels' }, style)).toEqual([
    '  ○ Late',
    '',
    '  00:02:05 of lab time   1.3 s here   Ctrl-C cancels',
  ]);
});

const FOUND =
  'Every file in s3://image-archive-111122223333/: 205 of 207 paths are the same, 2 are of a kind that the runbook allows';

test.each([60, 100, 132])('what a step found is whole in %i columns', (columns) => {
  const view = new RunView();
  [...EVENTS.slice(0, -1), log(62_000, 'info', FOUND)].forEach((event) => view.apply(event));
  const shown = (): string =>
    view.jobs
      .flatMap((job) => jobLines(job, view.now, { paint: plain, columns, frame: 0 }))
      .join('\n');
  // While the step runs, its progress has one line.
  expect(shown()).toContain('…');
  view.apply(step('ends', 125_000, 'Run DataSync'));
  expect(shown()).not.toContain('…');
  expect(shown().replaceAll(/\s+/g, ' ')).toContain(FOUND);
});

test('no line is wider than the terminal, whatever is in it', () => {
  const view = new RunView();
  EVENTS.forEach((event) => view.apply(event));
  view.apply(log(126_000, 'error', '漢字'.repeat(80)));
  view.apply(log(126_000, 'error', `${'word '.repeat(80)}${'x'.repeat(200)}`));
  for (const columns of [20, 40, 80, 200])
    for (const job of view.jobs)
      for (const line of jobLines(job, view.now, { paint: plain, columns, frame: 3 }))
        expect(columnsOf(line)).toBeLessThan(columns);
});

test('without a terminal there is a line for each thing that happens, progress once', () => {
  let text = '';
  using display = openLines({ write: (more) => (text += more), paint: plain, verbose: false });
  EVENTS.forEach((event) => display.on(event));
  expect(text.split('\n')).toEqual([
    '00:00:00  Sync',
    '00:00:00    Run DataSync',
    '00:00:01      TRANSFERRING 1 of 2',
    '00:01:01      warning: a name with colour and a newline',
    '00:01:01      2 files',
    '00:02:05      ✔ success  (2 min 5 s)',
    '',
  ]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('a cancellation names %s', (signal) => {
  let text = '';
  using display = openLines({ write: (more) => (text += more), paint: plain, verbose: false });
  display.cancelling(signal);
  expect(text).toBe(`00:00:00  ${signal}: cancelling; a second signal ends it at once\n`);
});

test('the last page says how it ended, what was proven, and where the records are', () => {
  const options = readOptions([], REPOSITORY);
  if (options === undefined) throw new Error('no options');
  const record = {
    format: 1,
    step: 'run-datasync',
    id: 'delta',
    job: 'sync',
    runbook: options.runbook,
    run: '1',
    attempt: 1,
    startedAt: '2026-11-22T00:00:00.000Z',
    endedAt: '2026-11-22T00:00:01.000Z',
    verdict: 'pass',
    says: 'DataSync transferred 2 files.',
    facts: [],
    warnings: [],
    data: {},
  } as const;
  const ending = {
    options,
    goal: 'confirmed' as const,
    outcome: 'confirmed' as const,
    records: [record],
    errors: [],
    labMilliseconds: 341_000,
    realSeconds: 7.44,
    folder: 'out/rehearsal-1',
  };
  expect(endingText(ending, plain, 80).split('\n')).toEqual([
    '',
    '  Confirmed. The gateway serves the files.',
    '',
    '  What was proven',
    '',
    '  sync',
    '    ✔ DataSync transferred 2 files.',
    '',
    '  time      5 min 41 s in the lab, 7.4 s here',
    '  records   out/rehearsal-1',
    '',
  ]);
  const stopped = { ...ending, outcome: 'stopped', stoppedBy: 'SIGTERM' } as const;
  expect(endingText(stopped, plain, 80).split('\n')).toEqual(
    expect.arrayContaining([
      '  Stopped before its end. See below for what each step found.',
      '  What the steps found',
      '  signal    SIGTERM',
    ]),
  );
});

test.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [3_780_000, '1 h 3 min'],
])('%i ms is %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('text from a log cannot move the cursor, and is cut by columns', () => {
  expect(oneLine('a\u001B[2Jb\r\n\u0007c')).toBe('ab \uFFFDc');
  expect(cut('漢字漢字', 5)).toBe('漢字…');
  expect(cut('abc', 3)).toBe('abc');
});

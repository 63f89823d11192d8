// The last page of a rehearsal: how it ended, what was proven, how long it took, where the records are.
import type { StepRecord, Verdict } from '../../src/core/record.ts';
import { problemsOf } from '../../src/evidence/run-report.ts';
import { exitCode } from './exit-status.ts';
import type { Outcome } from './exit-status.ts';
import type { Options } from './options.ts';
import { duration, oneLine } from './style.ts';
import type { Mark, Paint } from './style.ts';
import { wrap } from './tree.ts';

export interface Ending {
  readonly options: Options;
  readonly outcome: Outcome;
  /** The signal that stopped the run, if one did. */
  readonly stoppedBy?: NodeJS.Signals;
  readonly records: readonly StepRecord[];
  readonly labMilliseconds: number;
  readonly realSeconds: number;
  /** Where the records were kept, as the reader would type it. */
  readonly folder: string;
}

const HEADLINES: Readonly<Record<Outcome, string>> = {
  planned: 'Planned. Nothing was changed.',
  proven: 'Proven. The new file is in the bucket and on the gateway; the source serves on.',
  confirmed: 'Confirmed. The gateway serves the files.',
  denied: 'Denied. The source serves on, nothing was switched.',
  'rolled-back': 'Rolled back. The source serves again.',
  stopped: 'Stopped before its end. See below for what each step found.',
  failed: 'Failed. See below for the first thing that went wrong.',
  unproven: 'Unproven. Records are missing, so the run is not judged.',
};

const VERDICTS: Readonly<Record<Verdict, Mark>> = {
  pass: { sign: '✔', format: 'green' },
  fail: { sign: '✖', format: 'red' },
  unproven: { sign: '?', format: 'yellow' },
};

/** The page as text. */
export function endingText(ending: Ending, paint: Paint, columns: number): string {
  const { options, outcome, records } = ending;
  const good = exitCode(outcome, options.until) === 0;
  const format = good ? 'green' : outcome === 'failed' || outcome === 'stopped' ? 'red' : 'yellow';
  const lines = ['', `  ${paint(['bold', format], HEADLINES[outcome])}`, ''];
  const steps = records.filter((record) => record.step !== 'report');
  if (steps.length > 0) lines.push(good ? '  What was proven' : '  What the steps found', '');
  for (const [job, found] of Map.groupBy(steps, (record) => record.job)) {
    lines.push(`  ${paint('bold', job)}`);
    for (const record of found) lines.push(...recordLines(record, ending, paint, columns));
  }
  lines.push('', ...lastLines(ending, paint, columns), '');
  return lines.join('\n');
}

function recordLines(
  record: StepRecord,
  { folder }: Ending,
  paint: Paint,
  columns: number,
): string[] {
  const markOf = (verdict: Verdict): string => {
    const { sign, format } = VERDICTS[verdict];
    return paint(format, sign);
  };
  const item = (mark: string, text: string, indent: number): string[] =>
    wrap(oneLine(text), columns - indent - 2).map(
      (line, i) => `${' '.repeat(indent)}${i === 0 ? mark : ' '} ${line}`,
    );
  const problems = problemsOf(record);
  const more = problems.length - MOST_PROBLEMS;
  const where = `and ${more} more in ${folder}/summary.md`;
  return [
    ...item(markOf(record.verdict), record.says === '' ? record.step : record.says, 4),
    ...problems
      .slice(0, MOST_PROBLEMS)
      .flatMap(({ verdict, text }) => item(markOf(verdict), text, 6)),
    ...(more > 0 ? item(' ', where, 6) : []),
  ];
}

/** More of them push the first ones out of a usual terminal. */
const MOST_PROBLEMS = 5;

function lastLines(ending: Ending, paint: Paint, columns: number): string[] {
  const { scenario } = ending.options;
  const took = `${duration(ending.labMilliseconds)} in the lab, ${ending.realSeconds.toFixed(1)} s here`;
  const rows: [string, string][] = [
    ['time', took],
    ['records', ending.folder],
  ];
  if (ending.stoppedBy !== undefined) rows.unshift(['signal', ending.stoppedBy]);
  if (scenario.name !== 'calm') rows.unshift(['scenario', `${scenario.name}: ${scenario.says}`]);
  return table(rows, paint, columns);
}

const LABEL_COLUMNS = 12;

/** Names and values, the values wrapped beside their names. */
export function table(
  rows: readonly (readonly [name: string, value: string])[],
  paint: Paint,
  columns: number,
): string[] {
  return rows.flatMap(([name, value]) =>
    wrap(value, columns - LABEL_COLUMNS).map((line, i) => {
      const label = `  ${i === 0 ? name : ''}`.padEnd(LABEL_COLUMNS);
      return `${paint('dim', label)}${line}`;
    }),
  );
}

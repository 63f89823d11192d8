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
  /** How it had to end. */
  readonly goal: Outcome;
  /** The signal that stopped the run, if one did. */
  readonly stoppedBy?: NodeJS.Signals;
  readonly records: readonly StepRecord[];
  /** What the logs call an error, with the name of its job. */
  readonly errors: readonly string[];
  /** What the lab has to say of what nobody waits for. */
  readonly asides?: readonly string[];
  readonly labMilliseconds: number;
  readonly realSeconds: number;
  /** Where the records were kept, as the reader would type it. */
  readonly folder: string;
  /** The page of the report in that folder; absent where the run came to none. */
  readonly page?: string;
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
  undone: 'Undone. The source serves again; what was written through the gateway is listed.',
  carried: 'Copied. The source has what was written through the gateway, but for what is named.',
  settled: 'Settled. The next run may begin.',
  finalized: 'Finalized. The task and its locations are gone; what they were is kept.',
};

const VERDICTS: Readonly<Record<Verdict, Mark>> = {
  pass: { sign: '✔', format: 'green' },
  fail: { sign: '✖', format: 'red' },
  unproven: { sign: '?', format: 'yellow' },
};

/** The page as text. */
export function endingText(ending: Ending, paint: Paint, columns: number): string {
  const { goal, outcome, records } = ending;
  const good = exitCode(outcome, goal) === 0;
  const format = good ? 'green' : outcome === 'failed' || outcome === 'stopped' ? 'red' : 'yellow';
  const lines = ['', `  ${paint(['bold', format], HEADLINES[outcome])}`, ''];
  const steps = records.filter((record) => record.step !== 'report');
  if (steps.length > 0) lines.push(good ? '  What was proven' : '  What the steps found', '');
  for (const [job, found] of Map.groupBy(steps, (record) => record.job)) {
    lines.push(`  ${paint('bold', job)}`);
    for (const record of found) lines.push(...recordLines(record, ending, paint, columns));
  }
  lines.push(...errorLines(ending, paint, columns));
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
  const problems = problemsOf(record).map(({ verdict, text }) =>
    item({ mark: markOf(verdict), text, indent: 6, columns }),
  );
  const text = record.says === '' ? record.step : record.says;
  return [
    ...item({ mark: markOf(record.verdict), text, indent: 4, columns }),
    ...first(problems, { where: `${folder}/summary.md`, indent: 6, columns }),
  ];
}

/** If no step has a record of it, only the logs know what went wrong: a job that could not even begin, a full disk. */
function errorLines(ending: Ending, paint: Paint, columns: number): string[] {
  const { errors, folder, outcome, records } = ending;
  const told = records.some(({ step, verdict }) => step !== 'report' && verdict !== 'pass');
  if (told || errors.length === 0 || (outcome !== 'failed' && outcome !== 'unproven')) return [];
  const items = errors.map((text) => item({ mark: paint('red', '✖'), text, indent: 4, columns }));
  const shown = first(items, { where: `${folder}/logs`, indent: 4, columns });
  return ['  What the logs say', '', ...shown];
}

interface Indented {
  readonly indent: number;
  readonly columns: number;
}

const item = ({ mark, text, indent, columns }: Indented & { mark: string; text: string }) =>
  wrap(oneLine(text), columns - indent - 2).map(
    (line, i) => `${' '.repeat(indent)}${i === 0 ? mark : ' '} ${line}`,
  );

/** More of them push the first ones out of a usual terminal. */
const MOST = 5;

function first(
  items: readonly (readonly string[])[],
  { where, ...place }: Indented & { where: string },
): string[] {
  const more = items.length - MOST;
  const rest = more > 0 ? item({ mark: ' ', text: `and ${more} more in ${where}`, ...place }) : [];
  return [...items.slice(0, MOST).flat(), ...rest];
}

function lastLines(ending: Ending, paint: Paint, columns: number): string[] {
  const { scenario } = ending.options;
  const took = `${duration(ending.labMilliseconds)} in the lab, ${ending.realSeconds.toFixed(1)} s here`;
  const rows: [string, string][] = [
    ...(ending.asides ?? []).map((says): [string, string] => ['aside', says]),
    ['time', took],
    ['records', ending.folder],
  ];
  if (ending.page !== undefined) rows.push(['report', ending.page]);
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

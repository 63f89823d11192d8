// Who did what, and when: jobs, waits, approvals and the service of each server, as lanes of one time.
import type { StepRecord, Verdict } from '../../core/record.ts';
import type { Downtime } from '../downtime.ts';
import { at } from './evidence.ts';
import type { Night } from './evidence.ts';
import type { Span } from './time-scale.ts';

export type BarKind = 'work' | 'aws' | 'people' | 'source' | 'down' | 'gateway';

/** One bar: what it is, and what it says of itself. */
export interface Bar extends Span {
  readonly kind: BarKind;
  readonly verdict: Verdict;
  readonly label: string;
}

export interface Lane {
  /** The name of a job or a server; the approval has none. */
  readonly name: string | undefined;
  readonly bars: readonly Bar[];
}

export interface Timeline {
  readonly jobs: readonly Lane[];
  readonly servers: readonly Lane[];
}

/** Jobs of all attempts in the order in which they began, with the gate where it was asked; then the servers. */
export function timelineOf({ downtime, records }: Night): Timeline {
  const attempts = new Set(records.map(({ attempt }) => attempt));
  const jobs = [...Map.groupBy(records, ({ attempt, job }) => `${attempt} ${job}`).values()].map(
    (all) => jobLane(all, attempts.size > 1),
  );
  const whole = spanOf(records);
  const gates = [...attempts].flatMap((attempt) =>
    gateLane(records.filter((record) => record.attempt === attempt)),
  );
  return {
    jobs: [...jobs, ...gates].sort((a, b) => begin(a) - begin(b)),
    servers: whole === undefined ? [] : downtime.map((one) => serverLane(one, whole)),
  };
}

const begin = ({ bars }: Lane): number => Math.min(...bars.map(({ from }) => from));

function spanOf(records: readonly StepRecord[]): Span | undefined {
  if (records.length === 0) return undefined;
  return {
    from: records.reduce((least, { startedAt }) => Math.min(least, at(startedAt)), Infinity),
    to: records.reduce((most, { endedAt }) => Math.max(most, at(endedAt)), -Infinity),
  };
}

const WAITS: ReadonlySet<string> = new Set(['run-datasync', 'refresh-cache']);

function jobLane(records: readonly StepRecord[], many: boolean): Lane {
  const { attempt = 1, job = '' } = records[0] ?? {};
  return {
    name: many ? `${job} (${attempt})` : job,
    bars: records.map(({ endedAt, id, startedAt, step, verdict, error }) => ({
      ...{ from: at(startedAt), to: at(endedAt) },
      kind: WAITS.has(step) ? 'aws' : 'work',
      verdict: error === undefined ? verdict : 'fail',
      label: id === step ? step : `${id} (${step})`,
    })),
  };
}

const BEFORE_GATE: ReadonlySet<string> = new Set(['plan', 'sync', 'verify', 'refresh', 'ask']);

/** GitHub says no times of a gate: it was open at most from the end of the last job before it to the next record. */
function gateLane(records: readonly StepRecord[]): Lane[] {
  const proven = spanOf(records.filter(({ job }) => BEFORE_GATE.has(job)));
  const next = records.find(({ job }) => !BEFORE_GATE.has(job));
  const asked = records.some(({ id, job }) => job === 'ask' && id === 'proven');
  if (proven === undefined || next === undefined || !(asked || next.job === 'cutover')) return [];
  const bar = { from: proven.to, to: at(next.startedAt), kind: 'people', verdict: 'pass' } as const;
  return [{ name: undefined, bars: [{ ...bar, label: '' }] }];
}

function serverLane({ server, stretches }: Downtime, whole: Span): Lane {
  const bars: Bar[] = [];
  let now = whole.from;
  let serves: BarKind = 'source';
  const push = (bar: Omit<Bar, 'verdict'>, verdict: Verdict = 'pass'): void => {
    if (bar.to > bar.from) bars.push({ ...bar, verdict });
  };
  for (const { from, says, seconds, then, to } of stretches) {
    const down = from === undefined ? now : at(from);
    const last = to === undefined ? whole.to : at(to);
    const up = seconds === null ? last : Math.min(last, down + seconds * 1000);
    push({ from: now, to: down, kind: serves, label: '' });
    push({ from: down, to: up, kind: 'down', label: says }, seconds === null ? 'unproven' : 'pass');
    serves = then ?? 'down';
    now = up;
  }
  if (serves !== 'down') push({ from: now, to: whole.to, kind: serves, label: '' });
  return { name: server, bars };
}

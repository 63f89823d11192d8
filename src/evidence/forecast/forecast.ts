// How long a cutover will take behind its freeze, phase by phase, from what was measured before it. A pure function.
import type { Instant } from '../../core/clock.ts';
import { counted } from '../../core/text/markdown.ts';
import { wider, withNights } from './nights.ts';
import type { Night } from './nights.ts';
import type { Forecast, PhaseForecast, PhaseName } from './phases.ts';

/** An execution of the task that has ended, by DataSync's own counters. */
export interface MeasuredExecution {
  /** Whether it is the delta of this run. */
  readonly own: boolean;
  readonly began: Instant;
  readonly totalMs: number;
  /** What it took to move the files, without the comparison before and after. */
  readonly transferMs: number | undefined;
  readonly files: number;
}

export interface Measured {
  /** Undefined where DataSync did not answer. */
  readonly executions: readonly MeasuredExecution[] | undefined;
  /** What a comparison of everything took on either side, and the refresh of the whole share. */
  readonly bucketMs: number | undefined;
  readonly shareMs: number | undefined;
  readonly gatewayMs: number | undefined;
  /** How many paths the source has. */
  readonly rows: number | undefined;
  /** Of this runbook; undefined where the evidence bucket did not answer. */
  readonly nights: readonly Night[] | undefined;
  /** Whether everything is compared again behind the freeze. */
  readonly everything: boolean;
}

const MINUTE_MS = 60_000;
/** An execution that moved more than so many times the files of this run's delta says nothing about the next one. */
const LIKE_IT = 10;
/** What a part takes at least that looks at what has changed only. */
const LEAST_MS = MINUTE_MS;

/** The forecast of each phase, and of all of them together. */
export function forecastOf(measured: Measured): Forecast {
  const known: readonly PhaseForecast[] = [
    {
      ...{ phase: 'freeze', fromMs: MINUTE_MS, toMs: 5 * MINUTE_MS },
      source: 'not measured: what the documents take on a server that answers',
    },
    transferOf(measured.executions),
    comparisonOf('bucket', measured.bucketMs, measured),
    refreshOf(measured),
    comparisonOf('gateway', measured.gatewayMs, measured),
    switchOf(measured),
  ];
  const phases = known.map((phase) => withNights(phase, measured.nights ?? []));
  const sum = (end: 'fromMs' | 'toMs'): number =>
    phases.reduce((all, phase) => all + (phase[end] ?? 0), 0);
  return {
    phases,
    ...{ fromMs: sum('fromMs'), toMs: sum('toMs') },
    unknown: phases.filter(({ toMs }) => toMs === undefined).map(({ phase }) => phase),
  };
}

const unknown = (phase: PhaseName, source: string): PhaseForecast => ({ phase, source });

/** The next execution moves what has changed since the delta of this run: like the smaller ones, it mostly compares. */
function transferOf(executions: Measured['executions']): PhaseForecast {
  if (executions === undefined) return unknown('transfer', 'DataSync did not answer');
  const own = executions.find((one) => one.own);
  const most = Math.max(LIKE_IT, (own?.files ?? 0) * LIKE_IT);
  const like = executions.filter((one) => one.own || one.files <= most);
  if (like.length === 0) return unknown('transfer', 'no execution of the task like it was found');
  const took = like.map(({ totalMs }) => totalMs);
  const larger = executions.length - like.length;
  return {
    phase: 'transfer',
    fromMs: Math.min(...took),
    toMs: wider(Math.max(...took), took.length),
    source: `${counted(like.length, 'execution')} of the task${own === undefined ? '' : ', the delta of this run among them'}${larger === 0 ? '' : `; ${larger} moved many more files`}`,
  };
}

function comparisonOf(
  phase: 'bucket' | 'gateway',
  tookMs: number | undefined,
  { everything, rows }: Measured,
): PhaseForecast {
  if (tookMs === undefined) return unknown(phase, 'nobody measured the comparison before the gate');
  const whole = `the comparison before the gate${rows === undefined ? '' : `, of ${counted(rows, 'path')}`}`;
  return everything
    ? { phase, fromMs: tookMs, toMs: wider(tookMs, 1), source: `${whole}; all of it once more` }
    : {
        ...{ phase, fromMs: Math.min(LEAST_MS, tookMs), toMs: Math.max(LEAST_MS, tookMs) },
        source: `${whole}; only changed folders, at most all of it`,
      };
}

function refreshOf({ everything, shareMs }: Measured): PhaseForecast {
  if (shareMs === undefined) return unknown('refresh', 'nobody measured the refresh of the share');
  return {
    phase: 'refresh',
    fromMs: everything ? shareMs : Math.min(LEAST_MS, shareMs),
    toMs: wider(shareMs, 1),
    source: `the refresh of the share before the gate${everything ? '' : '; only changed folders, at most all of it'}`,
  };
}

/** The source is listed twice around the switch, which is a part of a comparison; then a file must reach the bucket. */
function switchOf({ bucketMs = 0, rows }: Measured): PhaseForecast {
  return {
    phase: 'switch',
    fromMs: 2 * MINUTE_MS,
    toMs: 10 * MINUTE_MS + bucketMs,
    source: `not measured: two listings of the source${rows === undefined ? '' : ` (${counted(rows, 'path')})`}, the mounts, and a file on its way to the bucket`,
  };
}

/** From so much on, another delta before the freeze is worth its while. */
const WORTH_MS = 5 * MINUTE_MS;

/**
 * How much of the last transfer another delta before the freeze would take away, by how fast files changed until the
 * delta of this run; undefined where that is not worth it, or not known.
 */
export function oneMoreDelta(executions: Measured['executions'], now: Instant): number | undefined {
  const own = executions?.find((one) => one.own);
  const before = (executions ?? [])
    .filter((one) => own !== undefined && one.began < own.began)
    .sort((a, b) => b.began - a.began)[0];
  if (own?.transferMs === undefined || before === undefined) return undefined;
  const changed = (now - own.began) / (own.began - before.began);
  const saved = Math.round(own.transferMs * changed);
  return saved >= WORTH_MS ? saved : undefined;
}

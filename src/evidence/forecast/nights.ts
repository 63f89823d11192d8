// What earlier cutovers of the same runbook took, phase by phase, for the forecast of the next one. Pure functions.
import type { StepRecord } from '../../core/record.ts';
import { counted } from '../../core/text/markdown.ts';
import type { PhaseForecast, PhaseName } from './phases.ts';
import { actualPhases } from './words.ts';

/** A run whose cutover has frozen, and what each phase that passed took, in milliseconds. */
export interface Night {
  readonly run: string;
  readonly phases: ReadonlyMap<PhaseName, number>;
}

/** GitHub stops a job then: what took longer is no measurement. */
const LONGEST_MS = 6 * 60 * 60_000;
/** With fewer measurements than this the range is wider than they are. */
const FEW = 3;
/** Nobody has measured these before the gate. */
const ONLY_THEN: readonly PhaseName[] = ['freeze', 'switch'];

/** What one night measured, another one may exceed. */
export const wider = (longestMs: number, count: number): number =>
  count < FEW ? Math.round(longestMs * 1.5) : longestMs;

/** The night of these records of one run; undefined where no phase of it has passed. */
export function nightOf(run: string, records: readonly StepRecord[]): Night | undefined {
  const phases = [...actualPhases(records)].filter(([, ms]) => ms >= 0 && ms <= LONGEST_MS);
  return phases.length === 0 ? undefined : { run, phases: new Map(phases) };
}

/**
 * The phase with what earlier nights took. They widen what was measured before the gate. Where nothing was, enough nights
 * are the range alone. The task's own executions say more of the last transfer.
 */
export function withNights(phase: PhaseForecast, nights: readonly Night[]): PhaseForecast {
  const { fromMs, toMs } = phase;
  const of = nights.filter((night) => night.phases.has(phase.phase));
  if (of.length === 0 || (phase.phase === 'transfer' && toMs !== undefined)) return phase;
  const took = of.map(({ phases }) => phases.get(phase.phase) ?? 0);
  const [least, most] = [Math.min(...took), wider(Math.max(...took), took.length)];
  const runs = of.map(({ run }) => run).join(', ');
  const source = `${counted(of.length, 'earlier night')} of this runbook in the evidence bucket: ${of.length === 1 ? 'run' : 'runs'} ${runs}`;
  const enough = ONLY_THEN.includes(phase.phase) && of.length >= FEW;
  if (fromMs === undefined || toMs === undefined || enough)
    return { phase: phase.phase, fromMs: least, toMs: most, source };
  return {
    phase: phase.phase,
    ...{ fromMs: Math.min(fromMs, least), toMs: Math.max(toMs, most) },
    source: `${phase.source}; ${source}`,
  };
}

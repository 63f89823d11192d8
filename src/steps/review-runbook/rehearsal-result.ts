// How the rehearsal of a runbook ended, as its own file says. The pull request's code wrote the file: it is only data.
import { join } from 'node:path';
import { contentOf } from './changed-files.ts';

export interface Rehearsal {
  readonly outcome: string;
  readonly labMs: number;
  readonly steps: readonly RehearsedStep[];
}

export interface RehearsedStep {
  /** After the rehearsal's first step, in lab time. */
  readonly afterMs: number;
  readonly tookMs: number;
  readonly job: string;
  readonly step: string;
  readonly verdict: 'pass' | 'fail' | 'unproven';
  readonly says: string;
}

/** Reads `<name>.json` as `npm run rehearse -- --json` writes it; undefined if it is missing or has another form. */
export function readRehearsal(folder: string, name: string): Rehearsal | undefined {
  const content = contentOf(join(folder, `${name}.json`));
  if (content === undefined || content.notPlain !== undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const { outcome, runbook, labSeconds, records } = (parsed ?? {}) as Partial<
    Record<string, unknown>
  >;
  if (runbook !== `runbooks/${name}.yml` || typeof outcome !== 'string') return undefined;
  if (typeof labSeconds !== 'number' || !Array.isArray(records)) return undefined;
  const steps = records.map(stepOf).filter((step) => step !== undefined);
  if (steps.length < records.length) return undefined;
  const first = Math.min(...steps.map(({ startedAt }) => startedAt));
  return {
    outcome,
    labMs: labSeconds * 1000,
    steps: steps.map(({ startedAt, ...step }) => ({ ...step, afterMs: startedAt - first })),
  };
}

function stepOf(
  record: unknown,
): (Omit<RehearsedStep, 'afterMs'> & { startedAt: number }) | undefined {
  const { job, step, verdict, says, startedAt, endedAt } = (record ?? {}) as Partial<
    Record<string, unknown>
  >;
  const [from, to] = [Date.parse(String(startedAt)), Date.parse(String(endedAt))];
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
  if (typeof job !== 'string' || typeof step !== 'string' || typeof says !== 'string')
    return undefined;
  if (verdict !== 'pass' && verdict !== 'fail' && verdict !== 'unproven') return undefined;
  return { startedAt: from, tookMs: to - from, job, step, verdict, says };
}

// One job of the file: its condition, the legs of its matrix, its gate, and the result that other jobs see.

import { changeSource } from '../../faults/source-writer.ts';
import type { Decide } from './environments.ts';
import { asText, holds } from '../workflow/expressions.ts';
import type { Scope } from '../workflow/expressions.ts';
import { runJob } from './job-run.ts';
import { jobContexts } from './job-state.ts';
import type { JobStart } from './job-state.ts';
import { legsOf } from '../workflow/matrix.ts';
import type { Leg } from '../workflow/matrix.ts';
import type { JobRef, Result } from '../run-events.ts';
import type { JobOutcome, Run } from '../run.ts';
import { isMap, valueOf } from '../stand-ins/tokens.ts';
import type { JobSpec } from '../workflow/workflow-file.ts';

export interface WholeJob {
  readonly spec: JobSpec;
  /** The jobs that have ended before. */
  readonly before: Readonly<Record<string, JobOutcome>>;
  readonly decide: Decide;
}

/** Runs all legs of a job, if its condition holds. */
export async function runWholeJob(run: Run, whole: WholeJob): Promise<JobOutcome> {
  const { spec } = whole;
  const scope = jobScope(run, whole, BARE);
  const name = typeof spec.name === 'string' ? spec.name : spec.id;
  const plain: JobRef = { key: spec.id, job: spec.id, name };
  try {
    if (run.killed.aborted || !holds(spec.if, scope)) return endEarly(run, plain, 'skipped');
    const legs = legsOf(valueOf(spec.strategy, scope));
    return await runLegs(run, whole, legs);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    run.emit({ kind: 'log', job: plain, step: '', level: 'error', text });
    return endEarly(run, plain, 'failure');
  }
}

async function runLegs(run: Run, whole: WholeJob, legs: readonly Leg[]): Promise<JobOutcome> {
  const ended: JobOutcome[] = [];
  for (const leg of legs) {
    const failed = ended.some((outcome) => outcome.result === 'failure');
    const scope = jobScope(run, whole, leg);
    const title = asText(valueOf(whole.spec.name, scope));
    const named = title === whole.spec.id || typeof whole.spec.name === 'string';
    const key = whole.spec.id + leg.suffix;
    const ref = { key, job: whole.spec.id, name: named ? title + leg.suffix : title };
    if (failed && leg.strategy['fail-fast'] === true) ended.push(endEarly(run, ref, 'cancelled'));
    else ended.push(await runLeg(run, whole, { leg, ref, scope }));
  }
  return {
    result: worst(ended.map((outcome) => outcome.result)),
    outputs: Object.assign({}, ...ended.map((outcome) => outcome.outputs)) as Record<
      string,
      string
    >,
  };
}

interface LegRun {
  readonly leg: Leg;
  readonly ref: JobRef;
  readonly scope: Scope;
}

async function runLeg(run: Run, whole: WholeJob, { leg, ref, scope }: LegRun): Promise<JobOutcome> {
  const { spec, before } = whole;
  const environment = environmentOf(spec, scope);
  if (environment !== undefined) {
    const passed = await passGate(run, whole, { environment, ref });
    if (passed !== 'success') return endEarly(run, ref, passed);
  }
  const start: JobStart = {
    spec,
    ref,
    needs: needsOf(spec, before),
    matrix: leg.matrix,
    strategy: leg.strategy,
    goesOn: () => holds(spec.if, scope),
    ...(environment === undefined ? {} : { environment }),
  };
  changeSource(run.lab.context, spec.id);
  const outcome = await runJob(run, start);
  const forgiven =
    outcome.result === 'failure' && valueOf(spec.continueOnError ?? false, scope) === true;
  return forgiven ? { ...outcome, result: 'success' } : outcome;
}

/** Asks at a gate. A rejection is a failure of the job, and none of its steps runs. */
async function passGate(
  run: Run,
  whole: WholeJob,
  { environment, ref }: { readonly environment: string; readonly ref: JobRef },
): Promise<Result> {
  const { environments } = run;
  environments.use(environment);
  if (!environments.isGate(environment)) return 'success';
  if (asksNobody(run, environment)) return 'success';
  run.emit({ kind: 'gate', job: ref, environment });
  const cancelled = new Promise<undefined>((resolve) => {
    if (run.cancelled.aborted) resolve(undefined);
    run.cancelled.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const { context } = run.lab;
  const { waitsHours = 0, ...otherwise } = context.faults.gate ?? {};
  if (waitsHours > 0) await run.time.pass(waitsHours * HOUR_MS);
  const digest = askedBy(whole.before);
  const answer = await Promise.race([whole.decide(environment, ref.job, digest), cancelled]);
  if (answer === undefined) return 'cancelled';
  const { decision, ...said } = typeof answer === 'string' ? { decision: answer } : answer;
  const state = decision === 'approve' ? 'approved' : 'rejected';
  const { by, comment = commentOf(state, digest) } = { ...otherwise, ...said };
  environments.reviews.push({ environment, state, by, comment });
  // Somebody has changed it while the run waited.
  Object.assign(context.faults, context.faults.gate?.after);
  run.emit({ kind: 'decision', job: ref, environment, state });
  return decision === 'approve' ? 'success' : 'failure';
}

/** What the last job before the gate has asked about, whichever workflow it is. */
const askedBy = ({ ask, check, look }: Readonly<Record<string, JobOutcome>>): string =>
  (ask ?? check ?? look)?.outputs.digest ?? '';

/** GitHub's documentation does not say whether a job that is run again waits for its reviewers again. */
const asksNobody = ({ attempt, environments, lab }: Run, environment: string): boolean =>
  attempt > 1 &&
  lab.context.faults.gate?.asksOnce === true &&
  environments.reviews.some((one) => one.environment === environment && one.state === 'approved');

/** A reviewer copies the digest that the last job before the gate has put out. */
const commentOf = (state: 'approved' | 'rejected', digest: string): string =>
  state === 'rejected'
    ? 'Denied in the rehearsal'
    : `Approved in the rehearsal ${digest.slice(0, 8)}`.trim();

const HOUR_MS = 3_600_000;

function environmentOf(spec: JobSpec, scope: Scope): string | undefined {
  const value = valueOf(spec.environment, scope);
  const name = isMap(value) ? asText(value.name ?? '') : asText(value);
  return name === '' ? undefined : name;
}

const BARE: Leg = { matrix: null, strategy: {}, suffix: '' };

function jobScope(run: Run, { spec, before }: WholeJob, leg: Leg): Scope {
  const ancestors = ancestorsOf(run.workflow.jobs, spec).map((id) => before[id]?.result);
  const { matrix, strategy } = leg;
  return {
    contexts: jobContexts(run, { needs: needsOf(spec, before), matrix, strategy }),
    functions: {
      // GitHub looks at the whole chain of needs: one that was skipped skips all that come after it.
      success: () => !run.cancelled.aborted && ancestors.every((result) => result === 'success'),
      failure: () => ancestors.includes('failure'),
      cancelled: () => run.cancelled.aborted || ancestors.includes('cancelled'),
      always: () => true,
    },
  };
}

const needsOf = (
  spec: JobSpec,
  before: Readonly<Record<string, JobOutcome>>,
): Record<string, JobOutcome> =>
  Object.fromEntries(
    spec.needs.map((id) => [id, before[id] ?? { result: 'skipped', outputs: {} }]),
  );

function ancestorsOf(jobs: readonly JobSpec[], spec: JobSpec): readonly string[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    jobs.find((job) => job.id === id)?.needs.forEach(visit);
  };
  spec.needs.forEach(visit);
  return [...found];
}

function worst(results: readonly Result[]): Result {
  const order: readonly Result[] = ['failure', 'cancelled', 'success', 'skipped'];
  return order.find((result) => results.includes(result)) ?? 'skipped';
}

function endEarly(run: Run, job: JobRef, result: Result): JobOutcome {
  run.emit({ kind: 'job', phase: 'ends', job, result });
  return { result, outputs: {} };
}

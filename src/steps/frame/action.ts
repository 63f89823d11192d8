// The one frame around every action: inputs, runbook, signals, record, summary, outputs, exit status.
import { openClock, systemClock } from '../../core/clock.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import { asCutoverError, CutoverError, EXIT_STATUS } from '../../core/errors.ts';
import type { Outcome, StepRecord } from '../../core/record.ts';
import { linkBehind } from '../../evidence/chain.ts';
import type { ChainedRecord } from '../../evidence/chain.ts';
import { leftInWords } from '../../evidence/forecast/phases.ts';
import { ownRecords, writeRecord } from '../../evidence/record-files.ts';
import { stepSummary } from '../../evidence/step-summary.ts';
import { readInputs, runbookInput } from '../../github/inputs.ts';
import type { Inputs, Reader } from '../../github/inputs.ts';
import { addSummary, complain, say, setOutputs, warn } from '../../github/output.ts';
import { keepRecord } from './keep-record.ts';
import { readRun } from './context.ts';
import type { Notes, RepositoryContext, RepositoryStep, Step, StepContext } from './context.ts';
import { assertOwnRole } from './own-role.ts';
import type { RoleCheck } from './own-role.ts';
import { standOf } from './stand.ts';

type Spec = Readonly<Record<string, Reader<unknown>>>;

/** After a signal a step may still ask AWS to stop; it has this long (the runner kills after 7.5 s). */
const GRACE_MS = 4500;

/**
 * Runs one action about one runbook: reads its inputs, makes sure of the job's role, loads the step only then, and turns
 * its outcome into a record, a summary, outputs and an exit status. `role` says when it looks at the role: first, unless
 * the inputs say otherwise. Never throws.
 */
export function runAction<S extends Spec>(
  name: string,
  spec: S,
  load: () => Promise<Step<Inputs<S>>>,
  role: (inputs: Inputs<S>) => RoleCheck = () => 'first',
): Promise<void> {
  return frame(name, async (context, about) => {
    const runbookFile = (about.runbookFile = readInputs({ runbook: runbookInput }).runbook);
    const inputs = readInputs(spec);
    const { loadRunbook } = await import('./load-runbook.ts');
    const warnsAt = name === 'plan' ? context.clock.now() : undefined;
    const runbook = loadRunbook(runbookFile, { env: context.env, warnsAt });
    about.runbook = runbook;
    const whole = (about.whole = { ...context, runbook, runbookFile });
    const check = role(inputs);
    about.goesBack = check === 'if-answered';
    const unseen = await assertOwnRole(whole, check);
    const step = await load();
    const outcome = await settle(() => step(whole, inputs));
    if (outcome.error !== undefined) await keepSideOf(whole, outcome.error);
    return unseen === undefined ? outcome : { ...outcome, warnings: [unseen, ...outcome.warnings] };
  });
}

async function keepSideOf(context: StepContext, error: CutoverError): Promise<void> {
  if (error.code !== 'overtaken' && !context.notes?.overtaken?.size) return;
  const { keepSide } = await import('./side-record.ts');
  await keepSide(context, error);
}

/** The same for an action about the repository as a whole; its record names no runbook. */
export function runRepositoryAction<S extends Spec>(
  name: string,
  spec: S,
  load: () => Promise<RepositoryStep<Inputs<S>>>,
): Promise<void> {
  return frame(name, async (context) => {
    const inputs = readInputs(spec);
    const step = await load();
    return step(context, inputs);
  });
}

/** What a step is about, for its record, even if all that follows fails. */
interface About {
  /** Empty for the repository as a whole. */
  runbookFile: string;
  runbook?: object;
  /** Set once the runbook is read. */
  whole?: StepContext;
  /** The source waits for the steps behind this one. */
  goesBack?: boolean;
}

type Work = (context: RepositoryContext, about: About) => Promise<Outcome>;

async function frame(name: string, work: Work): Promise<void> {
  const { env } = process;
  try {
    const run = readRun(env);
    const clock = await openClock(env);
    const signal = abortOnSignals();
    const about: About = { runbookFile: '' };
    const notes: Notes = { documents: new Map(), overtaken: new Map() };
    const startedAt = clock.now();
    const outcome = await settle(() => work({ run, clock, signal, env, say, notes }, about));
    const times = { startedAt, endedAt: clock.now() };
    const record = toRecord(name, { runbookFile: about.runbookFile, run }, outcome, times);
    const stand = standOf({ env, notes, runbook: about.runbook, outcome });
    const chain = linkBehind(ownRecords(env), record, stand);
    const chained = { ...record, chain };
    const left = about.whole === undefined ? [] : leftOf(about.whole, chained);
    publish(chained, { ...outcome, markdown: [outcome.markdown ?? '', ...left].join('\n\n') }, env);
    for (const line of left) say(line);
    const unkept = about.whole && (await keepRecord(about.whole, chained, about.goesBack));
    if (unkept !== undefined) warn(unkept);
  } catch (thrown) {
    failWith(asCutoverError(thrown));
  }
}

/** How long is left behind the freeze, as far as somebody has forecast it. */
function leftOf(
  { clock, env, run, runbook }: StepContext,
  record: ChainedRecord,
): readonly string[] {
  if (run.job !== 'cutover') return [];
  return leftInWords([...ownRecords(env), record], clock.now(), runbook.change.window);
}

/** A step's outcome; what it throws is one too. */
async function settle(step: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await step();
  } catch (thrown) {
    const error = asCutoverError(thrown);
    const verdict = error.code === 'unproven' ? 'unproven' : 'fail';
    return { verdict, says: '', facts: [], warnings: [], data: {}, outputs: {}, error };
  }
}

function publish(record: ChainedRecord, outcome: Outcome, env: NodeJS.ProcessEnv): void {
  const { error } = outcome;
  writeRecord(record, env);
  addSummary([stepSummary(record, outcome), outcome.markdown ?? ''].join('\n'), env);
  setOutputs({ ...outcome.outputs, verdict: record.verdict, ...(error && { error: error.code }) });
  for (const warning of record.warnings) warn(warning);
  if (error === undefined) say(record.says);
  else failWith(error);
}

function toRecord(
  name: string,
  { run, runbookFile }: Pick<StepContext, 'run' | 'runbookFile'>,
  outcome: Outcome,
  { startedAt, endedAt }: { readonly startedAt: Instant; readonly endedAt: Instant },
): StepRecord {
  const { error } = outcome;
  return {
    format: 2,
    step: name,
    id: run.stepId,
    job: run.job,
    runbook: runbookFile,
    run: run.id,
    attempt: run.attempt,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    verdict: outcome.verdict,
    says: outcome.says === '' ? (error?.message ?? '') : outcome.says,
    facts: outcome.facts,
    warnings: outcome.warnings,
    data: outcome.data,
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}

function failWith(error: CutoverError): void {
  complain(error.message, error.code);
  process.exitCode = EXIT_STATUS[error.code];
}

function abortOnSignals(grace: Clock = systemClock): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) return;
    controller.abort(
      new CutoverError('cancelled', {
        what: 'this step was stopped',
        expected: 'its own end',
        got: signal,
        cure: 'the lines above say what was cancelled and what goes on; re-run the job: it finds both',
      }),
    );
    void grace.sleep(GRACE_MS).then(() => process.exit(EXIT_STATUS.cancelled));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

// The one frame around every action: inputs, runbook, signals, record, summary, outputs, exit status.
import { openClock, systemClock } from '../core/clock.ts';
import type { Clock, Instant } from '../core/clock.ts';
import { asCutoverError, CutoverError, EXIT_STATUS } from '../core/errors.ts';
import type { Outcome, StepRecord } from '../core/record.ts';
import { readRun } from '../core/run.ts';
import { writeRecord } from '../evidence/record-files.ts';
import { stepSummary } from '../evidence/step-summary.ts';
import { readInputs } from '../github/inputs.ts';
import type { Inputs, Reader } from '../github/inputs.ts';
import { addSummary, complain, say, setOutputs, warn } from '../github/output.ts';
import type { Step, StepContext } from './context.ts';
import { runbookInput } from './runbook-input.ts';

type Spec = Readonly<Record<string, Reader<unknown>>>;

/** After a signal a step may still tell AWS to stop; this is how long it gets (the runner kills after 7.5 s). */
const GRACE_MS = 4500;

/**
 * Runs one action: reads its inputs, loads the step only then, and turns its outcome into a record, a summary,
 * outputs and an exit status. Never throws.
 */
export async function runAction<S extends Spec>(
  name: string,
  spec: S,
  load: () => Promise<Step<Inputs<S>>>,
): Promise<void> {
  const { env } = process;
  try {
    const { runbook: runbookFile } = readInputs({ runbook: runbookInput });
    const inputs = readInputs(spec);
    const run = readRun(env);
    const clock = await openClock(env);
    const { loadRunbook } = await import('./load-runbook.ts');
    const context: StepContext = {
      runbook: loadRunbook(runbookFile, env),
      runbookFile,
      run,
      clock,
      signal: abortOnSignals(),
      env,
      say,
    };
    const step = await load();
    await perform(name, context, () => step(context, inputs));
  } catch (thrown) {
    tell(asCutoverError(thrown));
  }
}

async function perform(
  name: string,
  context: StepContext,
  step: () => Promise<Outcome>,
): Promise<void> {
  const { clock, env } = context;
  const startedAt = clock.now();
  let outcome: Outcome;
  try {
    outcome = await step();
  } catch (thrown) {
    const error = asCutoverError(thrown);
    outcome = { verdict: 'fail', says: '', facts: [], warnings: [], data: {}, outputs: {}, error };
  }
  const { error } = outcome;
  const record = toRecord(name, context, outcome, startedAt);
  writeRecord(record, env);
  addSummary([stepSummary(record), outcome.markdown ?? ''].join('\n'), env);
  setOutputs({ ...outcome.outputs, verdict: record.verdict, ...(error && { error: error.code }) });
  for (const warning of record.warnings) warn(warning);
  if (error === undefined) say(record.says);
  else tell(error);
}

function toRecord(
  name: string,
  { run, runbookFile, clock }: StepContext,
  outcome: Outcome,
  startedAt: Instant,
): StepRecord {
  const { error } = outcome;
  return {
    format: 1,
    step: name,
    id: run.stepId,
    job: run.job,
    runbook: runbookFile,
    run: run.id,
    attempt: run.attempt,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(clock.now()).toISOString(),
    verdict: outcome.verdict,
    says: outcome.says === '' ? (error?.message ?? '') : outcome.says,
    facts: outcome.facts,
    warnings: outcome.warnings,
    data: outcome.data,
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}

function tell(error: CutoverError): void {
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
        cure: 'the lines above say what was cancelled and what goes on; a re-run of the job finds it',
      }),
    );
    void grace.sleep(GRACE_MS).then(() => process.exit(EXIT_STATUS.cancelled));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

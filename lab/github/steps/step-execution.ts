// Runs a process for a step, with its files and its log, and takes over what it left there.
import { fixedVariables, firstVariables } from '../jobs/contexts.ts';
import { idTokenVariables } from '../jobs/id-tokens.ts';
import { FileCommands } from './file-commands.ts';
import type { StepFiles } from './file-commands.ts';
import { StepLog } from './step-log.ts';
import { runProcess } from './step-process.ts';
import type { StepCall, StepEnd } from './step.ts';

export interface Execution {
  /** GITHUB_ACTION: the step's id, also in its post step. */
  readonly action: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Besides the job's and the step's: inputs and saved state. */
  readonly variables: Readonly<Record<string, string>>;
  /** What to say when it ends with this exit code; scripts only, actions speak for themselves. */
  readonly onExit?: (code: number) => string;
  /** Receives what the step saves for its post step. */
  readonly saveState: (name: string, value: string) => void;
}

/** Runs the process to its end in the step's name. */
export async function executeProcess(call: StepCall, execution: Execution): Promise<StepEnd> {
  const { job } = call;
  const files = new FileCommands(job.places.temp);
  const outputs: Record<string, string> = {};
  const commands = { failed: false };
  const log = new StepLog({
    masks: job.masks,
    say: (level, text) => job.say(call.id, level, text),
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    saveState: execution.saveState,
    fail: () => {
      commands.failed = true;
    },
  });
  const code = await job.run.time.during(`${job.start.ref.key} / ${call.name}`, (participant) =>
    runProcess({
      command: execution.command,
      args: execution.args,
      cwd: execution.cwd,
      env: { ...variablesOf(call, execution, files), ...participant.env },
      started: (child) => {
        job.running = { child, participant };
      },
      stdout: log.stream(),
      stderr: log.stream(),
      cancel: call.cancel,
      lost: job.lost.signal,
    }),
  );
  // The worker that would read the files is gone with the machine.
  if (job.lost.signal.aborted) return { failed: true, outputs: {} };
  const exit = code ?? 1;
  if (exit !== 0 && !call.cancel.aborted && execution.onExit !== undefined)
    job.say(call.id, 'error', execution.onExit(exit));
  const left = files.collect();
  takeOver(call, left, execution);
  return {
    failed: commands.failed || exit !== 0 || left.malformed,
    outputs: { ...outputs, ...Object.fromEntries(left.outputs) },
  };
}

function variablesOf(
  call: StepCall,
  execution: Execution,
  files: FileCommands,
): Record<string, string> {
  const { job } = call;
  return {
    ...firstVariables(job.run, job.path),
    ...job.env,
    ...call.env,
    ...execution.variables,
    ...fixedVariables(job.run, job.places, execution.action),
    ...(job.may('id-token', 'write') ? idTokenVariables(job.run, job.places) : {}),
    ...files.variables,
    RUNNER_TRACKING_ID: job.trackingId,
  };
}

function takeOver(call: StepCall, left: StepFiles, execution: Execution): void {
  const { job } = call;
  for (const error of left.errors) job.say(call.id, 'error', error);
  for (const [name, value] of left.env) job.env[name] = value;
  for (const [name, value] of left.state) execution.saveState(name, value);
  job.path = [...[...left.path].reverse(), ...job.path];
  if (left.summary !== '')
    job.run.summaries.push({
      job: job.start.ref.key,
      step: call.id,
      name: call.name,
      text: job.masks.apply(left.summary),
    });
}

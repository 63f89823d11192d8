// One rehearsal from beginning to end: lab, workflow, display, records.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Decision } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { askAtTerminal, ownSteps } from './ask-at-gate.ts';
import { exitCode, outcomeOf, outcomeOfStopped } from './exit-status.ts';
import { notKept } from './failure.ts';
import { columnsHere } from './heading.ts';
import { endingText } from './last-page.ts';
import type { Ending } from './last-page.ts';
import { checkoutOf, windowBegin } from './change-window.ts';
import { openKeyboard } from './keyboard.ts';
import { claimRun, keep } from './write-results.ts';
import { openLines } from './lines.ts';
import type { Options } from './options.ts';
import { recordsOfJobs } from './read-records.ts';
import { openScreen } from './screen.ts';
import type { Display } from './screen.ts';
import { painter, wantsColour } from './style.ts';
import type { Paint } from './style.ts';

const WORKFLOW = '.github/workflows/cutover.yml';

/** Runs the rehearsal and prints it; the exit code says how it ended. `ready` is called when the lab is built. */
export async function rehearse(
  options: Options,
  repository: string,
  ready: () => void,
): Promise<number> {
  const started = performance.now();
  const { stdout } = process;
  const paint = painter(wantsColour(stdout.isTTY, process.env));
  // Before the lab, so that nothing ends this process without closing it.
  using stops = openStops();
  await using lab = await startLab({
    runbook: join(repository, options.runbook),
    scenario: options.scenario,
    time: { mode: 'virtual', ...windowBegin(join(repository, options.runbook)) },
  });
  ready();
  const begun = lab.context.clock.now();
  const { runId, folder } = claimRun(begun, join(repository, 'out'), options.out);
  const events: RunEvent[] = [];
  const result = await runShown({ options, repository, lab, paint, runId, events, stops });
  const { summaries, folders } = result;
  const outcome = outcomeOf(result.jobs.report?.outputs.outcome);
  const stoppedBy = stops.by();
  const ending: Ending = {
    options,
    ...(stoppedBy === undefined ? { outcome } : { outcome: outcomeOfStopped(outcome), stoppedBy }),
    records: recordsOfJobs(join(folders.root, 'jobs')),
    errors: events.flatMap((event) =>
      event.kind === 'log' && event.level === 'error' ? [`${event.job.name}: ${event.text}`] : [],
    ),
    labMilliseconds: lab.context.clock.now() - begun,
    realSeconds: (performance.now() - started) / 1000,
    folder: shown(folder),
  };
  stdout.write(`${endingText(ending, paint, columnsHere())}\n`);
  // After the page: how the run ended is said even where its records cannot be kept.
  try {
    keep({ folder, artifacts: folders.artifacts, summaries, events });
  } catch (error) {
    throw notKept('out', shown(folder), error);
  }
  const code = exitCode(ending.outcome, options.until);
  if (options.json === undefined) return code;
  try {
    writeFileSync(options.json, asJson(ending, result, code));
  } catch (error) {
    throw notKept('json', options.json, error);
  }
  return code;
}

interface Show {
  readonly options: Options;
  readonly repository: string;
  readonly lab: Lab;
  readonly paint: Paint;
  readonly runId: string;
  readonly events: RunEvent[];
  readonly stops: Stops;
}

async function runShown(show: Show): Promise<WorkflowResult> {
  const { options, lab, paint, runId, events, stops } = show;
  const repository = checkoutOf(show.repository, options, lab);
  using display = openDisplay(options, paint);
  using keyboard =
    options.answer === undefined && isTerminal() ? openKeyboard(process.stdin) : undefined;
  const { cancel, kill } = stops;
  cancel.signal.addEventListener('abort', () => display.cancelling(stops.by() ?? 'SIGINT'));
  return await runWorkflow({
    lab,
    file: join(repository, WORKFLOW),
    workspace: repository,
    runId,
    inputs: {
      runbook: options.runbook,
      'change-ticket': options.ticket,
      reason: `Rehearsal, scenario ${options.scenario.name}`,
      until: options.until,
    },
    decide: (environment, job): Promise<Decision> => {
      if (options.answer !== undefined) return Promise.resolve(options.answer);
      if (keyboard === undefined) return Promise.resolve('reject');
      const write = (text: string): void => void process.stdout.write(text);
      const { signal } = cancel;
      const steps = ownSteps(join(repository, WORKFLOW), job);
      const subject = `${options.runbook}, ticket ${options.ticket}`;
      const columns = columnsHere();
      const asked = { environment, job, subject, steps, columns, keyboard, paint, signal, write };
      return display.pause((line) => askAtTerminal({ ...asked, line }));
    },
    on: (event) => {
      events.push(event);
      display.on(event);
    },
    signal: cancel.signal,
    kill: kill.signal,
  });
}

const isTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

function openDisplay(options: Options, paint: Paint): Display {
  const { stdout } = process;
  if (stdout.isTTY && process.env.TERM !== 'dumb') return openScreen(stdout, paint);
  const write = (text: string): void => void stdout.write(text);
  return openLines({ write, paint, verbose: options.verbose });
}

interface Stops extends Disposable {
  /** The signal that came first. */
  readonly by: () => NodeJS.Signals | undefined;
  readonly cancel: AbortController;
  readonly kill: AbortController;
}

/** The first Ctrl-C cancels the run as the button on GitHub's page does, the second ends it at once. */
function openStops(): Stops {
  const cancel = new AbortController();
  const kill = new AbortController();
  let first: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    first ??= signal;
    (cancel.signal.aborted ? kill : cancel).abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Nobody sees the end any more: the lab is closed all the same.
  const gone = (signal?: unknown): void => {
    first ??= signal === 'SIGHUP' ? signal : 'SIGPIPE';
    cancel.abort();
    kill.abort();
  };
  process.on('SIGHUP', gone);
  process.stdout.on('error', gone);
  if (process.stdout.destroyed) gone();
  return {
    by: () => first,
    cancel,
    kill,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      process.off('SIGHUP', gone);
    },
  };
}

/** A path as it is typed from here, where that is shorter. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path.startsWith('..') ? folder : path;
}

function asJson(ending: Ending, { result, jobs }: WorkflowResult, code: number): string {
  const { outcome, labMilliseconds, realSeconds, folder, records, options } = ending;
  const { runbook, until, scenario } = options;
  return `${JSON.stringify(
    {
      outcome,
      exitCode: code,
      runbook,
      until,
      scenario: scenario.name,
      result,
      jobs,
      labSeconds: labMilliseconds / 1000,
      realSeconds,
      folder,
      records,
    },
    null,
    2,
  )}\n`;
}

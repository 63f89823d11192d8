// One rehearsal from beginning to end: lab, workflow, display, records.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Decision } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { askAtTerminal } from './ask-at-gate.ts';
import { exitCode, outcomeOf } from './exit-status.ts';
import { endingText, table } from './last-page.ts';
import type { Ending } from './last-page.ts';
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
const PLAIN_COLUMNS = 100;
const WIDEST = 120;

/** Runs the rehearsal and prints it; the exit code says how it ended. */
export async function rehearse(options: Options, repository: string): Promise<number> {
  const started = performance.now();
  const { stdout } = process;
  const paint = painter(wantsColour(stdout.isTTY, process.env));
  stdout.write(heading(options, paint));
  // Before the lab, so that nothing ends this process without closing it.
  using stops = openStops();
  await using lab = await startLab({
    runbook: join(repository, options.runbook),
    scenario: options.scenario,
  });
  const begun = lab.context.clock.now();
  const { runId, folder } = claimRun(begun, join(repository, 'out'), options.out);
  const events: RunEvent[] = [];
  const result = await runShown({ options, repository, lab, paint, runId, events, stops });
  const { summaries, folders } = result;
  keep({ folder, artifacts: folders.artifacts, summaries, events });
  const ending: Ending = {
    options,
    outcome: outcomeOf(result.jobs.report?.outputs.outcome),
    records: recordsOfJobs(join(folders.root, 'jobs')),
    labMilliseconds: lab.context.clock.now() - begun,
    realSeconds: (performance.now() - started) / 1000,
    folder: shown(folder),
  };
  stdout.write(`${endingText(ending, paint, columnsHere())}\n`);
  const code = exitCode(ending.outcome, options.until);
  if (options.json !== undefined) writeFileSync(options.json, asJson(ending, result, code));
  return code;
}

const columnsHere = (): number =>
  process.stdout.isTTY ? Math.min(process.stdout.columns, WIDEST) : PLAIN_COLUMNS;

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
  const { options, repository, lab, paint, runId, events, stops } = show;
  using display = openDisplay(options, paint);
  using keyboard =
    options.answer === undefined && isTerminal() ? openKeyboard(process.stdin) : undefined;
  const { cancel, kill } = stops;
  cancel.signal.addEventListener('abort', display.cancelling);
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
      return display.pause((line) =>
        askAtTerminal({ environment, job, keyboard, paint, signal, write, line }),
      );
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
  readonly cancel: AbortController;
  readonly kill: AbortController;
}

/** The first Ctrl-C cancels the run as the button on GitHub's page does, the second ends it at once. */
function openStops(): Stops {
  const cancel = new AbortController();
  const kill = new AbortController();
  const stop = (): void => (cancel.signal.aborted ? kill : cancel).abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Nobody sees the end any more: the lab is closed all the same.
  const gone = (): void => {
    cancel.abort();
    kill.abort();
  };
  process.on('SIGHUP', gone);
  process.stdout.on('error', gone);
  return {
    cancel,
    kill,
    [Symbol.dispose]: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      process.off('SIGHUP', gone);
    },
  };
}

function heading({ runbook, until, scenario }: Options, paint: Paint): string {
  const rows: [string, string][] = [
    ['runbook', runbook],
    ['until', until],
    ['scenario', `${scenario.name}: ${scenario.says}`],
  ];
  const title = `${paint('bold', 'Rehearsal')} in the lab: no cloud account, no server, no data of yours`;
  return `\n  ${title}\n\n${table(rows, paint, columnsHere()).join('\n')}\n\n`;
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

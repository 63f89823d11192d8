// One rehearsal from beginning to end: lab, workflow, display, records.
import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Decision } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { actsOf } from './acts.ts';
import type { Act } from './acts.ts';
import { askAtTerminal, ownSteps } from './ask-at-gate.ts';
import { exitCode, outcomeOfStopped } from './exit-status.ts';
import type { Outcome } from './exit-status.ts';
import { notKept } from './failure.ts';
import { columnsHere, interlude } from './heading.ts';
import { endingText } from './last-page.ts';
import type { Ending } from './last-page.ts';
import { checkoutOf, windowBegin } from './change-window.ts';
import { openKeyboard } from './keyboard.ts';
import { claimRun, keep } from './write-results.ts';
import { openLines } from './lines.ts';
import type { Options } from './options.ts';
import { recordsOfJobs } from './read-records.ts';
import { openStops } from './stops.ts';
import type { Stops } from './stops.ts';
import { openPage } from './open-page.ts';
import { openScreen } from './screen.ts';
import type { Display } from './screen.ts';
import { painter, wantsColour } from './style.ts';
import type { Paint } from './style.ts';

/** Runs the rehearsal and prints it; the exit code says how it ended. `ready` is called when the lab is built. */
export async function rehearse(
  options: Options,
  repository: string,
  ready: () => void,
): Promise<number> {
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
  let cutover: string | undefined;
  let code = 0;
  for (const act of actsOf(options)) {
    if (act.says !== undefined) stdout.write(interlude(act.says, paint));
    await act.before?.(lab);
    const played = await play({ options, repository, lab, paint, stops, act, cutover });
    cutover ??= played.runId;
    code = exitCode(played.outcome, act.goal);
    if (played.outcome !== act.goal || played.stopped) break;
  }
  return code;
}

interface Stage {
  readonly options: Options;
  readonly repository: string;
  readonly lab: Lab;
  readonly paint: Paint;
  readonly stops: Stops;
  readonly act: Act;
  /** The id of the cutover's run; undefined for that run itself. */
  readonly cutover: string | undefined;
}

interface Played {
  readonly runId: string;
  readonly outcome: Outcome;
  readonly stopped: boolean;
}

async function play(stage: Stage): Promise<Played> {
  const { options, repository, lab, paint, stops, act } = stage;
  const started = performance.now();
  const begun = lab.context.clock.now();
  const out = options.out === undefined ? undefined : join(options.out, act.folder);
  const { runId, folder } = claimRun(begun, join(repository, 'out'), out);
  const events: RunEvent[] = [];
  const { result, rejected } = await runShown({ ...stage, runId, events });
  const { summaries, folders } = result;
  const reached = act.outcome(result);
  const outcome = rejected && reached === 'failed' ? 'denied' : reached;
  const stoppedBy = stops.by();
  const ending: Ending = {
    options,
    goal: act.goal,
    ...(stoppedBy === undefined ? { outcome } : { outcome: outcomeOfStopped(outcome), stoppedBy }),
    records: recordsOfJobs(join(folders.root, 'jobs')),
    errors: events.flatMap((event) =>
      event.kind === 'log' && event.level === 'error' ? [`${event.job.name}: ${event.text}`] : [],
    ),
    labMilliseconds: lab.context.clock.now() - begun,
    realSeconds: (performance.now() - started) / 1000,
    folder: shown(folder),
    ...(existsSync(join(folders.artifacts, PAGE)) && { page: shown(join(folder, PAGE)) }),
  };
  process.stdout.write(`${endingText(ending, paint, columnsHere())}\n`);
  // After the page: how the run ended is said even where its records cannot be kept.
  try {
    keep({ folder, artifacts: folders.artifacts, summaries, events });
  } catch (error) {
    throw notKept('out', shown(folder), error);
  }
  if (options.json !== undefined) {
    try {
      writeFileSync(options.json, asJson(ending, result));
    } catch (error) {
      throw notKept('json', options.json, error);
    }
  }
  if (options.open && ending.page !== undefined)
    process.stdout.write(openPage({ file: join(folder, PAGE), shown: ending.page }, process.env));
  return { runId, outcome: ending.outcome, stopped: stoppedBy !== undefined };
}

/** What the workflow calls the page of its report. */
const PAGE = 'report.html';

interface Show extends Stage {
  readonly runId: string;
  readonly events: RunEvent[];
}

async function runShown(
  show: Show,
): Promise<{ readonly result: WorkflowResult; readonly rejected: boolean }> {
  const { options, lab, paint, runId, events, stops, act, cutover } = show;
  const repository = checkoutOf(show.repository, options, lab);
  using display = openDisplay(options, paint);
  using keyboard =
    options.answer === undefined && isTerminal() ? openKeyboard(process.stdin) : undefined;
  const { cancel, kill } = stops;
  cancel.signal.addEventListener('abort', () => display.cancelling(stops.by() ?? 'SIGINT'));
  const decide = (environment: string, job: string): Promise<Decision> => {
    if (options.answer !== undefined) return Promise.resolve(options.answer);
    if (keyboard === undefined) return Promise.resolve('reject');
    const write = (text: string): void => void process.stdout.write(text);
    const { signal } = cancel;
    const steps = ownSteps(join(repository, act.workflow), job);
    const subject = `${options.runbook}, ticket ${options.ticket}`;
    const columns = columnsHere();
    const asked = { environment, job, subject, steps, columns, keyboard, paint, signal, write };
    return display.pause((line) => askAtTerminal({ ...asked, line }));
  };
  let rejected = false;
  const result = await runWorkflow({
    lab,
    file: join(repository, act.workflow),
    workspace: repository,
    runId,
    inputs: act.inputs(cutover ?? runId),
    decide: async (environment, job) => {
      const decision = await decide(environment, job);
      rejected ||= decision === 'reject';
      return decision;
    },
    on: (event) => {
      events.push(event);
      display.on(event);
    },
    signal: cancel.signal,
    kill: kill.signal,
  });
  return { result, rejected };
}

const isTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

function openDisplay(options: Options, paint: Paint): Display {
  const { stdout } = process;
  if (stdout.isTTY && process.env.TERM !== 'dumb') return openScreen(stdout, paint);
  const write = (text: string): void => void stdout.write(text);
  return openLines({ write, paint, verbose: options.verbose });
}

/** A path as it is typed from here, where that is shorter. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path.startsWith('..') ? folder : path;
}

function asJson(ending: Ending, { result, jobs }: WorkflowResult): string {
  const { outcome, goal, labMilliseconds, realSeconds, folder, records, options } = ending;
  const { runbook, until, workflow, scenario } = options;
  return `${JSON.stringify(
    {
      outcome,
      exitCode: exitCode(outcome, goal),
      runbook,
      until,
      workflow,
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

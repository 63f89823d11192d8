// Runs a workflow file as GitHub does, one job after another: conditions, gates, matrices, results.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, matchesGlob, relative, resolve } from 'node:path';
import { githubContext } from './jobs/contexts.ts';
import { Environments } from './jobs/environments.ts';
import type { Decide, Review } from './jobs/environments.ts';
import { checkInputs } from './workflow/inputs.ts';
import { mountIdTokens } from './jobs/id-tokens.ts';
import { runWholeJob } from './jobs/jobs.ts';
import { standInForNpm } from './stand-ins/npm-stand-in.ts';
import type { PullRequest } from './pull-request.ts';
import { mountRest } from './rest/rest.ts';
import type { RunEvent } from './run-events.ts';
import { RunnerTime, runFolders } from './run.ts';
import type { JobOutcome, Run, RunnerLab, RunFolders, StepSummary } from './run.ts';
import { readWorkflow } from './workflow/workflow-file.ts';
import type { JobSpec, Workflow } from './workflow/workflow-file.ts';
import { textOf } from './stand-ins/tokens.ts';

export interface WorkflowOptions {
  readonly lab: RunnerLab;
  /** The workflow file, as a path of its own or below `workspace`. */
  readonly file: string;
  /** What the person who dispatches it has filled in. */
  readonly inputs: Readonly<Record<string, string | boolean>>;
  /** The checkout: steps run in it and nothing is written to it. A pull request is checked out elsewhere. */
  readonly workspace: string;
  /** The pull request that starts the run; without one, somebody dispatches it. */
  readonly pull?: PullRequest;
  readonly decide: Decide;
  readonly on: (event: RunEvent) => void;
  readonly runId: string;
  readonly attempt?: number;
  /** Who has started each attempt; the lab's own account unless said. */
  readonly starters?: readonly string[];
  /** The attempt before this one, and which of its jobs somebody runs again. */
  readonly again?: { readonly of: WorkflowResult; readonly jobs: 'all' | 'failed' };
  /** It runs in the middle of another run of the same workflow. */
  readonly isSecond?: boolean;
  /** Cancels the run, as the button on its page does. */
  readonly signal?: AbortSignal;
  /** Ends what still runs after a cancellation, at once. */
  readonly kill?: AbortSignal;
}

export interface WorkflowResult {
  readonly result: 'success' | 'failure' | 'cancelled';
  readonly jobs: Readonly<Record<string, JobOutcome>>;
  /** Step summaries, in the order in which the steps ended. */
  readonly summaries: readonly StepSummary[];
  readonly folders: RunFolders;
  readonly attempt: number;
  /** Decisions at the gates, of this attempt and of those before it. */
  readonly reviews: readonly Review[];
}

/** Runs the workflow to its end. Throws only for what GitHub refuses to start: a bad file, bad inputs. */
export async function runWorkflow(options: WorkflowOptions): Promise<WorkflowResult> {
  const { lab, pull, again } = options;
  const file = resolve(options.workspace, options.file);
  const name = relative(options.workspace, file);
  const folders = runFolders(lab.context.world.root, options.runId);
  const workspace = pull === undefined ? options.workspace : folders.workspace;
  const workflow = await workflowOf(file, name, { pull, folders, source: options.workspace });
  const inputs = checkInputs(workflow, options.inputs);
  using time = new RunnerTime(lab);
  const button = new AbortController();
  const run: Run = {
    lab,
    workflow,
    file: name,
    id: options.runId,
    attempt: again === undefined ? (options.attempt ?? 1) : again.of.attempt + 1,
    sha: pull?.merge ?? commitOf(workspace),
    starters: options.starters ?? [],
    workspace,
    pull,
    folders,
    inputs,
    environments: new Environments(lab.context.world.names, lab.context.faults, again?.of.reviews),
    time,
    emit: (event) => options.on({ at: lab.context.clock.now(), ...event }),
    cancelled: AbortSignal.any([button.signal, ...(options.signal ? [options.signal] : [])]),
    cancel: () => button.abort(),
    killed: options.kill ?? new AbortController().signal,
    summaries: [],
    tokens: new Map(),
    idTokens: new Map(),
    artifacts: { ofThisAttempt: new Set(), earlierToo: again?.jobs === 'failed' },
    second: options.isSecond === true ? undefined : () => runSecond(options),
    late: [],
  };
  using mounted = new DisposableStack();
  mounted.use(mountRest(run));
  mounted.use(mountIdTokens(run));
  announce(run);
  const jobs: Record<string, JobOutcome> = {};
  for (const spec of inOrder(workflow.jobs)) {
    for (const { returns, goOn } of run.late) if (returns === spec.id) await goOn();
    const kept = again === undefined ? undefined : keptOf(again, spec, jobs);
    jobs[spec.id] =
      kept ?? (await runWholeJob(run, { spec, before: jobs, decide: options.decide }));
  }
  return ended(run, jobs);
}

/** GitHub's concurrency groups keep it away from the first run of a repository; the journal must do so from any. */
async function runSecond(options: WorkflowOptions): Promise<void> {
  const { context } = options.lab;
  const runId = String(BigInt(options.runId) + 1n);
  const errors: string[] = [];
  const on = (event: RunEvent): void => {
    if (event.kind === 'log' && event.level === 'error')
      errors.push(`${event.job.name}: ${event.text}`);
  };
  const { result } = await runWorkflow({ ...options, runId, on, isSecond: true });
  const says = [`run ${runId} of the same runbook has ended: ${result}`, ...errors].join('; ');
  context.events.emit({ kind: 'aside', says });
}

const ended = (run: Run, jobs: WorkflowResult['jobs']): WorkflowResult => ({
  result: resultOf(jobs, run),
  jobs,
  summaries: run.summaries,
  folders: run.folders,
  attempt: run.attempt,
  reviews: run.environments.reviews,
});

/**
 * The outcome that a job keeps of the attempt before, or undefined where it runs again. "Re-run failed jobs" runs the
 * failed and cancelled jobs again, and all that need them; the others keep result and outputs.
 */
function keptOf(
  { of, jobs }: NonNullable<WorkflowOptions['again']>,
  { id, needs }: JobSpec,
  now: Readonly<Record<string, JobOutcome>>,
): JobOutcome | undefined {
  const before = of.jobs[id];
  if (jobs === 'all' || before === undefined) return undefined;
  if (before.result === 'failure' || before.result === 'cancelled') return undefined;
  return needs.every((need) => now[need] === of.jobs[need]) ? before : undefined;
}

interface WorkflowPlaces {
  readonly pull: PullRequest | undefined;
  readonly folders: RunFolders;
  /** The repository whose packages are installed. */
  readonly source: string;
}

/** The file as it stands; of a pull request, as it would be after the merge. */
async function workflowOf(
  file: string,
  name: string,
  { pull, folders, source }: WorkflowPlaces,
): Promise<Workflow> {
  if (pull === undefined) return await readWorkflow(file, name);
  mkdirSync(folders.root, { recursive: true });
  standInForNpm(folders.programs, source);
  const merged = join(folders.root, 'workflow.yml');
  pull.extract(name, merged);
  const workflow = await readWorkflow(merged, name, 'pull_request');
  const { paths } = workflow;
  const matches = (path: string): boolean => paths.some((pattern) => matchesGlob(path, pattern));
  if (paths.length > 0 && !pull.changedPaths().some(matches))
    throw new Error(`${name}: the pull request touches none of ${paths.join(', ')}`);
  return workflow;
}

function announce(run: Run): void {
  const { workflow } = run;
  const contexts = { github: githubContext(run), inputs: run.inputs, vars: {} };
  const name = textOf(workflow.runName ?? workflow.name, { contexts, functions: {} });
  const jobs = workflow.jobs.map(({ id, name: title }) => ({
    key: id,
    job: id,
    name: typeof title === 'string' ? title : id,
  }));
  run.emit({ kind: 'run', name: name || workflow.name, jobs });
}

/** Jobs whose needs are done first, otherwise in the order of the file. */
function inOrder(jobs: readonly JobSpec[]): readonly JobSpec[] {
  const ordered: JobSpec[] = [];
  const isDone = (id: string): boolean => ordered.some((job) => job.id === id);
  while (ordered.length < jobs.length) {
    const next = jobs.find((job) => !isDone(job.id) && job.needs.every(isDone));
    // The parser has refused circles and unknown needs.
    if (next === undefined) throw new Error('jobs: needs form a circle');
    ordered.push(next);
  }
  return ordered;
}

function resultOf(jobs: Readonly<Record<string, JobOutcome>>, run: Run): WorkflowResult['result'] {
  if (run.cancelled.aborted) return 'cancelled';
  const results = Object.values(jobs).map((job) => job.result);
  if (results.includes('failure')) return 'failure';
  return results.includes('cancelled') ? 'cancelled' : 'success';
}

/** The commit that is checked out; a workspace without a repository has none, and forty zeros stand for it. */
function commitOf(workspace: string): string {
  try {
    const options = {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'ignore'] as ('ignore' | 'pipe')[],
    };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).toString().trim();
  } catch {
    return '0'.repeat(40);
  }
}

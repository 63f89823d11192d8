// What every step is handed besides its adapters and inputs: the run that it belongs to, the runbook, the clock.
import { CutoverError } from '../../core/errors.ts';
import type { Clock } from '../../core/clock.ts';
import type { DocumentVersion, EntryName } from '../../evidence/chain.ts';
import type { EvidenceFolder } from '../../evidence/kept-records.ts';
import type { Outcome } from '../../core/record.ts';
import type { Connection, ShortSession } from '../../aws/connection.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** Which workflow run this process belongs to. The run's id names files, tags and markers, so "twice is once". */
interface Run {
  /** GITHUB_RUN_ID: the same for every attempt of one run. */
  readonly id: string;
  readonly attempt: number;
  readonly job: string;
  /** The id of the workflow's step, or GitHub's generated one. */
  readonly stepId: string;
  /** The run's page, or undefined outside GitHub. */
  readonly url: string | undefined;
}

/** Reads the run from the runner's variables; `bad-input` if they are missing or not of GitHub's form. */
export function readRun(env: NodeJS.ProcessEnv): Run {
  const id = env.GITHUB_RUN_ID ?? '';
  const attempt = env.GITHUB_RUN_ATTEMPT ?? '1';
  if (!/^[0-9]{1,20}$/.test(id)) throw notFromRunner('GITHUB_RUN_ID', id);
  if (!/^[0-9]{1,6}$/.test(attempt)) throw notFromRunner('GITHUB_RUN_ATTEMPT', attempt);
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return {
    id,
    attempt: Number(attempt),
    job: safeName(env.GITHUB_JOB ?? 'job'),
    stepId: safeName(env.GITHUB_ACTION ?? 'step'),
    url: server && repository ? `${server}/${repository}/actions/runs/${id}` : undefined,
  };
}

/** Makes a name safe as part of a file's name. */
const safeName = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 100);

const notFromRunner = (name: string, got: string): CutoverError =>
  new CutoverError('bad-input', {
    what: name,
    expected: 'the number that the GitHub runner sets',
    got: got === '' ? 'nothing' : `'${got}'`,
    cure: 'run this action in a workflow, or in the lab with "npm run rehearse"',
  });

/** What a step notes on its way, for its record. */
export interface Notes {
  /** What the role of this job may write below, in the evidence bucket; unset until STS has named the role. */
  evidence?: EvidenceFolder;
  /** The newest entry of the journal that it has read or written. */
  entry?: EntryName;
  /** The documents that it has compared with the reviewed text, by name. */
  readonly documents: Map<string, DocumentVersion>;
  /** The servers whose last answer was that another owner has raised their epoch, and which. */
  readonly overtaken?: Map<string, string>;
}

/** What a step about the repository as a whole is handed. */
export interface RepositoryContext {
  readonly run: Run;
  readonly clock: Clock;
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Writes one line of progress. */
  readonly say: (line: string) => void;
  /** Absent where nobody keeps a record. */
  readonly notes?: Notes;
}

export interface StepContext extends RepositoryContext {
  readonly runbook: Runbook;
  /** The runbook's path below the repository, `runbooks/<name>.yml`. */
  readonly runbookFile: string;
}

/** A step: observes, decides, acts, and reads again to prove. */
export type Step<Inputs> = (context: StepContext, inputs: Inputs) => Promise<Outcome>;

/** A step that is about no runbook, or about all of them. */
export type RepositoryStep<Inputs> = (
  context: RepositoryContext,
  inputs: Inputs,
) => Promise<Outcome>;

/** The connection to AWS in the Region of the application servers. */
export const serverConnection = (context: StepContext): Connection =>
  connection(context, context.runbook.application.region);

/** The connection to AWS in the Region of the task, the share and the buckets. */
export const storageConnection = (context: StepContext): Connection =>
  connection(context, context.runbook.storageRegion);

/**
 * The same connection with the short session, for calls that change something. Each such client asks the session for
 * its keys at each call.
 */
export const changingConnection = (context: StepContext, session: ShortSession): Connection => ({
  ...storageConnection(context),
  credentials: session.credentials,
});

const connection = ({ clock, env, signal, run }: StepContext, region: string): Connection => ({
  region,
  clock,
  env,
  signal,
  run: run.id,
});

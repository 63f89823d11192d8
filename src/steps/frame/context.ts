// What every step is handed besides its adapters and inputs.
import type { Clock } from '../../core/clock.ts';
import type { Outcome } from '../../core/record.ts';
import type { Run } from '../../core/run.ts';
import type { Connection } from '../../aws/connection.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** What a step about the repository as a whole is handed. */
export interface RepositoryContext {
  readonly run: Run;
  readonly clock: Clock;
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Writes one line of progress. */
  readonly say: (line: string) => void;
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

const connection = ({ clock, env, signal, run }: StepContext, region: string): Connection => ({
  region,
  clock,
  env,
  signal,
  run: run.id,
});

// Work on server after server, for a rollback: a server that does not answer must not stop the others.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { StepContext } from '../frame/context.ts';

export interface ServerFailure {
  readonly server: string;
  readonly error: CutoverError;
}

/** Does `work` on every server of the runbook, one after the other, and gathers what failed. */
export async function onEachServer<T>(
  context: StepContext,
  work: (server: string) => Promise<T>,
): Promise<{ readonly done: readonly T[]; readonly failed: readonly ServerFailure[] }> {
  const done: T[] = [];
  const failed: ServerFailure[] = [];
  for (const server of context.runbook.application.servers) {
    try {
      done.push(await work(server));
    } catch (thrown) {
      context.signal.throwIfAborted();
      const error = asCutoverError(thrown);
      context.say(`${server}: ${error.message}`);
      failed.push({ server, error });
    }
  }
  return { done, failed };
}

/** One error for all servers that failed; keeps the first cause. */
export function serversFailed(what: string, failed: readonly ServerFailure[]): CutoverError {
  return new CutoverError('server-failed', {
    what,
    expected: 'every server to follow',
    got: failed.map(({ server, error }) => `${server}: ${error.message}`).join('; '),
    cure: 'bring these servers online and re-run this job: the other servers stay rolled back',
    cause: failed[0]?.error,
  });
}

// What came of a document on many servers, for a way back: a server that does not answer must not stop the others.
import { asCutoverError, CutoverError } from '../../core/errors.ts';

export interface ServerFailure {
  readonly server: string;
  readonly error: CutoverError;
}

/** Whether nobody knows what the server does: it has not answered, which is no refusal. */
export const isSilent = ({ error }: ServerFailure): boolean => error.code !== 'server-refused';

/** What was done on servers, and where it failed. */
export interface OnServers<T> {
  readonly done: readonly T[];
  readonly failed: readonly ServerFailure[];
}

/** Reads each answer by `read`; one that it throws for stands in `failed`, with those that have not answered. */
export function eachAnswer<A extends { readonly server: string }, T>(
  {
    answers,
    failed: silent,
  }: { readonly answers: readonly A[]; readonly failed: readonly ServerFailure[] },
  read: (answer: A) => T,
): OnServers<T> {
  const done: T[] = [];
  const failed = [...silent];
  for (const answer of answers) {
    try {
      done.push(read(answer));
    } catch (thrown) {
      failed.push({ server: answer.server, error: asCutoverError(thrown) });
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
    cure: 'bring these servers online and re-run this job: what the other servers have done stays',
    cause: failed[0]?.error,
  });
}

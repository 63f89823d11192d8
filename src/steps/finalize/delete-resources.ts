// Deletes the task, then its locations, then its agents; reads each again until it is gone.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { Resources } from '../../aws/datasync/resources.ts';
import { DELAYS, DELETION_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import type { Resource } from './resources.ts';

export interface Removed {
  /** By this step, in their order. */
  readonly gone: readonly Resource[];
  /** What is not deleted: the deletion stopped at the first of them. */
  readonly left: readonly Resource[];
  readonly error?: CutoverError;
}

/** Deletes `wanted` in their order and stops at the first that stays. Never throws. */
export async function removeAll(
  context: StepContext,
  resources: Resources,
  wanted: readonly Resource[],
): Promise<Removed> {
  const gone: Resource[] = [];
  for (const one of wanted) {
    try {
      context.signal.throwIfAborted();
      await removeOne(context, resources, one);
    } catch (thrown) {
      const left = wanted.slice(gone.length);
      return { gone, left, error: halfWay(one, { gone, left }, asCutoverError(thrown)) };
    }
    gone.push(one);
    context.say(`Deleted: ${resourceName(one)}`);
  }
  return { gone, left: [] };
}

/** For a person: what it is, and its ARN. */
export const resourceName = ({ kind, arn }: Pick<Resource, 'kind' | 'arn'>): string =>
  `${kind === 'source' || kind === 'destination' ? `${kind} location` : kind} ${arn}`;

/** Repeats the deletion as long as DataSync says that the resource is in use: it says so for a while after its user is gone. */
async function removeOne(
  { clock, signal, say }: StepContext,
  resources: Resources,
  { kind, arn }: Resource,
): Promise<void> {
  await waitFor({
    what: `the deletion of ${resourceName({ kind, arn })}`,
    until: 'DataSync to say that it is not found',
    cure: 'look at it in the console: something may have come to use it',
    clock,
    signal,
    timeoutMs: DELETION_MS,
    delaysMs: DELAYS.deletion,
    read: async () => {
      const asked = await resources.remove(kind, arn);
      if (asked === 'in-use') return 'in use';
      return (await resources.describe(kind, arn)) === undefined ? 'gone' : 'still there';
    },
    classify: (state) => (state === 'gone' ? 'done' : 'again'),
    progress: (state) => {
      say(`${resourceName({ kind, arn })}: ${state}`);
    },
    describe: (state) => state,
  });
}

function halfWay(
  one: Resource,
  { gone, left }: { readonly gone: readonly Resource[]; readonly left: readonly Resource[] },
  cause: CutoverError,
): CutoverError {
  const names = (of: readonly Resource[]): string => of.map(resourceName).join(', ') || 'nothing';
  return new CutoverError(cause.code, {
    what: `deleting ${resourceName(one)}`,
    expected: 'it to be gone',
    got: cause.message,
    cure: `gone: ${names(gone)}; left: ${names(left)}; mend the cause and re-run this job: it goes on where this one stopped`,
    cause,
  });
}

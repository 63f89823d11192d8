// What was written through the gateway since the switch: it is in the bucket and not on the NFS server.
import { asCutoverError } from '../../core/errors.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import { NAMING_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';

export interface Written {
  /** Undefined if it is not known. */
  readonly count: number | undefined;
  readonly first: readonly string[];
  /** The same in words. */
  readonly says: string;
}

const NAMED = 50;

/** Lists objects newer than the switch, for as long as this may take; says so if it cannot know them. */
export async function writtenSince(
  context: StepContext,
  bucket: Bucket,
  switched: readonly ServerMounts[],
): Promise<Written> {
  if (switched.length === 0) return { count: 0, first: [], says: 'nothing was switched' };
  const times = switched.map(({ switchedAt }) => Date.parse(switchedAt));
  if (times.some(Number.isNaN)) return unknown('the server does not say when it was switched');
  const { clock, runbook } = context;
  const deadline = clock.now() + NAMING_MS;
  const first: string[] = [];
  let count = 0;
  try {
    const goOn = (): boolean => clock.now() < deadline;
    const since = Math.min(...times);
    for await (const object of bucket.modifiedSince(runbook.bucket.prefix, since, goOn)) {
      count += 1;
      if (first.length < NAMED) first.push(object.key);
    }
  } catch (thrown) {
    context.signal.throwIfAborted();
    return { ...unknown(asCutoverError(thrown).message), first };
  }
  const names = `${first.join(', ')}${count > NAMED ? ', …' : ''}`;
  const says =
    count === 0 ? 'nothing in the bucket' : `${count} objects, not on the NFS server: ${names}`;
  return { count, first, says };
}

const unknown = (why: string): Written => ({
  count: undefined,
  first: [],
  says: `not known: ${why}. List the bucket by time before you remove the gateway.`,
});

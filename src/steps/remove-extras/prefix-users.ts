// Who else uses the prefix of the runbook: while somebody does, an object without a file may belong to them.
import { CutoverError } from '../../core/errors.ts';
import type { OtherShare } from '../../aws/storage-gateway/other-shares.ts';
import type { OtherTasks } from '../../aws/datasync/other-tasks.ts';
import type { StepContext } from '../frame/context.ts';

export interface PrefixUsers {
  readonly tasks: OtherTasks;
  readonly shares: () => Promise<readonly OtherShare[]>;
}

/**
 * Throws `not-ready` if another task or another share lies at, above or below the prefix, or if that cannot be known.
 * It does not see other Regions and accounts, and programs that use S3 by themselves.
 */
export async function assertNotShared(
  context: StepContext,
  { tasks, shares }: PrefixUsers,
): Promise<void> {
  const own = `${context.runbook.bucket.name}/${context.runbook.bucket.prefix}`;
  const found: string[] = [];
  for (const { arn, uri } of await tasks.locations()) {
    const why = meets(own, placeOfUri(uri));
    if (why === undefined) continue;
    for (const task of await tasks.tasksAt(arn)) found.push(`${task} at ${uri}${why}`);
  }
  for (const { arn, location } of await shares()) {
    const why = meets(own, placeOfArn(location));
    if (why !== undefined) found.push(`${arn} at ${location || 'an unknown place'}${why}`);
  }
  if (found.length > 0)
    throw new CutoverError('not-ready', {
      what: `s3://${own}, from which extras are to be removed`,
      expected: "no task and no share on it besides the runbook's own",
      got: found.join('; '),
      cure: 'nothing was removed: end what else uses this prefix, or list the extras with verify.extras: accept-list',
    });
}

/** `bucket/prefix/` of a location, or undefined if it names no bucket. */
const placeOfUri = (uri: string): string | undefined =>
  /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*)$/s.exec(uri)?.[1];

function placeOfArn(arn: string): string | undefined {
  const [, place] =
    /^arn:[a-z-]+:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/.*)?)$/s.exec(arn) ?? [];
  return place === undefined || place.includes('/') ? place : `${place}/`;
}

/** Undefined if the places are apart; else words for what is not certain. */
function meets(own: string, other: string | undefined): string | undefined {
  // An access point or its alias: it does not name its bucket.
  if (other === undefined || /^[^/]+-s3alias\//.test(other)) return ' (its bucket is not known)';
  const place = other.endsWith('/') ? other : `${other}/`;
  return place.startsWith(own) || own.startsWith(place) ? '' : undefined;
}

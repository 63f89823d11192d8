// What remove-extras does: after the freeze it removes the objects without a file, if nothing is in doubt.

import * as datasync from '../../core/requests/datasync.ts';
import { deleteObject, getBucketSetting, headObject, listObjects } from '../../core/requests/s3.ts';
import * as gateway from '../../core/requests/storage-gateway.ts';
import { inWords } from '../../core/values/duration.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readMounts } from '../create-test-file/plan.ts';
import { readJournal, renewClaim } from '../migration/plan.ts';
import { frozenSource } from '../manifest/manifest-runs.ts';
import { listTree } from '../manifest/plan.ts';
import { bucketOf } from '../verify-s3/plan.ts';

/** What the run removes from the bucket; nothing if the runbook does not ask for it. */
export function removeExtras(at: Place): Operation[] {
  const { runbook } = at;
  const { source, verify } = runbook;
  if (verify.removeLimit === undefined) return [];
  return [
    ...readJournal(at),
    readMounts(at, { what: `read that ${source.mount} is frozen by this run on every server` }),
    callOf(at, getBucketSetting('Versioning', bucketOf(runbook)), {
      what: 'read that the bucket keeps versions, so that a removal can be undone',
    }),
    ...lookForPrefixUsers(at),
    ...listTree(at, frozenSource(runbook)),
    callOf(at, datasync.describeTask(runbook.datasync.task), {
      what: 'read which paths the task leaves out',
    }),
    ...removeListed(at, verify.removeLimit),
  ];
}

/** While another task or share uses the prefix, an object without a file may belong to somebody. */
function lookForPrefixUsers(at: Place): Operation[] {
  const { bucket } = at.runbook;
  const place = `s3://${bucket.name}/${bucket.prefix}`;
  const token = placeholder('next-token?');
  const others = [placeholder('other-share-arn')];
  return [
    callOf(at, datasync.listLocations(token), {
      what: `look for other locations at, above or below ${place}`,
      repeats: 'page by page',
    }),
    callOf(at, datasync.listTasks(placeholder('location-id'), token), {
      what: 'see that no other task uses them',
      repeats: 'location by location, page by page',
    }),
    callOf(at, gateway.listFileShares(token), {
      what: 'look for other file shares',
      repeats: 'page by page',
    }),
    ...(['NFS', 'SMB'] as const).map((type) =>
      callOf(at, gateway.describeFileShares(type, others), {
        what: `see that none of the ${type} shares shows ${place}`,
        only: `there are other ${type} shares`,
        repeats: `${inWords(gateway.SHARES_AT_ONCE)} at once`,
      }),
    ),
  ];
}

function removeListed(at: Place, limit: number): Operation[] {
  const { runbook } = at;
  const { bucket, source, verify } = runbook;
  const only = 'there are extras';
  const list = (about: About): Operation =>
    callOf(
      at,
      listObjects(bucketOf(runbook), bucket.prefix, {
        after: placeholder('start-after?'),
        token: placeholder('next-token?'),
      }),
      { ...about, repeats: 'page by page, several at once' },
    );
  return [
    list({
      what: `find the objects of s3://${bucket.name}/${bucket.prefix} that have no file in ${source.mount}; it removes nothing if they are more than ${limit}; the same if the source has shrunk by more than ${verify.shrinkLimit ?? 0} % since the proof before the freeze`,
    }),
    ...readJournal(at, { only: 'there are extras, and the next 16 are about to be removed' }),
    ...renewClaim(at, { only }),
    callOf(at, deleteObject(bucketOf(runbook), placeholder('key'), placeholder('etag')), {
      what: 'remove each of them, while it is the object that was listed',
      changes: `up to ${limit} objects stand behind a delete marker, from which they can be brought back`,
      only,
      repeats: 'object by object, several at once',
    }),
    callOf(at, headObject(bucketOf(runbook), placeholder('key')), {
      what: 'look whether the object is gone, another one, or still the listed one, which is then tried again',
      only: 'S3 refuses a removal with 404, 409 or 412',
    }),
    list({ what: 'read that none of them is left', only }),
  ];
}

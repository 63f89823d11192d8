// What the frame around every step does at its end: it keeps the record of the step in the evidence bucket.
import { putOnce } from '../../core/requests/s3.ts';
import { nameOf, recordsPrefix } from '../../evidence/kept-records.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { CallOperation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import type { Until } from '../../plan/plan.ts';
import { folderOf, ROLE_OF_JOB } from '../frame/role-of-job.ts';
import type { RoleKind } from '../frame/role-of-job.ts';

/** The role of `job` in the workflow that goes `until` there. */
export function roleIn(until: Until, job: string): RoleKind | undefined {
  const file = until === 'finalize' || until === 'rollback' ? `${until}.yml` : 'cutover.yml';
  return ROLE_OF_JOB[file]?.[job];
}

/** The record of the step at `at`, where the role of its job may write. */
export function keepRecord(at: Place, until: Until, only: string | undefined): CallOperation {
  const { account: owner, evidence, name } = at.runbook;
  const kind = roleIn(until, at.job);
  if (kind === undefined) throw new Error(`${at.job} until ${until} has no role`);
  const record = nameOf({
    job: at.job,
    attempt: placeholder('attempt'),
    number: placeholder('record-number'),
    digest: placeholder('record-sha256'),
  });
  const key = `${recordsPrefix(name, folderOf(kind), placeholder('run'))}${record}`;
  return callOf(at, putOnce({ bucket: evidence.bucket, owner }, key), {
    what: 'keep the record of this step in the evidence bucket, once',
    changes: 'a new object below evidence/ in the evidence bucket',
    ...(only !== undefined && { only }),
  });
}

// The one thing that a runner still writes that has lost: that it did, and to whom.
import { asCutoverError, type CutoverError } from '../../core/errors.ts';
import { sideName, sidePrefix, sideText } from '../../evidence/side-record.ts';
import { storageConnection } from './context.ts';
import type { StepContext } from './context.ts';
import { roleKindOf } from './own-role.ts';
import { folderOf } from './role-of-job.ts';

/** Keeps it below the prefix of the job's own role, once, and not for long. Throws nothing: the step has failed already. */
export async function keepSide(context: StepContext, lost: CutoverError): Promise<void> {
  const { clock, notes, run, runbook, say } = context;
  const role = roleKindOf(context);
  if (role === undefined) return;
  const name = { run: run.id, attempt: run.attempt, job: run.job, step: run.stepId };
  try {
    const { openEvidence } = await import('../../aws/s3/evidence-bucket.ts');
    const connection = { ...storageConnection(context), hurried: true };
    const bucket = openEvidence(connection, runbook.evidence.bucket, runbook.account);
    await bucket.put(
      `${sidePrefix(runbook.name, folderOf(role))}${sideName(name)}`,
      sideText({
        ...{
          format: 1,
          says: `lost to ${lost.failure.got.split(', held by ').at(-1)}`,
          ...name,
        },
        ...{ at: new Date(clock.now()).toISOString(), entry: notes?.entry ?? null },
      }),
    );
  } catch (thrown) {
    say(`That this job has lost is in its own record alone: ${asCutoverError(thrown).message}`);
  }
}

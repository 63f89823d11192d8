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
          says: `lost to ${winner(context, lost)}`,
          ...name,
        },
        ...{ at: new Date(clock.now()).toISOString(), entry: notes?.entry ?? null },
      }),
    );
  } catch (thrown) {
    say(`That this job has lost is in its own record alone: ${asCutoverError(thrown).message}`);
  }
}

/** Who holds the migration now, as the journal has said it, or else a server. */
function winner({ notes }: StepContext, { code, failure }: CutoverError): string {
  const [said] = code === 'overtaken' ? [] : (notes?.overtaken ?? []);
  if (said === undefined) return failure.got.split(', held by ').at(-1) ?? failure.got;
  const [server, owner] = said;
  const [, run, attempt, job] =
    /^([0-9]{1,20})\/([0-9]{1,6})\/([A-Za-z0-9_-]{1,100})$/.exec(owner) ?? [];
  const who = run === undefined ? 'another job' : `run ${run}, attempt ${attempt}, job ${job}`;
  return `${who}, as ${server} says`;
}

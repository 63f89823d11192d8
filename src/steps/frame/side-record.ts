// The one thing that a runner still writes that has lost: that it did, and to whom.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { sideName, sidePrefix, sideText } from '../../evidence/side-record.ts';
import { storageConnection } from './context.ts';
import type { StepContext } from './context.ts';
import { roleKindOf } from './own-role.ts';
import { folderOf } from './role-of-job.ts';

/**
 * Keeps it below the prefix of the job's own role, once, and not for long: where the step has failed because it has lost, as
 * the journal has said, or the refusal of a server. Throws nothing: the step has failed already.
 */
export async function keepSide(context: StepContext, lost: CutoverError): Promise<void> {
  const { clock, notes, run, runbook, say } = context;
  const role = roleKindOf(context);
  const who = winner(context, lost);
  if (role === undefined || who === undefined) return;
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
          says: `lost to ${who}`,
          ...name,
        },
        ...{ at: new Date(clock.now()).toISOString(), entry: notes?.entry ?? null },
      }),
    );
  } catch (thrown) {
    say(`That this job has lost is in its own record alone: ${asCutoverError(thrown).message}`);
  }
}

/** Who holds the migration now, as the journal has said it, or else a server. Undefined where neither has. */
function winner(context: StepContext, lost: CutoverError): string | undefined {
  const { code, failure } = lost;
  if (code === 'overtaken') return failure.got.split(', held by ').at(-1) ?? failure.got;
  const said = refusalIn(context, lost);
  if (said === undefined) return undefined;
  const [server, owner] = said;
  const [, run, attempt, job] =
    /^([0-9]{1,20})\/([0-9]{1,6})\/([A-Za-z0-9_-]{1,100})$/.exec(owner) ?? [];
  const of = `run ${run}, attempt ${attempt}`;
  const who =
    run === undefined
      ? 'another job'
      : job === 'by-hand'
        ? `a way back by hand of ${of}`
        : `${of}, job ${job}`;
  return `${who}, as ${server} says`;
}

/** The server whose refusal the step has failed for, and the owner that it has named. */
function refusalIn({ notes }: StepContext, lost: CutoverError): [string, string] | undefined {
  for (let one: unknown = lost; one instanceof CutoverError; one = one.cause) {
    const { code, failure } = one;
    if (code === 'server-refused' && /^overtaken\b/.test(failure.got))
      return [...(notes?.overtaken ?? [])].find(([server]) =>
        failure.what.endsWith(` on ${server}`),
      );
  }
  return undefined;
}

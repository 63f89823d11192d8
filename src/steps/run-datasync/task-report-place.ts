// Where DataSync puts its task report on the transfer after the freeze; the start asks for it, the proof of every file reads it.
import { taskReport } from '../../core/requests/datasync.ts';
import { s3Arn } from '../../core/values/arn.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** The folder in the evidence bucket for the task reports of a run. Servers write below `outputs/`, never here. */
export const taskReportFolder = (run: string): string => `reports/${run}`;

/**
 * The task report that a start asks for; undefined: none. Before the freeze there is none: the role of that job must
 * not hand DataSync a role.
 */
export function taskReportOf(
  { datasync, evidence, storageRegion }: Pick<Runbook, 'datasync' | 'evidence' | 'storageRegion'>,
  run: string,
  frozen: boolean,
): ReturnType<typeof taskReport> | undefined {
  const { report } = datasync;
  if (report === undefined || !frozen) return undefined;
  return taskReport({
    bucketArn: s3Arn(storageRegion, evidence.bucket),
    folder: taskReportFolder(run),
    role: report.role,
    level: report.level === 'all' ? 'SUCCESSES_AND_ERRORS' : 'ERRORS_ONLY',
  });
}

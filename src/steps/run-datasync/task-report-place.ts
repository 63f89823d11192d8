// DataSync's own report on the transfer after the freeze: asked for with its start, read by the proof of every file.
import { taskReport } from '../../core/requests/datasync.ts';
import { parseArn } from '../../core/values/arn.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** Where in the evidence bucket DataSync puts the reports of a run. Servers write below `outputs/`, never here. */
export const reportFolder = (run: string): string => `reports/${run}`;

/**
 * What a start asks for; undefined: no report. Before the freeze there is none: the role of that job must not hand
 * DataSync a role.
 */
export function reportOf(
  { datasync, evidence }: Pick<Runbook, 'datasync' | 'evidence'>,
  run: string,
  frozen: boolean,
): ReturnType<typeof taskReport> | undefined {
  const { report } = datasync;
  if (report === undefined || !frozen) return undefined;
  return taskReport({
    bucketArn: `arn:${parseArn(report.role)?.partition ?? 'aws'}:s3:::${evidence.bucket}`,
    folder: reportFolder(run),
    role: report.role,
    level: report.level === 'all' ? 'SUCCESSES_AND_ERRORS' : 'ERRORS_ONLY',
  });
}

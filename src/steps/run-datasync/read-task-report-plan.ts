// Finding and reading the files of DataSync's task report, for the proof and after a failure.
import { getObject, listObjects } from '../../core/requests/s3.ts';
import { taskReportFolder } from './task-report-place.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';

/** Lists and reads the task report of this run's execution; nothing if the runbook asks for none. */
export function readTaskReportFiles(
  at: Place,
  { why, only }: { readonly why: string; readonly only?: string },
): Operation[] {
  const { runbook } = at;
  const { account, datasync, evidence } = runbook;
  if (datasync.report === undefined) return [];
  const bucket = { bucket: evidence.bucket, owner: account };
  const folder = `${taskReportFolder(placeholder('run'))}/`;
  const listed = listObjects(bucket, folder, { token: placeholder('next-token?') });
  const failures = datasync.report.level === 'errors-only' ? 'it names a failure' : undefined;
  const reading = only ?? failures;
  return [
    callOf(at, listed, {
      what: "find the files of DataSync's task report",
      repeats: 'page by page',
      ...(only !== undefined && { only }),
    }),
    callOf(at, getObject(bucket, `${folder}${placeholder('key')}`), {
      what: why,
      repeats: 'file by file',
      ...(reading !== undefined && { only: reading }),
    }),
  ];
}

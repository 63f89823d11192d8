// The files that failed in an execution that ended in ERROR, as DataSync's task report names them.
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { Differences, differencesMarkdown } from '../../reconcile/differences.ts';
import type { Difference } from '../../reconcile/differences.ts';
import { mergeRows } from '../../reconcile/rows/merge-rows.ts';
import { reportedFailure } from '../../reconcile/task-report/report-rows.ts';
import { RowCursor } from '../../reconcile/rows/row-cursor.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { FAILED_TASK_REPORT_MS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { openDifferences } from '../manifest/manifest-store.ts';
import { fetchTaskReport } from './task-report-files.ts';
import { awaitTaskReport, taskReportProblem } from './await-task-report.ts';
import type { TaskReportPorts } from './await-task-report.ts';

/** The failed paths, or why the step does not know them. */
type FailedFiles =
  | {
      readonly total: number;
      /** The first of them, by path. */
      readonly kept: readonly Difference[];
      /** All of them, beside the record. */
      readonly file: string;
    }
  | { readonly problem: string };

/** Adds the files that the task report names to the outcome of a failed execution. The failure always stays. */
export async function withFailedFiles(
  context: StepContext,
  ports: TaskReportPorts,
  outcome: Outcome,
): Promise<Outcome> {
  const { error, outputs } = outcome;
  if (error === undefined) return outcome;
  const failed = await failedFiles(context, ports, outputs['execution-arn'] ?? '');
  const words = inWords(failed);
  return {
    ...outcome,
    says: `${outcome.says.replace(/\.$/, '')}; ${words}.`,
    data: { ...outcome.data, failed },
    error: new CutoverError(error.code, {
      ...error.failure,
      got: `${error.failure.got}; ${words}`,
    }),
    ...('kept' in failed && {
      markdown: differencesMarkdown(failed.kept, failed.total, failed.file),
    }),
  };
}

/** Waits some minutes for the task report, and reads what failed. */
async function failedFiles(
  context: StepContext,
  { datasync, outputs }: TaskReportPorts,
  arn: string,
): Promise<FailedFiles> {
  try {
    const limit = Math.min(context.runbook.datasync.timeoutMs, FAILED_TASK_REPORT_MS);
    const problem = taskReportProblem(await awaitTaskReport(context, datasync, arn, limit));
    if (problem !== undefined) return { problem };
    const report = await fetchTaskReport(context, outputs, arn);
    return await listFailed(context, report.file);
  } catch (thrown) {
    return { problem: asCutoverError(thrown).message };
  }
}

async function listFailed(context: StepContext, rows: string): Promise<FailedFiles> {
  await using sink = await openDifferences(context, true);
  const differences = new Differences(sink, 4);
  await mergeRows([new RowCursor(readRowsFile(rows), { name: 'the task report' })], {
    visit: (_present, row) => {
      const judgement = reportedFailure(row);
      if (judgement !== undefined) differences.add(row, judgement);
    },
    pause: () => differences.flush(),
  });
  await sink.end();
  return { total: differences.total, kept: differences.kept, file: sink.name };
}

const NAMED = 5;

/** The failed paths as a part of a sentence. */
function inWords(failed: FailedFiles): string {
  if ('problem' in failed) return `which files failed is not known: ${failed.problem}`;
  const { total, kept, file } = failed;
  if (total === 0) return 'its task report names no path that failed';
  const named = kept.slice(0, NAMED).map(({ path, details }) => `${path} (${details.join('; ')})`);
  const rest = total > named.length ? `, and ${total - named.length} more in ${file}` : '';
  return `its task report names ${total === 1 ? 'one path' : `${total} paths`} that failed: ${named.join(', ')}${rest}`;
}

// DataSync's own report on an execution: waited for, and a layer of the comparison.
import { CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Reconciled } from '../../reconcile/reconciliation.ts';
import { unreadable } from '../../reconcile/task-report/report-entry.ts';
import type { ReportCounts } from '../../reconcile/task-report/report-rows.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { Layers } from '../../reconcile/layers.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { executionId, fetchReport } from './task-report-files.ts';

export interface ReportPorts {
  readonly datasync: DataSync;
  /** The evidence bucket. */
  readonly outputs: Bucket;
}

/** The report as a layer of its own, or why there is none to compare with. */
export type TaskReport =
  | { readonly file: string; readonly all: boolean; readonly counts: ReportCounts }
  | { readonly problem: string };

/**
 * Waits until DataSync has written the report of an execution that has ended, or says that it cannot; as long as the
 * runbook gives an execution, unless said.
 */
export function awaitReport(
  { clock, signal, say, runbook }: StepContext,
  datasync: DataSync,
  arn: string,
  timeoutMs = runbook.datasync.timeoutMs,
): Promise<Execution> {
  return waitFor({
    what: `DataSync's task report of ${arn}`,
    until: 'its end',
    cure: 'look in the console whether it is still written, then re-run this job; the execution will be found again',
    clock,
    signal,
    timeoutMs,
    delaysMs: DELAYS.execution,
    read: () => datasync.describe(arn),
    classify: ({ report }) =>
      report !== undefined && (report.status ?? 'PENDING') === 'PENDING' ? 'again' : 'done',
    progress: () => {
      say('Waiting for DataSync to write its report');
    },
    describe: ({ report }) => report?.status ?? 'no report',
  });
}

/** Why the report of an execution is none to build on; undefined where it is whole, as far as DataSync says. */
export function reportProblem({ report }: Execution): string | undefined {
  if (report === undefined) return 'the execution was started without a report';
  if (report.status === 'SUCCESS') return undefined;
  const why = [report.errorCode, report.errorDetail].filter((one) => one !== undefined).join(': ');
  return `the report ended in ${report.status ?? 'no status'}${why === '' ? '' : ` (${why})`}`;
}

/** The report of the transfer after the freeze; undefined where the runbook asks for none. */
export async function taskReport(
  context: StepContext,
  ports: ReportPorts,
  asked: { readonly frozen: boolean; readonly executionArn?: string | undefined },
): Promise<TaskReport | undefined> {
  const { report, task } = context.runbook.datasync;
  if (report === undefined || !asked.frozen) return undefined;
  const arn = asked.executionArn;
  if (!arn?.startsWith(`${task}/execution/`))
    return { problem: `the input execution-arn names no execution of ${task}` };
  try {
    const execution = await awaitReport(context, ports.datasync, arn);
    const problem = reportProblem(execution);
    if (problem !== undefined) return { problem };
    return await readWhole(context, ports.outputs, execution, report.level === 'all');
  } catch (thrown) {
    const missing = ['unproven', 'deadline', 'aws-not-found'];
    if (thrown instanceof CutoverError && missing.includes(thrown.code))
      return { problem: thrown.message };
    throw thrown;
  }
}

async function readWhole(
  context: StepContext,
  outputs: Bucket,
  { arn, files }: Execution,
  all: boolean,
): Promise<TaskReport> {
  const { file, counts } = await fetchReport(context, outputs, arn);
  context.say(`DataSync's report: ${inWords(counts)}`);
  if (all && files.done > 0 && counts.transferred === 0)
    throw unreadable(
      executionId(arn),
      `a list of the ${files.done} files that were transferred`,
      'none',
    );
  return { file, all, counts };
}

/** The layer for the comparison. */
export const reportLayer = (report: TaskReport | undefined): Pick<Layers, 'report'> =>
  report === undefined || 'problem' in report
    ? {}
    : { report: { rows: readRowsFile(report.file), all: report.all } };

/** Whether the report takes part in a comparison. */
export const takesPart = (report: TaskReport | undefined): boolean =>
  report !== undefined && 'file' in report;

/** What the report has shown, for the summary. */
export function reportStatements(report: TaskReport | undefined): string[] {
  if (report === undefined || 'problem' in report) return [];
  return [
    `DataSync's task report, ${report.all ? 'successes and errors' : 'errors only'}: ${inWords(report.counts)}`,
  ];
}

/** A report that was asked for and cannot be read leaves the whole unproven. */
export function withReportProblem(result: Reconciled, report: TaskReport | undefined): Reconciled {
  if (report === undefined || !('problem' in report)) return result;
  return {
    ...result,
    verdict: result.verdict === 'pass' ? 'unproven' : result.verdict,
    reasons: [...result.reasons, `no task report of DataSync: ${report.problem}`],
  };
}

const inWords = ({ transferred, skipped, verified, deleted, failed }: ReportCounts): string =>
  `${transferred} transferred, ${skipped} skipped, ${verified} verified, ${deleted} deleted; ${failed} with a failure`;

// What DataSync tells of an execution that has ended: its own counts of failures, and its task report, a layer of the comparison.
import { CutoverError } from '../../core/errors.ts';
import { waitFor } from '../../core/wait.ts';
import type { DataSync } from '../../aws/datasync/datasync.ts';
import { any, troublesOf } from '../../aws/datasync/execution.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Reconciled } from '../../reconcile/reconciliation.ts';
import { unreadable } from '../../reconcile/task-report/report-entry.ts';
import type { ReportCounts } from '../../reconcile/task-report/report-rows.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { Layers } from '../../reconcile/layers.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { executionId, fetchTaskReport } from './task-report-files.ts';

export interface TaskReportPorts {
  readonly datasync: DataSync;
  /** The evidence bucket. */
  readonly outputs: Bucket;
}

/** The task report as a layer of its own, or why there is none to compare with. */
export type TaskReport =
  | { readonly file: string; readonly all: boolean; readonly counts: ReportCounts }
  | { readonly problem: string };

/**
 * Waits until DataSync has written the task report of an ended execution, or says that it cannot; by default as long as
 * the runbook gives an execution.
 */
export function awaitTaskReport(
  { clock, signal, say, runbook }: StepContext,
  datasync: DataSync,
  arn: string,
  timeoutMs = runbook.datasync.timeoutMs,
): Promise<Execution> {
  return waitFor({
    what: `DataSync's task report of ${arn}`,
    until: 'its end',
    cure: 'look in the console whether it is still written, then re-run this job, which finds the execution again',
    clock,
    signal,
    timeoutMs,
    delaysMs: DELAYS.execution,
    read: () => datasync.describe(arn),
    classify: ({ report }) =>
      report !== undefined && (report.status ?? 'PENDING') === 'PENDING' ? 'again' : 'done',
    progress: () => {
      say('Waiting for DataSync to write its task report');
    },
    describe: ({ report }) => report?.status ?? 'no task report',
  });
}

/** Why the task report of an execution is not usable; undefined if it is whole, as far as DataSync says. */
export function taskReportProblem({ report }: Execution): string | undefined {
  if (report === undefined) return 'the execution was started without a task report';
  if (report.status === 'SUCCESS') return undefined;
  const why = [report.errorCode, report.errorDetail].filter((one) => one !== undefined).join(': ');
  return `the task report ended in ${report.status ?? 'no status'}${why === '' ? '' : ` (${why})`}`;
}

/** Reads the task report of the transfer after the freeze; undefined if the runbook asks for none. */
export async function readTaskReport(
  context: StepContext,
  ports: TaskReportPorts,
  asked: { readonly frozen: boolean; readonly executionArn?: string | undefined },
): Promise<TaskReport | undefined> {
  const { report, task } = context.runbook.datasync;
  if (report === undefined || !asked.frozen) return undefined;
  const arn = asked.executionArn;
  if (!arn?.startsWith(`${task}/execution/`))
    return { problem: `the input execution-arn names no execution of ${task}` };
  try {
    const execution = await awaitTaskReport(context, ports.datasync, arn);
    const problem = taskReportProblem(execution);
    if (problem !== undefined) return { problem };
    return await readRows(context, ports.outputs, execution, report.level === 'all');
  } catch (thrown) {
    const missing = ['unproven', 'deadline', 'aws-not-found'];
    if (thrown instanceof CutoverError && missing.includes(thrown.code))
      return { problem: thrown.message };
    throw thrown;
  }
}

async function readRows(
  context: StepContext,
  outputs: Bucket,
  { arn, files }: Execution,
  all: boolean,
): Promise<TaskReport> {
  const { file, counts } = await fetchTaskReport(context, outputs, arn);
  context.say(`DataSync's task report: ${inWords(counts)}`);
  if (all && files.done > 0 && counts.transferred === 0)
    throw unreadable(
      executionId(arn),
      `a list of the ${files.done} files that were transferred`,
      'none',
    );
  return { file, all, counts };
}

/** The layer for the comparison. */
export const taskReportLayer = (report: TaskReport | undefined): Pick<Layers, 'report'> =>
  report === undefined || 'problem' in report
    ? {}
    : { report: { rows: readRowsFile(report.file), all: report.all } };

/** Whether the task report takes part in a comparison. */
export const takesPart = (report: TaskReport | undefined): boolean =>
  report !== undefined && 'file' in report;

/** What the task report has shown, for the summary. */
export function taskReportStatements(report: TaskReport | undefined): string[] {
  if (report === undefined || 'problem' in report) return [];
  return [
    `DataSync's task report, ${report.all ? 'successes and errors' : 'errors only'}: ${inWords(report.counts)}`,
  ];
}

/** Makes the whole unproven if the runbook asks for a task report and the step cannot read it. */
export function withTaskReportProblem(
  result: Reconciled,
  report: TaskReport | undefined,
): Reconciled {
  if (report === undefined || !('problem' in report)) return result;
  return {
    ...result,
    verdict: result.verdict === 'pass' ? 'unproven' : result.verdict,
    reasons: [...result.reasons, `no task report of DataSync: ${report.problem}`],
  };
}

const inWords = ({ transferred, skipped, verified, deleted, failed }: ReportCounts): string =>
  `${transferred} transferred, ${skipped} skipped, ${verified} verified, ${deleted} deleted; ${failed} with a failure`;

/** What DataSync counted as failed in the transfer after the freeze, handed over to the proof of every file. */
export interface Troubles {
  readonly words: readonly string[];
  /** Why only a comparison of everything can judge them; undefined: what changed since the last proof is enough. */
  readonly everything: string | undefined;
  /** DataSync found other bytes, and said SUCCESS. */
  readonly unverified: boolean;
}

const NO_TROUBLES: Troubles = { words: [], everything: undefined, unverified: false };

/** Reads the counts of the execution again; without one there is nothing to hand over. */
export async function readTroubles(
  { runbook }: StepContext,
  { datasync }: Pick<TaskReportPorts, 'datasync'>,
  {
    frozen,
    executionArn: arn,
  }: { readonly frozen: boolean; readonly executionArn?: string | undefined },
): Promise<Troubles> {
  if (!frozen || arn === undefined) return NO_TROUBLES;
  // Another execution tells nothing of this one; with a task report that is a reason of its own.
  if (!arn.startsWith(`${runbook.datasync.task}/execution/`))
    return { ...NO_TROUBLES, words: ['the input execution-arn names no execution of the task'] };
  return judgeTroubles(await datasync.describe(arn));
}

/** How much a proof must look at, so that nothing that DataSync told of is lost. */
export function judgeTroubles(execution: Execution): Troubles {
  const { deleted, failed, status } = execution;
  const counts = failed.length > 0 || any(deleted);
  return {
    words: troublesOf(execution),
    everything: counts
      ? 'DataSync counted failures in the last transfer, and does not say where'
      : undefined,
    unverified: status === 'SUCCESS' && failed.some(({ phase }) => phase === 'Verify'),
  };
}

/** Makes the whole unproven where DataSync found other bytes and this comparison has not read all bytes itself. */
export function withTroubles(result: Reconciled, troubles: Troubles, readAll: boolean): Reconciled {
  if (!troubles.unverified || readAll) return result;
  return {
    ...result,
    verdict: result.verdict === 'pass' ? 'unproven' : result.verdict,
    reasons: [
      ...result.reasons,
      `DataSync's own verification failed (${troubles.words.join('; ')}), and only "depth: content" with "sample: all" reads every byte`,
    ],
  };
}

/** What a person is told of them beside the verdict. */
export const troubleWarnings = ({ words }: Troubles): string[] =>
  words.length === 0
    ? []
    : [
        `DataSync told of the last transfer: ${words.join('; ')}. The verdict is that of this comparison`,
      ];

// DataSync's own report on an execution: waited for, fetched, and brought into order for the comparison.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CutoverError } from '../core/errors.ts';
import { waitFor } from '../core/wait.ts';
import type { DataSync } from '../aws/datasync.ts';
import type { Execution } from '../aws/datasync-execution.ts';
import type { Bucket } from '../aws/s3.ts';
import type { Reconciled } from '../reconcile/reconciliation.ts';
import { unreadable } from '../reconcile/report-entry.ts';
import { readReport } from '../reconcile/report-reader.ts';
import { ReportRows } from '../reconcile/report-rows.ts';
import type { ReportCounts } from '../reconcile/report-rows.ts';
import { readRowsFile } from '../reconcile/rows-file.ts';
import type { Layers } from '../reconcile/layers.ts';
import { DELAYS } from '../runbook/polls.ts';
import { reportFolder } from '../runbook/task-report.ts';
import type { StepContext } from './context.ts';
import { manifestFolder } from './manifest-store.ts';

export interface ReportPorts {
  readonly datasync: DataSync;
  /** The evidence bucket. */
  readonly outputs: Bucket;
}

/** The report as a layer of its own, or why there is none to compare with. */
export type TaskReport =
  | { readonly file: string; readonly all: boolean; readonly counts: ReportCounts }
  | { readonly problem: string };

/** Waits until DataSync has written the report of an execution that has ended, or says that it cannot. */
export function awaitReport(
  { clock, signal, say, runbook }: StepContext,
  datasync: DataSync,
  arn: string,
): Promise<Execution> {
  return waitFor({
    what: `DataSync's task report of ${arn}`,
    until: 'its end',
    cure: 'look in the console whether it is still written, then re-run this job; the execution will be found again',
    clock,
    signal,
    timeoutMs: runbook.datasync.timeoutMs,
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
    return await fetchReport(context, ports.outputs, execution, report.level === 'all');
  } catch (thrown) {
    const missing = ['unproven', 'deadline', 'aws-not-found'];
    if (thrown instanceof CutoverError && missing.includes(thrown.code))
      return { problem: thrown.message };
    throw thrown;
  }
}

/** `exec-…`: reports name an execution so, and their folders too. */
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

async function fetchReport(
  context: StepContext,
  outputs: Bucket,
  { arn, files }: Execution,
  all: boolean,
): Promise<TaskReport> {
  const id = idOf(arn);
  const keys = await reportKeys(context, outputs, id);
  const file = join(manifestFolder(context.env), `${context.run.stepId}.task-report.gz`);
  await rm(file, { force: true });
  const rows = new ReportRows(file);
  for (const key of keys) {
    const about = { name: `s3://${outputs.name}/${key}`, execution: id };
    for await (const entries of readReport(outputs.stream(key), about)) await rows.add(entries);
  }
  const counts = await rows.end();
  context.say(`DataSync's report: ${inWords(counts)}`);
  if (all && files.done > 0 && counts.transferred === 0)
    throw unreadable(id, `a list of the ${files.done} files that were transferred`, 'none');
  return { file, all, counts };
}

/**
 * The keys of the lists of an execution. Where below the folder they lie is not documented: each key that names the
 * execution is taken, as public readers of such reports have it (`Detailed-Reports/…/exec-…/exec-….files-…-v1-00001-….json`).
 */
async function reportKeys({ run }: StepContext, outputs: Bucket, id: string): Promise<string[]> {
  const prefix = `${reportFolder(run.id)}/`;
  const keys: string[] = [];
  let summaries = 0;
  for await (const { key } of outputs.modifiedSince(prefix, 0, () => true)) {
    if (!key.includes(`/${id}/`) && !key.includes(`/${id}.`)) continue;
    if (key.includes('/Summary-Reports/')) summaries += 1;
    else keys.push(key);
  }
  if (summaries + keys.length === 0)
    throw unreadable(id, `files below s3://${outputs.name}/${prefix}`, 'none that names it');
  assertWhole(id, keys);
  return keys;
}

/** The parts of a list are numbered: one that is missing between two others shows. */
function assertWhole(id: string, keys: readonly string[]): void {
  const parts = new Map<string, number[]>();
  for (const key of keys) {
    const [, list = '', part = ''] = /\.files-([a-z]+)-v[0-9]+-([0-9]+)[-.]/.exec(key) ?? [];
    if (part !== '') parts.set(list, [...(parts.get(list) ?? []), Number(part)]);
  }
  for (const [list, numbers] of parts) {
    const sorted = numbers.toSorted((a, b) => a - b);
    const first = Math.min(1, sorted[0] ?? 1);
    const gap = sorted.findIndex((number, i) => number !== first + i);
    if (gap >= 0) throw unreadable(id, `part ${first + gap} of the list files-${list}`, 'none');
  }
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

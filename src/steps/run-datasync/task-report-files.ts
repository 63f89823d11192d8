// Fetches the files of DataSync's task report on an execution, and sorts their entries into one file of rows.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../aws/s3/s3.ts';
import { unreadable } from '../../reconcile/task-report/report-entry.ts';
import { readReport } from '../../reconcile/task-report/report-reader.ts';
import { ReportRows } from '../../reconcile/task-report/report-rows.ts';
import type { ReportCounts } from '../../reconcile/task-report/report-rows.ts';
import { taskReportFolder } from './task-report-place.ts';
import type { StepContext } from '../frame/context.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';

export interface FetchedTaskReport {
  /** Rows as `ReportRows` writes them. */
  readonly file: string;
  readonly counts: ReportCounts;
}

/** `exec-…`: task reports and their folders name an execution so. */
export const executionId = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Fetches the lists of an execution whose task report is written. Throws `unproven` unless the report is whole. */
export async function fetchTaskReport(
  context: StepContext,
  outputs: Bucket,
  arn: string,
): Promise<FetchedTaskReport> {
  const id = executionId(arn);
  const keys = await taskReportKeys(context, outputs, id);
  const file = join(manifestFolder(context.env), `${context.run.stepId}.task-report.gz`);
  await rm(file, { force: true });
  const rows = new ReportRows(file);
  for (const key of keys) {
    const about = { name: `s3://${outputs.name}/${key}`, execution: id };
    for await (const entries of readReport(outputs.stream(key), about)) await rows.add(entries);
  }
  return { file, counts: await rows.end() };
}

/**
 * The keys of the lists of an execution. AWS does not document where below the folder they lie: this takes each key that
 * names the execution, as public readers of task reports do (`Detailed-Reports/…/exec-…/exec-….files-…-v1-00001-….json`).
 */
async function taskReportKeys(
  { run }: StepContext,
  outputs: Bucket,
  id: string,
): Promise<string[]> {
  const prefix = `${taskReportFolder(run.id)}/`;
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

/** Throws `unproven` if a number is missing between the parts of a list. */
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

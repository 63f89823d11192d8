// The task report of an execution, as DataSync writes it into a bucket some time after the end. The layout and the
// members are those that public readers of such reports use; AWS documents neither.
import { createHash } from 'node:crypto';
import type { LabContext } from '../../context.ts';
import type { Json } from '../../protocol/service.ts';
import type { ObjectStore } from '../../s3/objects/store.ts';
import { invalidRequest } from '../errors.ts';
import type { TaskMode } from '../task-mode.ts';
import type { Execution } from '../model.ts';
import type { List, ReportConfig, TaskReport } from './task-report-model.ts';

const STATUS = {
  Transferred: 'TransferStatus',
  Skipped: 'SkipStatus',
  Verified: 'VerifyStatus',
  Deleted: 'DeleteStatus',
} as const;

/** A task report that is asked for; none where the configuration is empty. */
export function openReport(
  config: ReportConfig | undefined,
  {
    mode,
    region,
  }: { readonly mode: TaskMode; readonly region: (bucket: string) => string | undefined },
): TaskReport | undefined {
  if (config === undefined || Object.keys(config).length === 0) return undefined;
  const bucket = bucketOf(config);
  if (bucket === '') throw invalidRequest('TaskReportConfig: a Destination is required.');
  if (region(bucket) === undefined)
    throw invalidRequest(`TaskReportConfig: the bucket ${bucket} does not exist.`);
  const lists = { Transferred: [], Skipped: [], Verified: [], Deleted: [] };
  return { config, mode, status: 'PENDING', lists };
}

const bucketOf = ({ Destination }: ReportConfig): string =>
  Destination?.S3?.S3BucketArn.split(':').at(-1) ?? '';

/** Notes what was tried with a path; `why` is what went wrong. */
export function note(
  report: TaskReport | undefined,
  list: List,
  one: { readonly path: string; readonly isFolder: boolean; readonly size: number },
  why?: string,
): void {
  if (report === undefined || report.config.OutputType === 'SUMMARY_ONLY') return;
  if (why === undefined && report.config.ReportLevel === 'ERRORS_ONLY') return;
  const metadata = { Type: one.isFolder ? 'Directory' : 'Regular', ContentSize: one.size };
  report.lists[list].push({
    RelativePath: one.path,
    [report.mode === 'BASIC' ? 'SrcMetadata' : 'SourceMetadata']: metadata,
    [STATUS[list]]: why === undefined ? 'SUCCESS' : 'FAILED',
    ...(why !== undefined && failure(why, report.mode)),
  });
}

/** Basic mode has a number and its words, Enhanced mode a word and a sentence. */
const failure = (why: string, mode: TaskMode): Json =>
  mode === 'BASIC'
    ? { FailureCode: why === 'Permission denied' ? 13 : 22, FailureReason: why }
    : { ErrorCode: why.replaceAll(' ', ''), ErrorDetail: why };

const WRITING = 15_000;
const LATE = 900_000;
const PART = 1000;

/** Writes the task report of an execution that has ended, some time from now. */
export function writeReport(
  execution: Execution,
  { clock, faults }: LabContext,
  store: ObjectStore,
): void {
  const { report } = execution;
  if (report === undefined) return;
  const fault = faults.report;
  clock.after(fault?.is === 'late' ? LATE : WRITING, () => {
    if (fault?.is === 'failed') {
      report.status = 'ERROR';
      report.error = { code: 'AccessDenied', detail: 'The report could not be uploaded.' };
      return;
    }
    if (fault?.failed !== undefined) {
      const list = fault.phase === 'verify' ? 'Verified' : 'Transferred';
      const one = { path: `/${fault.failed}`, isFolder: false, size: 0 };
      report.lists[list] = report.lists[list].filter(
        ({ RelativePath }) => RelativePath !== one.path,
      );
      note(report, list, one, 'Permission denied');
    }
    if (fault?.is !== 'lost') putFiles(execution, report, store, fault?.is === 'truncated');
    report.status = 'SUCCESS';
  });
}

function putFiles(
  { arn, status }: Execution,
  { config, lists }: TaskReport,
  store: ObjectStore,
  truncated: boolean,
): void {
  const [, task = '', , id = ''] = arn.split(':').at(-1)?.split('/') ?? [];
  const folder = config.Destination?.S3?.Subdirectory?.replace(/^\/+|\/+$/g, '') ?? '';
  const put = (kind: string, name: string, content: Json): void => {
    const text = JSON.stringify(content);
    const key = [folder, kind, task, id, `${id}.${name}`].filter((one) => one !== '').join('/');
    const cut = truncated && kind === 'Detailed-Reports' ? Math.floor(text.length / 2) : undefined;
    store.put(bucketOf(config), key, Buffer.from(text.slice(0, cut)), {});
  };
  put('Summary-Reports', `summary-v1.json`, { TaskExecutionId: id, Result: { Status: status } });
  for (const [list, items] of Object.entries(lists))
    for (let part = 1; (part - 1) * PART < items.length; part += 1) {
      const some = items.slice((part - 1) * PART, part * PART);
      const end = createHash('sha256').update(`${id}${list}${part}`).digest('hex').slice(0, 17);
      const name = `files-${list.toLowerCase()}-v1-${String(part).padStart(5, '0')}-${end}.json`;
      put('Detailed-Reports', name, { TaskExecutionId: id, [list]: some });
    }
}

/** What DescribeTaskExecution says of it. */
export function describeReport(report: TaskReport | undefined): Json {
  if (report === undefined) return {};
  const { config, status, error } = report;
  return {
    TaskReportConfig: config,
    ReportResult: {
      Status: status,
      ...(error && { ErrorCode: error.code, ErrorDetail: error.detail }),
    },
  };
}

// What verify-s3 does: it proves one object by its bytes, or every object of the tree.
import { describeTask, describeTaskExecution } from '../../core/requests/datasync.ts';
import { getObject, headObject, listObjects } from '../../core/requests/s3.ts';
import type { OwnedBucket } from '../../core/requests/s3.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import { hashFilesRun } from '../servers/file-runs.ts';
import { DELAYS, DEADLINES_MS } from '../../plan/poll-intervals.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import { calibrationFolder } from '../../runbook/test-file-name.ts';
import { apiCall, callOf, documentOf, waitOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { testFileOf } from '../create-test-file/plan.ts';
import { freshSource, frozenSource } from '../manifest/manifest-runs.ts';
import { listTree } from '../manifest/plan.ts';
import { readTaskReportFiles } from '../run-datasync/read-task-report-plan.ts';
import { ELSE_ALL, someChanged } from '../tree/recheck-plan.ts';
import { READ_ALL_TAKES } from './read-time.ts';

/** The runbook's bucket, and who must own it. */
export const bucketOf = ({ bucket }: Runbook): OwnedBucket => ({
  bucket: bucket.name,
  owner: bucket.owner,
});

/** The canary in the bucket. */
export const verifyCanary = (at: Place): Operation[] =>
  proveObject(at, testFileOf(at, 'canary'), {
    until: 'an object of the same size',
    deadlineMs: DEADLINES_MS.object,
  });

/** One object: waited for, read, and compared byte for byte. */
export function proveObject(
  at: Place,
  file: string,
  { until, deadlineMs }: { readonly until: string; readonly deadlineMs: number },
): Operation[] {
  const { runbook } = at;
  const key = keyOf(runbook.bucket.prefix, file);
  const bucket = bucketOf(runbook);
  return [
    waitOf(
      at,
      {
        polled: apiCall(runbook, headObject(bucket, key)),
        until,
        intervalMs: DELAYS.object,
        deadlineMs,
      },
      { what: `find s3://${bucket.bucket}/${key}` },
    ),
    callOf(at, getObject(bucket, key, placeholder('etag')), {
      what: 'read it and compare its SHA-256 with that of the file',
    }),
  ];
}

/** Every path of the source against the bucket, as deep as the runbook says. */
export function verifyTree(at: Place, frozen: boolean): Operation[] {
  const { runbook } = at;
  const { bucket, datasync, source, verify } = runbook;
  const token = placeholder('next-token?');
  const listed = listObjects(bucketOf(runbook), bucket.prefix, {
    after: placeholder('start-after?'),
    token,
  });
  const again = frozen && verify.recheck === 'incremental';
  return [
    ...listTree(at, frozen ? frozenSource(runbook) : freshSource(runbook)),
    callOf(at, describeTask(datasync.task), {
      what: 'read which paths the task leaves out',
    }),
    ...(frozen ? [readTroubles(at), ...readTaskReport(at)] : []),
    ...readCalibration(at),
    ...(again ? listChanged(at) : []),
    callOf(at, listed, {
      what: `compare every path of ${source.mount} with s3://${bucket.name}/${bucket.prefix} by size and time${frozen ? '; the source is frozen, nothing may be newer' : ''}`,
      repeats: 'page by page, several at once',
      ...(again && { only: ELSE_ALL }),
    }),
    ...readObjects(at, again),
  ];
}

/** What the bucket keeps of the calibration folder; each proof measures it again. Nothing without calibration. */
function readCalibration(at: Place): Operation[] {
  const { runbook } = at;
  if (!runbook.verify.calibrate) return [];
  const folder = `${calibrationFolder(runbook.canary.to, placeholder('run'))}/`;
  const key = `${keyOf(runbook.bucket.prefix, folder)}${placeholder('calibration-entry?')}`;
  return [
    callOf(at, headObject(bucketOf(runbook), key), {
      what: 'see what the bucket keeps of the calibration folder: the rule for all other objects',
      repeats: 'entry by entry',
    }),
  ];
}

/** SUCCESS can stand beside failures of single files; then everything is compared. */
const readTroubles = (at: Place): Operation =>
  callOf(at, describeTaskExecution(placeholder('execution-arn')), {
    what: 'read what DataSync counted as failed in the last transfer',
  });

function readTaskReport(at: Place): Operation[] {
  const { runbook } = at;
  const { datasync } = runbook;
  if (datasync.report === undefined) return [];
  const own = describeTaskExecution(placeholder('execution-arn'));
  return [
    waitOf(
      at,
      {
        polled: apiCall(runbook, own),
        until: 'its task report is written',
        intervalMs: DELAYS.execution,
        deadlineMs: datasync.timeoutMs,
      },
      { what: "see that DataSync's task report on the execution is there" },
    ),
    ...readTaskReportFiles(at, {
      why: 'read which paths it names, to compare them with the other layers',
    }),
  ];
}

function listChanged(at: Place): Operation[] {
  const { runbook } = at;
  const { bucket, source } = runbook;
  const token = placeholder('next-token?');
  const inFolder = listObjects(bucketOf(runbook), `${bucket.prefix}${placeholder('folder?')}`, {
    token,
    delimiter: '/',
  });
  const below = listObjects(bucketOf(runbook), `${bucket.prefix}${placeholder('strange-folder')}`, {
    token,
  });
  return [
    callOf(at, inFolder, {
      what: `compare the paths of ${source.mount} in folders that changed since the proof before with s3://${bucket.name}/${bucket.prefix}; the source is frozen, nothing may be newer`,
      only: someChanged(runbook),
      repeats: 'folder by folder, several at once',
      loop: 'for each folder that changed',
    }),
    callOf(at, below, {
      what: 'list what lies in folders that the source does not have',
      only: 'the bucket has such a folder',
      repeats: 'page by page, several at once',
      loop: 'for each folder that changed',
    }),
  ];
}

const BATCH = 'for each batch of files';
const IN_CHANGED = 'there are files in what is looked at';

function readObjects(at: Place, again: boolean): Operation[] {
  const { runbook } = at;
  const { depth, sample } = runbook.verify;
  const { mount } = runbook.source;
  const many = sample === 'all' ? 'every file' : `a sample of ${sample} files`;
  const doubt = 'size and time leave in doubt';
  const head = headObject(bucketOf(runbook), placeholder('key'));
  const heads = callOf(at, head, {
    what: `compare the metadata of ${depth === 'size' ? '' : `${many}, and of `}what ${doubt}${depth !== 'size' && sample === 'all' ? `; ${READ_ALL_TAKES}` : ''}`,
    repeats: 'file by file, several at once',
    ...(depth === 'size' && { only: 'size and time leave a file in doubt' }),
    ...(depth !== 'size' && again && { only: IN_CHANGED }),
    ...(sample === 'all' && { loop: BATCH }),
  });
  if (depth !== 'content') return [heads];
  const object = getObject(bucketOf(runbook), placeholder('key'), placeholder('etag'));
  const run = hashFilesRun(runbook, mount, placeholder('paths'));
  return [
    heads,
    documentOf(at, run, {
      what: `read the bytes of ${many}${sample === 'all' ? '' : `, and of up to ${sample} files that ${doubt},`} in ${mount}, as ${runbook.verify.user}`,
      loop: BATCH,
      ...(again && { only: IN_CHANGED }),
    }),
    callOf(at, object, {
      what: 'read the bytes of the same objects and compare',
      repeats: 'file by file, several at once',
      loop: BATCH,
      ...(again && { only: IN_CHANGED }),
    }),
  ];
}

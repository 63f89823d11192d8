// What the proof of every file does on the first server: the whole tree, listed and brought to the runner.
import { outputKey } from '../../core/requests/ssm.ts';
import { getObject } from '../../core/requests/s3.ts';
import {
  FOLDERS_STEP,
  listFoldersRun,
  listTreeRun,
  PART_STEP,
  readPartRun,
  removeListRun,
  wantedTree,
} from './manifest-runs.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { hole } from '../../plan/placeholders.ts';
import { someChanged } from '../tree/recheck-plan.ts';

/** One side's tree; with `fresh` listed again even where this run has a list already. */
export function listTree(at: Place, label: 'source' | 'gateway', fresh: boolean): Operation[] {
  const { runbook } = at;
  const { account, application, evidence, verify } = runbook;
  const [server = ''] = application.servers;
  const run = hole('run');
  const wanted = wantedTree(runbook, label);
  const part = { label, server, number: hole('part'), bucket: evidence.bucket };
  const read = readPartRun(runbook, run, part);
  const key = outputKey(read.output, { id: hole('command-id'), server, step: PART_STEP });
  const loop = 'for each part of the list';
  const changes = `a list below /var/lib/nfs-cutover on ${server}`;
  return [
    documentOf(at, listTreeRun(runbook, run, { ...wanted, fresh }), {
      what: `list every path of ${wanted.mount} as ${verify.user}`,
      changes,
    }),
    documentOf(at, read, { what: `hand a part of the list over to s3://${evidence.bucket}`, loop }),
    callOf(at, getObject({ bucket: evidence.bucket, owner: account }, key), {
      what: 'fetch the part',
      loop,
    }),
    documentOf(at, removeListRun(runbook, run, { label, server }), {
      what: 'remove the list from the server',
      changes: 'the list is gone',
    }),
  ];
}

/** What the gateway shows of the calibration folder, for a comparison that lists only what changed. */
export const listCalibration = (at: Place): Operation[] =>
  at.runbook.verify.calibrate
    ? someFolders(at, 'gateway-calibration', {
        only: someChanged(at.runbook),
        what: 'list the calibration folder',
        below: true,
      })
    : [];

/** The folders of the gateway that changed since it was proven; all below those that the source does not have. */
export function listFolders(at: Place): Operation[] {
  const only = someChanged(at.runbook);
  return [
    ...someFolders(at, 'gateway-folders', {
      only,
      what: 'list the folders that changed since the proof before',
      below: false,
    }),
    ...someFolders(at, 'gateway-strange', {
      only: 'the gateway shows a folder that the source does not have',
      what: 'list what lies in folders that the source does not have',
      below: true,
    }),
  ];
}

function someFolders(
  at: Place,
  label: string,
  { what, only, below }: Record<'what' | 'only', string> & { readonly below: boolean },
): Operation[] {
  const { runbook } = at;
  const { account, application, evidence } = runbook;
  const [server = ''] = application.servers;
  const { mount, user, group } = wantedTree(runbook, 'gateway');
  const run = listFoldersRun(runbook, hole('run'), {
    ...{ mount, user, group, label, bucket: evidence.bucket },
    folders: hole('folders-base64'),
    below,
  });
  const key = outputKey(run.output, { id: hole('command-id'), server, step: FOLDERS_STEP });
  const bucket = { bucket: evidence.bucket, owner: account };
  const loop = `for each group of folders of ${label}`;
  return [
    documentOf(at, run, { what: `${what} in ${mount} as ${user}`, only, loop }),
    callOf(at, getObject(bucket, key), {
      what: 'fetch the list',
      only,
      loop,
    }),
  ];
}

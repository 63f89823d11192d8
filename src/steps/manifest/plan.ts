// What the proof of every file does on the listers: they list the whole tree, and the manifest comes to the runner.
import { UPLOADS_IN_COMMAND } from '../../core/document-limits.ts';
import { outputKey } from '../../core/requests/ssm.ts';
import { getObject } from '../../core/requests/s3.ts';
import {
  cutsRun,
  FOLDERS_STEP,
  listersOf,
  listFoldersRun,
  listTreeRun,
  PART_STEP,
  readIndexRun,
  readPartRun,
  removeManifestRun,
  uploadKey,
  uploadPartsRun,
  wantedTree,
} from './manifest-runs.ts';
import type { WantedTree } from './manifest-runs.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { someChanged } from '../tree/recheck-plan.ts';

/** A manifest, listed on the listers. */
export function listTree(at: Place, wanted: WantedTree): Operation[] {
  const { runbook } = at;
  const { label } = wanted;
  const { account, evidence, verify } = runbook;
  const servers = listersOf(runbook);
  const [server = ''] = servers;
  const run = placeholder('run');
  const part = { label, server, number: placeholder('part'), bucket: evidence.bucket };
  const read = { ...readPartRun(runbook, run, part), servers };
  const key = outputKey(read.output, {
    id: placeholder('command-id'),
    server: servers.length === 1 ? server : placeholder('server'),
    step: PART_STEP,
  });
  const loop = 'for each part of the manifest';
  const bucket = { bucket: evidence.bucket, owner: account };
  const uploads = evidence.upload === 'presigned';
  const only = uploads ? { only: 'the server cannot upload its parts' } : {};
  const index = readIndexRun(runbook, run, { label, server, from: placeholder('part') });
  return [
    ...makeManifest(at, wanted, verify.user),
    documentOf(
      at,
      { ...index, servers },
      {
        what: 'read which parts the manifest has, where one answer does not hold them all',
        only: 'the manifest has more parts than one answer holds',
        loop: 'for each answer',
      },
    ),
    ...(uploads ? uploadParts(at, label) : []),
    documentOf(at, read, {
      what: `print a part of the manifest, for s3://${evidence.bucket}`,
      loop,
      ...only,
    }),
    callOf(at, getObject(bucket, key), { what: 'fetch the part that was printed', loop, ...only }),
    documentOf(at, removeManifestRun(runbook, run, { label, servers }), {
      what: `remove the manifest from ${servers.length === 1 ? 'the server' : 'the servers'}`,
      changes: 'the manifest is gone',
    }),
  ];
}

/** One server lists all; or the first one says where the tree can be cut, and each lists a share. */
function makeManifest(at: Place, wanted: WantedTree, user: string): Operation[] {
  const { runbook } = at;
  const servers = listersOf(runbook);
  const run = placeholder('run');
  const listed = listTreeRun(runbook, run, wanted);
  const what = whatIsListed(wanted, user);
  const changes = `a manifest below /var/lib/nfs-cutover on ${servers.join(', ')}`;
  if (servers.length === 1) return [documentOf(at, listed, { what, changes })];
  const share = {
    ShareLevel: placeholder('share-level'),
    From: placeholder('share-from?'),
    Until: placeholder('share-until?'),
  };
  const look = documentOf(at, cutsRun(runbook, run, wanted), {
    what: `see where ${wanted.mount} can be cut into ${servers.length} shares`,
  });
  const shares = { ...listed, servers, parameters: { ...listed.parameters, ...share } };
  return [
    // The watch cuts where the proof after the freeze has cut.
    ...(wanted.newerThan === undefined ? [look] : []),
    documentOf(at, shares, { what: `${what}: each server a share of it`, changes }),
  ];
}

function whatIsListed({ mount, export: of, ownMount, newerThan }: WantedTree, user: string) {
  const which = newerThan === undefined ? 'every path' : 'the folders, and what has changed,';
  return ownMount === true && of !== undefined
    ? `list ${which} of ${of} as ${user}, by a read-only mount that the server makes for it`
    : `list ${which} of ${mount} as ${user}`;
}

/** The server uploads parts by presigned URLs; the run reads each of them. */
function uploadParts(at: Place, label: string): Operation[] {
  const { runbook } = at;
  const { account, evidence } = runbook;
  const servers = listersOf(runbook);
  const [server = ''] = servers;
  const run = placeholder('run');
  const bucket = { bucket: evidence.bucket, owner: account };
  const key = uploadKey(run, label, placeholder('part-sha256'));
  const only = 'the manifest has parts';
  const loop = `for each upload of ${label}`;
  const upload = uploadPartsRun(runbook, run, { label, server, uploads: placeholder('uploads') });
  return [
    documentOf(
      at,
      { ...upload, servers },
      {
        what: `upload up to ${UPLOADS_IN_COMMAND} parts of the manifest, each by a URL that the run has signed for it`,
        changes: `a part at s3://${evidence.bucket}/${key}`,
        loop,
        only,
      },
    ),
    callOf(at, getObject(bucket, key), { what: 'fetch the part', loop, only }),
  ];
}

/** The gateway's listing of the calibration folder, for a comparison that lists only what changed. */
export const listCalibration = (at: Place): Operation[] =>
  at.runbook.verify.calibrate
    ? someFolders(at, 'gateway-calibration', {
        only: someChanged(at.runbook),
        what: 'list the calibration folder',
        below: true,
      })
    : [];

/** The gateway's listing of the folders that changed since its proof; all below those that the source does not have. */
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
  const run = listFoldersRun(runbook, placeholder('run'), {
    ...{ mount, user, group, label, bucket: evidence.bucket },
    folders: placeholder('folders-base64'),
    below,
  });
  const key = outputKey(run.output, { id: placeholder('command-id'), server, step: FOLDERS_STEP });
  const bucket = { bucket: evidence.bucket, owner: account };
  const loop = `for each group of folders of ${label}`;
  return [
    documentOf(at, run, { what: `${what} in ${mount} as ${user}`, only, loop }),
    callOf(at, getObject(bucket, key), {
      what: 'fetch the listing',
      only,
      loop,
    }),
  ];
}

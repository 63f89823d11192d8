// What the proof of every file does on the first server: the whole tree, listed and brought to the runner.
import { outputKey } from '../../../core/requests/ssm.ts';
import { getObject } from '../../../core/requests/s3.ts';
import {
  listTreeRun,
  PART_STEP,
  readPartRun,
  removeListRun,
  wantedTree,
} from '../../documents/trees.ts';
import { apiCall, callOf, documentOf } from '../make.ts';
import type { Place } from '../make.ts';
import type { Operation } from '../operation.ts';
import { hole } from '../placeholders.ts';

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
    documentOf(
      at,
      { document: 'list-tree', kind: 'read', ...listTreeRun(runbook, run, { ...wanted, fresh }) },
      { what: `list every path of ${wanted.mount} as ${verify.user}`, changes },
    ),
    documentOf(
      at,
      { document: 'read-manifest-part', kind: 'read', ...read },
      { what: `hand a part of the list over to s3://${evidence.bucket}`, loop },
    ),
    callOf(
      at,
      apiCall(
        runbook,
        's3',
        'GetObject',
        getObject({ bucket: evidence.bucket, owner: account }, key),
      ),
      { what: 'fetch the part', loop },
    ),
    documentOf(
      at,
      {
        document: 'read-manifest-part',
        kind: 'read',
        ...removeListRun(runbook, run, { label, server }),
      },
      { what: 'remove the list from the server', changes: 'the list is gone' },
    ),
  ];
}

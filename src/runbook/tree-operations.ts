// The operations that prove every file: the bucket and the gateway's view against the source's own list.
import { send } from './operations.ts';
import type { Call, Operation } from './operations.ts';
import type { Runbook } from './runbook.ts';

/** Every path of the source against the bucket, as deep as the runbook says. */
export function verifyTree(runbook: Runbook, job: string, frozen: boolean): Operation {
  const { application, bucket, source, storageRegion: region, verify } = runbook;
  const { depth, sample } = verify;
  const read =
    depth === 'size'
      ? ''
      : ` and ${sample === 'all' ? 'all files' : `${sample} files`} by ${depth}`;
  const reads: Call[] =
    depth === 'content'
      ? [send(runbook, 'hash-files', application.servers.slice(0, 1), { mount: source.mount })]
      : [];
  return {
    job,
    step: 'verify-s3',
    what: `compare every path of ${source.mount} with s3://${bucket.name}/${bucket.prefix}: size and time${read}${frozen ? '; the source is frozen, nothing may be newer' : ''}`,
    calls: [
      ...listTree(runbook, source.mount),
      {
        service: 's3',
        operation: 'ListObjectsV2',
        region,
        parameters: { bucket: bucket.name, prefix: bucket.prefix === '' ? 'none' : bucket.prefix },
      },
      ...reads,
    ],
    when: 'forward',
  };
}

/** Every path of the source against what the gateway shows. */
export function checkTree(runbook: Runbook, job: string): Operation {
  const { gateway, source } = runbook;
  return {
    job,
    step: 'check-listing',
    what: `compare every path of ${source.mount} with what ${gateway.mount} shows`,
    calls: [...listTree(runbook, source.mount), ...listTree(runbook, gateway.mount)],
    when: 'forward',
  };
}

function listTree(runbook: Runbook, mount: string): Call[] {
  const { application, evidence, storageRegion: region, verify } = runbook;
  const server = application.servers.slice(0, 1);
  return [
    send(runbook, 'list-tree', server, { mount, as: verify.user }),
    send(runbook, 'read-manifest-part', server, { output: `s3://${evidence.bucket}/outputs/` }),
    {
      service: 's3',
      operation: 'GetObject',
      region,
      parameters: { bucket: evidence.bucket, key: 'outputs/…' },
    },
  ];
}

// The single operations that plans are made of.
import { parseArn } from '../core/arn.ts';
import type { Runbook, TestFile } from './runbook.ts';
import { testFileName } from './test-file-name.ts';

/** One API operation with the parameters that a reviewer wants to see. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Operation {
  readonly job: string;
  /** The action that does it. */
  readonly step: string;
  readonly what: string;
  readonly calls: readonly Call[];
  /** What it changes, in words; absent for what only reads. */
  readonly changes?: string;
  readonly wait?: { readonly for: string; readonly deadlineMs: number };
  /** The GitHub environment whose reviewers release the job. */
  readonly gate?: string;
  /** `way-back` operations run only when the cutover failed or was cancelled. */
  readonly when: 'forward' | 'way-back';
}

/** A new file that a run makes to prove something, on the first server. */
export function testFile(runbook: Runbook, job: string, from: TestFile, target: string): Operation {
  const { application, source } = runbook;
  return {
    job,
    step: 'create-test-file',
    what: `copy ${from.copy} to ${target} in ${source.mount}, as ${application.user}`,
    calls: [
      send(runbook, 'create-test-file', application.servers.slice(0, 1), {
        mount: source.mount,
        source: from.copy,
        target,
      }),
    ],
    changes: `one new file, ${source.mount}/${target}`,
    when: 'forward',
  };
}

/** The end of the run's own files, on whichever side serves the path by then. */
export function removals(
  runbook: Runbook,
  run: string,
  which: readonly ('canary' | 'confirmation')[],
): Operation[] {
  const { application, source } = runbook;
  return which.map((name) => {
    const target = testFileName(runbook[name].to, run);
    return {
      job: 'report',
      step: 'create-test-file',
      what: `remove ${target} again, if it still holds the bytes that this run wrote`,
      calls: [
        send(runbook, 'remove-test-file', application.servers.slice(0, 1), {
          mount: source.mount,
          target,
        }),
      ],
      changes: `${source.mount}/${target} is gone`,
      when: 'forward',
    };
  });
}

/** One execution of the DataSync task. */
export function transfer(runbook: Runbook, job: string, purpose: string): Operation {
  const { bucket, datasync, storageRegion: region } = runbook;
  const options = Object.entries(datasync.options ?? {}).map(([k, v]) => `${k}=${String(v)}`);
  return {
    job,
    step: 'run-datasync',
    what: `start the task: ${purpose}`,
    calls: [
      {
        service: 'datasync',
        operation: 'StartTaskExecution',
        region,
        parameters: {
          task: idOf(datasync.task),
          options: options.length === 0 ? "the task's own" : options.join(' '),
        },
      },
    ],
    changes: `new and changed files arrive in s3://${bucket.name}/${bucket.prefix}`,
    wait: { for: 'the execution to end with SUCCESS', deadlineMs: datasync.timeoutMs },
    when: 'forward',
  };
}

/** One file in the bucket, byte for byte. */
export function verify(runbook: Runbook, job: string, target: string): Operation {
  const { bucket } = runbook;
  return {
    job,
    step: 'verify-s3',
    what: `compare size and SHA-256 of s3://${bucket.name}/${bucket.prefix}${target} with the file's`,
    calls: readObject(runbook, target),
    when: 'forward',
  };
}

/** What the gateway shows of one file. */
export function listing(
  runbook: Runbook,
  job: string,
  target: string,
  expected: string,
): Operation {
  const { application, gateway } = runbook;
  return {
    job,
    step: 'check-listing',
    what: `list ${gateway.mount} as ${application.user}; expected: ${target} is ${expected}`,
    calls: [send(runbook, 'list-path', application.servers, { mount: gateway.mount, target })],
    when: 'forward',
  };
}

/** The gateway's metadata cache, made to look at the bucket again. */
export function refresh(runbook: Runbook, job: string, scope: 'file' | 'share'): Operation {
  const { gateway, refresh: settings, storageRegion: region } = runbook;
  const own = folderOf(runbook.canary.to);
  const folders =
    scope === 'share'
      ? (settings.folders ?? ['/'])
      : [...new Set([own, ...(settings.folders ?? [])])];
  const recursive = scope === 'share' || settings.folders !== undefined;
  return {
    job,
    step: 'refresh-cache',
    what: `tell the gateway to look again into ${folders.map(folderName).join(', ')}${recursive ? ' and all below' : ''}`,
    calls: [
      {
        service: 'storagegateway',
        operation: 'RefreshCache',
        region,
        parameters: {
          share: idOf(gateway.share),
          folders: folders.join(', '),
          recursive: recursive ? 'yes' : 'no',
        },
      },
      {
        service: 'logs',
        operation: 'FilterLogEvents',
        region,
        parameters: { group: settings.logGroup },
      },
    ],
    changes: "the gateway's listing of these folders",
    wait: { for: 'the refresh-complete event of this refresh', deadlineMs: settings.timeoutMs },
    when: 'forward',
  };
}

/** The source made read-only. */
export function freeze(runbook: Runbook): Operation {
  const { application, source } = runbook;
  return {
    job: 'cutover',
    step: 'freeze-source',
    what: `remount ${source.mount} read-only on every server, and prove it by a write that must fail`,
    calls: [
      readMounts(runbook),
      send(runbook, 'freeze-source', application.servers, { mount: source.mount }),
    ],
    changes: `nobody can write to ${source.mount} from here on`,
    when: 'forward',
  };
}

/** The path served by the gateway, confirmed by a write that reaches the bucket. */
export function switchMount(runbook: Runbook, target: string): Operation {
  const { application, bucket, confirmation, gateway, source } = runbook;
  const { mount } = source;
  const { servers } = application;
  const paths = { mount, from: source.export, to: gateway.export, options: gateway.options };
  return {
    job: 'cutover',
    step: 'switch-mount',
    what: `unmount ${source.export}, serve ${mount} from ${gateway.export} on every server, write ${target} through it and see its bytes in s3://${bucket.name}; on any failure go back`,
    calls: [
      send(runbook, 'switch-mount', servers, paths),
      readMounts(runbook),
      send(runbook, 'create-test-file', servers.slice(0, 1), {
        mount,
        source: confirmation.copy,
        target,
      }),
      ...readObject(runbook, target),
    ],
    changes: `${mount} comes from the gateway; /etc/fstab says so, with a backup beside it; one new file, ${mount}/${target}`,
    when: 'forward',
  };
}

/** What serves the source's path on every server. */
export const readMounts = (runbook: Runbook): Call =>
  send(runbook, 'read-mounts', runbook.application.servers, { mount: runbook.source.mount });

function readObject({ bucket, storageRegion: region }: Runbook, target: string): Call[] {
  const parameters = { bucket: bucket.name, key: `${bucket.prefix}${target}` };
  return ['HeadObject', 'GetObject'].map((operation) => ({
    service: 's3',
    operation,
    region,
    parameters,
  }));
}

/** One of our documents on some servers. */
export function send(
  { application }: Runbook,
  document: string,
  servers: readonly string[],
  values: Readonly<Record<string, string>>,
): Call {
  return {
    service: 'ssm',
    operation: 'SendCommand',
    region: application.region,
    parameters: { document: `nfs-cutover-${document}`, servers: servers.join(', '), ...values },
  };
}

/** The last part of an ARN, as consoles show it. */
export const idOf = (arn: string): string => parseArn(arn)?.resource.split('/').at(-1) ?? arn;

const folderOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '/';

const folderName = (folder: string): string =>
  folder === '/' ? "the share's root folder" : folder;

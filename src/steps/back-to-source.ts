// The way back: every server that this run switched serves the old NFS server again.
import { formatDuration } from '../core/duration.ts';
import { CutoverError } from '../core/errors.ts';
import type { Fact, Outcome } from '../core/record.ts';
import { waitFor } from '../core/wait.ts';
import type { Bucket } from '../aws/s3.ts';
import type { Ssm } from '../aws/ssm.ts';
import type { StorageGateway } from '../aws/storage-gateway.ts';
import type { StepContext } from './context.ts';
import { refused } from './document-answer.ts';
import { describeMounts, readMounts } from './mounts.ts';
import type { ServerMounts } from './mounts.ts';
import { runDocument } from './run-document.ts';
import { commonParameters, FSTAB, LOCK } from './server-paths.ts';

export interface MountPorts {
  readonly ssm: Ssm;
  readonly gateway: StorageGateway;
  readonly bucket: Bucket;
}

export const MOUNT_CURES: Readonly<Record<string, string>> = {
  busy: 'stop what uses the mount (see the holders named here), then re-run this job',
  'mount-failed': 'see on the server whether the NFS export answers: showmount -e, rpcinfo',
  'unexpected-mount':
    'something else is mounted there: look at the server by hand before anything is changed',
  'stacked-mounts':
    'more than one file system is mounted at that path: unmount the upper ones by hand',
  'fstab-line-missing':
    'add the mount to /etc/fstab on the server, or correct the mount in the runbook',
  'fstab-failed': 'see whether /etc is writable and has space on the server',
};

const NAMED = 50;

/** What went back, and what was written on the gateway's side meanwhile. */
export interface WayBack {
  readonly restored: readonly string[];
  readonly before: readonly ServerMounts[];
  readonly after: readonly ServerMounts[];
  readonly warnings: readonly string[];
  readonly written: { readonly count: number; readonly first: readonly string[] };
}

/**
 * Waits until the gateway has uploaded what it holds, names what was written since the switch, restores the mounts
 * of this run, and reads them again. Waiting never blocks the way back: at its deadline it becomes a warning.
 */
export async function goBack(
  context: StepContext,
  ports: MountPorts,
  uploadTimeoutMs: number,
): Promise<WayBack> {
  const before = await readMounts(context, ports.ssm);
  const ours = before.filter(({ switchedBy }) => switchedBy === context.run.id);
  if (ours.length === 0)
    return { restored: [], before, after: before, warnings: [], written: { count: 0, first: [] } };
  const switched = ours.filter(({ serves }) => serves === 'gateway');
  const warnings =
    switched.length === 0 ? [] : await waitForUploads(context, ports, uploadTimeoutMs);
  const written = await writtenSince(context, ports.bucket, switched);
  await restore(context, ports.ssm, ours);
  const after = await readMounts(context, ports.ssm);
  const left = after.filter(
    ({ server, serves }) => serves !== 'source' && ours.some((one) => one.server === server),
  );
  if (left.length > 0) throw notBack(context, left);
  return { restored: ours.map(({ server }) => server), before, after, warnings, written };
}

/** The way back as the outcome of its own step. */
export async function backToSource(
  context: StepContext,
  ports: MountPorts,
  uploadTimeoutMs: number,
): Promise<Outcome> {
  const back = await goBack(context, ports, uploadTimeoutMs);
  const { source } = context.runbook;
  return {
    verdict: 'pass',
    says:
      back.restored.length === 0
        ? 'Nothing that this run switched is left to undo; the mounts stay as they are.'
        : `${source.mount} is served by ${source.export} again on ${back.restored.join(', ')}.`,
    facts: wayBackFacts(back),
    warnings: back.warnings,
    data: { state: 'source', ...back },
    outputs: { state: 'source', restored: String(back.restored.length > 0) },
  };
}

export const wayBackFacts = (back: WayBack): readonly Fact[] => [
  ...back.after.map((one) => ({ name: one.server, value: describeMounts(one) })),
  ...(back.restored.length === 0
    ? []
    : [
        {
          name: 'Written through the gateway since the switch',
          value:
            back.written.count === 0
              ? 'nothing in the bucket'
              : `${back.written.count} objects, not on the NFS server: ${back.written.first.join(', ')}${back.written.count > NAMED ? ', …' : ''}`,
        },
      ]),
];

async function waitForUploads(
  context: StepContext,
  { gateway }: MountPorts,
  timeoutMs: number,
): Promise<readonly string[]> {
  const { clock, signal, say } = context;
  try {
    await waitFor({
      what: 'the gateway',
      until: 'everything uploaded (CacheDirtyPercentage 0)',
      cure: '',
      clock,
      signal,
      timeoutMs,
      delaysMs: [5000, 30_000],
      read: () => gateway.dirtyPercentage(),
      classify: (dirty) => (dirty === 0 ? 'done' : 'again'),
      progress: (dirty) => {
        say(`Before going back: the gateway still has to upload ${dirty} % of its cache`);
      },
      describe: (dirty) => `${dirty} % not uploaded`,
    });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof CutoverError) || context.signal.aborted) throw thrown;
    return [
      `Went back although the gateway had not uploaded everything (${thrown.failure.got}, waited ${formatDuration(timeoutMs)}): what was written through it last is in its cache alone. Keep the gateway running until it is uploaded.`,
    ];
  }
}

/** Objects younger than the switch: they are in the bucket and not on the NFS server. */
async function writtenSince(
  context: StepContext,
  bucket: Bucket,
  switched: readonly ServerMounts[],
): Promise<WayBack['written']> {
  const times = switched.map(({ switchedAt }) => Date.parse(switchedAt));
  if (times.length === 0 || times.some(Number.isNaN)) return { count: 0, first: [] };
  const first: string[] = [];
  let count = 0;
  const { prefix } = context.runbook.bucket;
  for await (const object of bucket.modifiedSince(prefix, Math.min(...times))) {
    count += 1;
    if (first.length < NAMED) first.push(object.key);
  }
  return { count, first };
}

async function restore(
  context: StepContext,
  ssm: Ssm,
  mounts: readonly ServerMounts[],
): Promise<void> {
  const { source, gateway } = context.runbook;
  const { Run, StatePath } = commonParameters(context);
  const answers = await runDocument(context, ssm, 'restore-mount', {
    servers: mounts.map(({ server }) => server),
    parameters: {
      Run,
      StatePath,
      MountPath: source.mount,
      FstabPath: FSTAB,
      LockPath: LOCK,
      SourceExport: source.export,
      GatewayExport: gateway.export,
      Options: source.options,
    },
  });
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad) throw refused(`going back to ${source.export}`, bad, MOUNT_CURES);
}

const notBack = (context: StepContext, left: readonly ServerMounts[]): CutoverError =>
  new CutoverError('server-failed', {
    what: `the mount at ${context.runbook.source.mount} after going back`,
    expected: context.runbook.source.export,
    got: left.map((one) => `${one.server}: ${describeMounts(one)}`).join('; '),
    cure: 'mount the source by hand on these servers; the line is in /etc/fstab',
  });

// The way back: every server that this run switched serves the old NFS server again.

import { formatDuration } from '../../core/values/duration.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { waitFor } from '../../core/wait.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { restoreRun } from '../servers/mount-runs.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { agreedAnswer, runDocument } from '../servers/run-document.ts';
import { onEachServer, serversFailed } from '../servers/each-server.ts';
import { describeMounts, readMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import type { MountPorts } from './adapters.ts';
import { writtenSince } from './written-since.ts';
import type { Written } from './written-since.ts';

export interface WayBackOptions {
  /** How long to wait for the gateway's uploads, in milliseconds. */
  readonly uploadTimeoutMs: number;
  /** Also where the switch was confirmed: then applications have used the gateway since. */
  readonly undoConfirmed: boolean;
}

export const MOUNT_CURES: Readonly<Record<string, string>> = {
  busy: 'stop what uses the mount (see the holders named here), then re-run this job',
  'mount-failed': 'see on the server whether the NFS export answers: showmount -e, rpcinfo',
  'not-frozen':
    'the source takes writes again (a reboot, or somebody remounted it): re-run this job, it freezes and copies anew',
  'unexpected-mount':
    'something else is mounted there: look at the server by hand before anything is changed',
  'stacked-mounts':
    'more than one file system is mounted at that path: unmount the upper ones by hand',
  'fstab-line-missing':
    'add the mount to /etc/fstab on the server, or correct the mount in the runbook',
  'fstab-failed': 'see whether /etc is writable and has space on the server',
  locked: 'another change of mounts is under way on the server: re-run this job when it has ended',
};

/** What went back, and what was written on the gateway's side meanwhile. */
export interface WayBack {
  readonly restored: readonly string[];
  readonly before: readonly ServerMounts[];
  readonly after: readonly ServerMounts[];
  readonly warnings: readonly string[];
  readonly written: Written;
}

/**
 * Waits until the gateway has uploaded what it holds, restores the mounts of this run server by server, reads them
 * again, and names what was written since the switch. Neither waiting nor naming blocks the way back.
 */
export async function goBack(
  context: StepContext,
  ports: MountPorts,
  options: WayBackOptions,
): Promise<WayBack> {
  const seen = await onEachServer(context, (server) => mountsOf(context, ports.ssm, server));
  const before = seen.done;
  const ours = before.filter((one) => isOurs(context, one, options));
  const switched = ours.filter(({ serves }) => serves === 'gateway');
  const warnings =
    switched.length === 0 ? [] : await waitForUploads(context, ports, options.uploadTimeoutMs);
  const back = await onEachServer(context, async (server) => {
    if (!ours.some((one) => one.server === server)) return undefined;
    await restore(context, ports.ssm, server);
    const now = await mountsOf(context, ports.ssm, server);
    if (now.serves !== 'source') throw notBack(context, now);
    return now;
  });
  const restored = back.done.filter((now) => now !== undefined);
  const failed = [...seen.failed, ...back.failed];
  if (failed.length > 0)
    throw serversFailed(`going back to ${context.runbook.source.export}`, failed);
  const after = before.map((one) => restored.find(({ server }) => server === one.server) ?? one);
  const written = await writtenSince(context, ports.bucket, switched);
  return { restored: restored.map(({ server }) => server), before, after, warnings, written };
}

/** A change of this run that was begun counts, whether or not it came to its end. */
function isOurs(context: StepContext, one: ServerMounts, options: WayBackOptions): boolean {
  const { id } = context.run;
  if (one.changingBy === id) return true;
  return one.switchedBy === id && (options.undoConfirmed || one.confirmedBy !== id);
}

/** The way back as the outcome of its own step. */
export async function backToSource(
  context: StepContext,
  ports: MountPorts,
  options: WayBackOptions,
): Promise<Outcome> {
  const back = await goBack(context, ports, options);
  const { source } = context.runbook;
  const { id } = context.run;
  const confirmed = back.after.some(
    ({ confirmedBy, serves }) => serves === 'gateway' && confirmedBy === id,
  );
  return {
    verdict: 'pass',
    says:
      back.restored.length > 0
        ? `${source.mount} is served by ${source.export} again on ${back.restored.join(', ')}.`
        : confirmed
          ? `The switch of this run was confirmed: ${source.mount} stays with the gateway.`
          : 'Nothing that this run switched is left to undo; the mounts stay as they are.',
    facts: wayBackFacts(back),
    warnings: back.warnings,
    data: { state: 'source', ...back },
    outputs: {
      state: confirmed ? 'gateway' : 'source',
      restored: String(back.restored.length > 0),
    },
  };
}

export const wayBackFacts = (back: WayBack): readonly Fact[] => [
  ...back.after.map((one) => ({ name: one.server, value: describeMounts(one) })),
  ...(back.restored.length === 0
    ? []
    : [{ name: 'Written through the gateway since the switch', value: back.written.says }]),
];

async function mountsOf(context: StepContext, ssm: Ssm, server: string): Promise<ServerMounts> {
  const [mounts] = await readMounts(context, ssm, [server]);
  if (mounts === undefined) throw new Error('readMounts answered for no server');
  return mounts;
}

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
      delaysMs: DELAYS.uploads,
      read: () => gateway.dirtyPercentage(),
      classify: (dirty) => (dirty === 0 ? 'done' : 'again'),
      progress: (dirty) => {
        say(`Before going back: the gateway still has to upload ${dirty} % of its cache`);
      },
      describe: (dirty) => `${dirty} % not uploaded`,
    });
    return [];
  } catch (thrown) {
    signal.throwIfAborted();
    return [
      `Went back although the gateway had not uploaded everything (${asCutoverError(thrown).failure.got}, waited ${formatDuration(timeoutMs)} at most): what was written through it last may be in its cache alone. Keep the gateway running until it is uploaded.`,
    ];
  }
}

async function restore(context: StepContext, ssm: Ssm, server: string): Promise<void> {
  const { run, runbook } = context;
  const { source } = runbook;
  const restored = restoreRun(runbook, run.id, server);
  const answers = await runDocument(context, ssm, restored);
  agreedAnswer(answers, `going back to ${source.export}`, MOUNT_CURES);
}

const notBack = (context: StepContext, now: ServerMounts): CutoverError =>
  new CutoverError('server-failed', {
    what: `the mount at ${context.runbook.source.mount} after going back`,
    expected: context.runbook.source.export,
    got: describeMounts(now),
    cure: 'mount the source by hand on this server; the line is in /etc/fstab',
  });

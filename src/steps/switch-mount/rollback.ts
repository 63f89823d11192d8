// The rollback: every server that this run switched serves the source again.

import { formatDuration } from '../../core/values/duration.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { waitFor } from '../../core/wait.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { restoreRun, SOURCE_CURES, unitsNotRead } from '../servers/mount-runs.ts';
import { DELAYS } from '../../plan/poll-intervals.ts';
import type { StepContext } from '../frame/context.ts';
import { agreedAnswer, runDocument } from '../servers/run-document.ts';
import { onEachServer, serversFailed } from '../servers/each-server.ts';
import { stopServicesBack } from '../servers/services.ts';
import { describeMounts, readMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import type { MountPorts } from './adapters.ts';
import { writtenSince } from './written-since.ts';
import type { Written } from './written-since.ts';

export interface RollbackOptions {
  /** How long to wait for the gateway's uploads, in milliseconds. */
  readonly uploadTimeoutMs: number;
  /** Also if the switch was confirmed: then applications have used the gateway since. */
  readonly undoConfirmed: boolean;
}

export const MOUNT_CURES: Readonly<Record<string, string>> = {
  ...SOURCE_CURES,
  busy: 'stop what uses the mount (see the holders named here), then re-run this job',
  'mount-failed': 'see on the server whether the NFS export answers: showmount -e, rpcinfo',
  'not-frozen':
    'the source takes writes again (a reboot, or somebody remounted it): re-run this job, it freezes and copies again',
  'unexpected-mount':
    'something else is mounted there: look at the server by hand before you change anything',
  'stacked-mounts':
    'more than one file system is mounted at that path: unmount the upper ones by hand',
  'fstab-line-missing':
    'add the mount to /etc/fstab on the server, or correct the mount in the runbook',
  'fstab-failed': 'see whether /etc is writable and has space on the server',
};

/** The servers that a rollback restored, and what was written through the gateway meanwhile. */
export interface RollbackResult {
  readonly restored: readonly string[];
  readonly before: readonly ServerMounts[];
  readonly after: readonly ServerMounts[];
  readonly warnings: readonly string[];
  readonly written: Written;
}

/**
 * Stops the services, waits until the gateway has uploaded what it holds, then restores the mounts of this run server by
 * server and reads them again. Names what was written since the switch. Neither stopping nor waiting nor naming blocks the
 * rollback.
 */
export async function rollBack(
  context: StepContext,
  ports: MountPorts,
  options: RollbackOptions,
): Promise<RollbackResult> {
  const seen = await onEachServer(context, (server) => mountsOf(context, ports.ssm, server));
  const before = seen.done;
  const ours = before.filter((one) => isOurs(context, one, options));
  const switched = ours.filter(({ serves }) => serves === 'gateway');
  // First what writes: else it would go on while the gateway uploads.
  const stopped = await onEachServer(context, async (server) =>
    ours.some((one) => one.server === server) ? stopServicesBack(context, ports.ssm, server) : [],
  );
  const warnings = [
    ...stopped.done.flat(),
    ...stopped.failed.map(({ server, error }) => `${server}: ${error.message}`),
    ...(switched.length === 0 ? [] : await waitForUploads(context, ports, options.uploadTimeoutMs)),
  ];
  const attempted = await onEachServer(context, async (server) => {
    if (!ours.some((one) => one.server === server)) return undefined;
    const told = await restore(context, ports.ssm, server);
    const now = await mountsOf(context, ports.ssm, server);
    if (now.serves !== 'source') throw notRestored(context, now);
    return { now, told };
  });
  const done = attempted.done.filter((one) => one !== undefined);
  const restored = done.map(({ now }) => now);
  warnings.push(...done.flatMap(({ told }) => told));
  const failed = [...seen.failed, ...attempted.failed];
  if (failed.length > 0)
    throw serversFailed(`rolling back to ${context.runbook.source.export}`, failed);
  const after = before.map((one) => restored.find(({ server }) => server === one.server) ?? one);
  const written = await writtenSince(context, ports.bucket, switched);
  return { restored: restored.map(({ server }) => server), before, after, warnings, written };
}

/** A change that this run has begun counts, whether or not it has ended. */
function isOurs(context: StepContext, one: ServerMounts, options: RollbackOptions): boolean {
  const { id } = context.run;
  if (one.changingBy === id) return true;
  return one.switchedBy === id && (options.undoConfirmed || one.confirmedBy !== id);
}

/** Rolls back as a step of its own, and returns its outcome. */
export async function rollbackOutcome(
  context: StepContext,
  ports: MountPorts,
  options: RollbackOptions,
): Promise<Outcome> {
  const result = await rollBack(context, ports, options);
  const { source } = context.runbook;
  const { id } = context.run;
  const confirmed = result.after.some(
    ({ confirmedBy, serves }) => serves === 'gateway' && confirmedBy === id,
  );
  return {
    verdict: 'pass',
    says:
      result.restored.length > 0
        ? `${source.mount} is served by ${source.export} again on ${result.restored.join(', ')}.`
        : confirmed
          ? `The switch of this run was confirmed: ${source.mount} stays with the gateway.`
          : 'Nothing that this run switched is left to undo; the mounts stay as they are.',
    facts: rollbackFacts(result),
    warnings: result.warnings,
    data: { state: 'source', ...result },
    outputs: {
      state: confirmed ? 'gateway' : 'source',
      restored: String(result.restored.length > 0),
    },
  };
}

/** The facts of a rollback: what each server serves now, and what was written meanwhile. */
export const rollbackFacts = ({ after, restored, written }: RollbackResult): readonly Fact[] => [
  ...after.map((one) => ({ name: one.server, value: describeMounts(one) })),
  ...(restored.length === 0
    ? []
    : [{ name: 'Written through the gateway since the switch', value: written.says }]),
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
        say(`Before the rollback: the gateway still has to upload ${dirty} % of its cache`);
      },
      describe: (dirty) => `${dirty} % not uploaded`,
    });
    return [];
  } catch (thrown) {
    signal.throwIfAborted();
    return [
      `Rolled back although the gateway had not uploaded everything (${asCutoverError(thrown).failure.got}, waited ${formatDuration(timeoutMs)} at most): what was written through it last may be only in its cache. Keep the gateway running until it has uploaded this.`,
    ];
  }
}

/** Restores one server; what its answer says besides, as warnings. */
async function restore(context: StepContext, ssm: Ssm, server: string): Promise<string[]> {
  const { run, runbook } = context;
  const { source } = runbook;
  const restored = restoreRun(runbook, run.id, server);
  const answers = await runDocument(context, ssm, restored);
  const { values } = agreedAnswer(answers, `rolling back to ${source.export}`, MOUNT_CURES);
  return restoreWarnings(server, values);
}

/** What restore-mount says of a mount that it took away by force, and of a systemd that did not read fstab. */
export function restoreWarnings(server: string, values: ReadonlyMap<string, string>): string[] {
  const said = (key: string): string => values.get(key) ?? '';
  const lines = (key: string): string => said(key).split('\n').join('; ');
  const warnings: string[] = [];
  if (said('forced') !== '')
    warnings.push(
      `${server}: ${said('forced')} did not answer, so its mount was taken away by force${said('forced-with') === '' ? '' : `; these mounts of it were cut off, too: ${lines('forced-with')}`}`,
    );
  if (said('open-files') !== '')
    warnings.push(
      `${server}: these processes had files open for writing there and were killed (number, file); what they had not yet written is lost: ${lines('open-files')}`,
    );
  if (said('detached') !== '')
    warnings.push(
      `${server}: the mount was only detached, because a process still hangs in it: boot this server before it mounts the gateway again`,
    );
  if (said('reload') !== '') warnings.push(unitsNotRead(server, said('reload')));
  return warnings;
}

const notRestored = (context: StepContext, now: ServerMounts): CutoverError =>
  new CutoverError('server-failed', {
    what: `the mount at ${context.runbook.source.mount} after the rollback`,
    expected: context.runbook.source.export,
    got: describeMounts(now),
    cure: 'mount the source by hand on this server; the line is in /etc/fstab',
  });

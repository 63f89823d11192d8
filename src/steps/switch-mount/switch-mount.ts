// Step 7 of the procedure: makes the gateway serve the source's path, proven by a write that reaches the bucket.
import type { Instant } from '../../core/clock.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { switchRun } from '../servers/mount-runs.ts';
import { testFileName } from '../../runbook/test-file-name.ts';
import { lookBack } from './look-back.ts';
import { markConfirmed } from './mark-confirmed.ts';
import { failedOutcome } from './failed-outcome.ts';
import { rollbackOutcome, restoreServers, MOUNT_CURES } from './rollback.ts';
import type { MountPorts } from './adapters.ts';
import type { Bucket } from '../../aws/s3/s3.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { assertCalendar } from '../frame/change-calendar.ts';
import { assertMaySwitch } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { refused, runDocument } from '../servers/run-document.ts';
import { holdMigration } from '../migration/hold.ts';
import type { Hold } from '../migration/hold.ts';
import type { Watch } from './watch.ts';
import { turnBack } from '../migration/turn-back.ts';
import type { Fence } from '../servers/fence.ts';
import { firstOf } from '../servers/moments.ts';
import { askAgain, describeMounts, readMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import { startServices } from '../servers/services.ts';
import { makeTestFile } from '../servers/test-file.ts';
import type { TestFileFound } from '../servers/test-file.ts';
import { objectFacts, proveObject } from '../verify-s3/prove-object.ts';
import type { ProvenObject } from '../verify-s3/prove-object.ts';

export interface SwitchMountInputs {
  readonly to: 'gateway' | 'source';
  /** How long the confirmation file may take to reach the bucket. */
  readonly 'confirm-timeout': number;
  /** With `gateway`: the execution that was proven, and when the task was closed behind it. */
  readonly 'execution-arn': string | undefined;
  readonly 'fenced-at': Instant | undefined;
  /** With `source`: also if this run's switch was confirmed. */
  readonly 'undo-confirmed': boolean;
  /** With `source`: also what a lost job of this run has switched. */
  readonly 'takes-over': boolean;
  /** With `source`: what another run has switched, as a person has named it. */
  readonly 'of-run': string | undefined;
  /** With `of-run`: reads, and says what would be undone; changes nothing. */
  readonly 'only-check': boolean;
}

/** Switches every server to the gateway and confirms, or rolls back to the source by itself. */
export async function switchMount(
  context: StepContext,
  ports: MountPorts,
  inputs: SwitchMountInputs,
): Promise<Outcome> {
  const { 'of-run': ofRun } = inputs;
  if (inputs['only-check']) return lookBack(context, ports, ofRun);
  if (inputs.to === 'source')
    return rollbackOutcome(context, ports, {
      undoConfirmed: inputs['undo-confirmed'],
      takesOver: inputs['takes-over'],
      ofRun,
    });
  const made: Made = { file: undefined };
  try {
    return await toGateway(context, ports, inputs, made);
  } catch (thrown) {
    // A cancelled job has its own step for the rollback, which starts at once. A job that another one has overtaken has
    // nothing to undo any more.
    const cause = asCutoverError(thrown);
    if (context.signal.aborted || cause.code === 'overtaken') throw thrown;
    return await afterFailedSwitch(context, ports, { made, cause });
  }
}

/** The confirmation file, as soon as there is one: a failed switch must hand it over to the step that removes it. */
interface Made {
  file: TestFileFound | undefined;
}

async function toGateway(
  context: StepContext,
  ports: MountPorts,
  inputs: SwitchMountInputs,
  made: Made,
): Promise<Outcome> {
  const { runbook, say } = context;
  const { ssm, log } = ports;
  const hold = await holdMigration(context, log, 'switch');
  await readMounts(context, ssm, hold.fence);
  const { last, watch } = await lookBefore(context, ports, { inputs, hold });
  // Whoever goes back after this entry must take it that files were written through the gateway.
  if (hold.entry.state === 'reproven') await hold.advance('note', { intent: 'switched' });
  await switchServers(context, ssm, hold.fence);
  const mounts = await readMounts(context, ssm, hold.fence);
  const other = mounts.filter(({ serves }) => serves !== 'gateway');
  if (other.length > 0) throw notSwitched(context, other);
  await hold.advance('switch');
  say(`${runbook.source.mount} is served by ${runbook.gateway.export}; confirming with a write`);
  const file = await writeConfirmation(context, ssm, hold.fence);
  made.file = file;
  const object = await proveConfirmation(context, await ports.openBucket(), file, inputs);
  await watch.look('after');
  const started = await startServices(context, ssm, hold.fence);
  const served = firstOf(started.moments, await markConfirmed(context, ssm, hold.fence));
  await hold.advance('confirm');
  return {
    verdict: 'pass',
    says: `${runbook.source.mount} is served by the gateway, and ${file.file}, written through it, is in the bucket.`,
    facts: [
      ...mounts.map((one) => ({ name: one.server, value: describeMounts(one) })),
      { name: '/etc/fstab', value: mounts[0]?.fstab ?? '' },
      { name: 'Confirmation file', value: `${runbook.source.mount}/${file.file}` },
      ...objectFacts(context, object),
      ...watch.facts(),
      ...started.facts,
    ],
    warnings: [...last, ...watch.warnings(), ...started.warnings],
    data: { state: 'gateway', mounts, confirmation: file, object, watch: watch.data(), served },
    outputs: {
      state: 'gateway',
      file: file.file,
      size: String(file.size),
      sha256: file.sha256,
    },
  };
}

/** The last looks: nobody has started the task or changed the source, and the change window is still open behind them. */
async function lookBefore(
  context: StepContext,
  ports: MountPorts,
  { inputs, hold }: { readonly inputs: SwitchMountInputs; readonly hold: Hold },
): Promise<{ readonly last: readonly string[]; readonly watch: Watch }> {
  assertMaySwitch(context, hold.entry);
  const last = await seeLast(context, ports, inputs);
  const { openWatch } = await import('./watch.ts');
  const watch = await openWatch(context, ports);
  await watch.look('before');
  await askAgain(context, ports.ssm, hold.fence, context.runbook.application.servers);
  // The looks have taken minutes.
  if (assertMaySwitch(context, hold.entry)) await assertCalendar(context, 'switch');
  return { last, watch };
}

/** Throws `busy` where somebody has started the task behind the proven transfer; a warning where none was handed over. */
async function seeLast(
  context: StepContext,
  { openTask }: MountPorts,
  inputs: Pick<SwitchMountInputs, 'execution-arn' | 'fenced-at'>,
): Promise<readonly string[]> {
  const { 'execution-arn': execution, 'fenced-at': fencedAt } = inputs;
  if (execution === undefined || fencedAt === undefined)
    return [
      'The step was handed no execution: nobody has looked whether the task was started again.',
    ];
  const { assertProvenIsLast } = await import('../run-datasync/fence-task.ts');
  await assertProvenIsLast(context, await openTask(), { execution, fencedAt });
  return [];
}

async function switchServers(context: StepContext, ssm: Ssm, fence: Fence): Promise<void> {
  const { run, runbook } = context;
  const { source, gateway } = runbook;
  const switched = switchRun(runbook, run.id);
  const answers = await runDocument(context, ssm, switched, fence);
  const bad = answers.find(({ refusal }) => refusal !== undefined);
  if (bad === undefined) return;
  throw refused(`switching ${source.mount} to ${gateway.export}`, bad, MOUNT_CURES);
}

/** Writes the confirmation file through the switched path, as the application's user. */
function writeConfirmation(context: StepContext, ssm: Ssm, fence: Fence): Promise<TestFileFound> {
  const { runbook, run } = context;
  return makeTestFile(context, ssm, fence, {
    mount: runbook.source.mount,
    source: runbook.confirmation.copy,
    target: testFileName(runbook.confirmation.to, run.id),
  });
}

/** Waits for the file's bytes, then its metadata, in the bucket. */
function proveConfirmation(
  context: StepContext,
  bucket: Bucket,
  file: TestFileFound,
  inputs: SwitchMountInputs,
): Promise<ProvenObject> {
  return proveObject(context, bucket, file, {
    timeoutMs: inputs['confirm-timeout'],
    // The gateway uploads the data first and the POSIX metadata in a second version.
    complete: (head) => head.metadata['file-mtime'] !== undefined,
    cure: "look at the gateway's health log and at its role's rights on the bucket; the step rolls back by itself now",
  });
}

/** Rolls back after a failed switch. The step fails with the cause, whether or not the rollback succeeded. */
async function afterFailedSwitch(
  context: StepContext,
  ports: MountPorts,
  { made, cause }: { readonly made: Made; readonly cause: CutoverError },
): Promise<Outcome> {
  const { source } = context.runbook;
  const back = await turnBack(context, ports.backLog, { takesOver: false, undoConfirmed: false });
  if (back.kind === 'nothing') throw cause;
  context.say(cause.message);
  context.say('Rolling back to the source');
  try {
    const result = await restoreServers(context, ports.ssm, back);
    return failedOutcome(context, result, { file: made.file, cause });
  } catch (second) {
    throw new CutoverError('server-failed', {
      what: `rolling back to ${source.export} after a failed switch (${cause.message})`,
      expected: 'the source at its path on every server',
      got: asCutoverError(second).message,
      cure: 'the next step of this job tries again; if it fails too, mount the source by hand',
      cause,
    });
  }
}

const notSwitched = (context: StepContext, mounts: readonly ServerMounts[]): CutoverError =>
  new CutoverError('server-failed', {
    what: `the mount at ${context.runbook.source.mount} after the switch`,
    expected: context.runbook.gateway.export,
    got: mounts.map((one) => `${one.server}: ${describeMounts(one)}`).join('; '),
    cure: 'look at the mounts on these servers',
  });

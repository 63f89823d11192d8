// The rollback: every server that this run switched serves the source again.

import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { restoreRun, SOURCE_CURES, unitsNotRead } from '../servers/mount-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { raiseBack } from '../migration/raise.ts';
import { turnBack } from '../migration/turn-back.ts';
import type { Back, BackOptions } from '../migration/turn-back.ts';
import { refused, runOnServers } from '../servers/run-document.ts';
import { eachAnswer, serversFailed } from '../servers/each-server.ts';
import { stopServicesBack } from '../servers/services.ts';
import { describeMounts, readMountsOfEach } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import type { MountPorts } from './adapters.ts';

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

/** The servers that a rollback restored. */
export interface RollbackResult {
  readonly restored: readonly string[];
  readonly before: readonly ServerMounts[];
  readonly after: readonly ServerMounts[];
  readonly warnings: readonly string[];
}

/**
 * Serves the source again: every server learns the epoch of the way back, then what this migration has switched or begun
 * to switch is restored, side by side, its services stopped before, and read again. A server that fails stops no other one; the error names it.
 */
export async function restoreServers(
  context: StepContext,
  ssm: Ssm,
  back: Extract<Back, { readonly kind: 'back' }>,
): Promise<RollbackResult> {
  const { run, runbook } = context;
  const what = `rolling back to ${runbook.source.export}`;
  const raised = await raiseBack(context, ssm, back);
  const { fence } = raised;
  const { hold } = back;
  const seen = await readMountsOfEach(context, ssm, raised.servers);
  const open = hold === undefined || hold.entry.intent === 'rolled-back-open';
  const ours = seen.done
    .filter((one) => isSwitched(one, open, hold === undefined ? run.id : undefined))
    .map(({ server }) => server);
  // First what writes: it would go on through the gateway as long as that is mounted.
  const stopped = await stopServicesBack(context, ssm, fence, ours);
  const ran = await runOnServers(context, ssm, restoreRun(runbook, run.id, ours), fence);
  const told = eachAnswer(ran, (answer) => {
    if (answer.refusal) throw refused(what, answer, MOUNT_CURES);
    return { server: answer.server, warnings: restoreWarnings(answer.server, answer.values) };
  });
  const again = await readMountsOfEach(
    context,
    ssm,
    told.done.map(({ server }) => server),
  );
  const read = eachAnswer({ answers: again.done, failed: again.failed }, (now) => {
    if (now.serves !== 'source') throw notRestored(context, now);
    return now;
  });
  const failed = [...raised.failed, ...seen.failed, ...told.failed, ...read.failed];
  if (failed.length > 0) throw serversFailed(what, failed);
  return {
    restored: read.done.map(({ server }) => server),
    before: seen.done,
    after: seen.done.map((one) => read.done.find(({ server }) => server === one.server) ?? one),
    warnings: [...stopped, ...told.done.flatMap(({ warnings }) => warnings)],
  };
}

/**
 * The notes of a mount are of the one migration that may change it, so each of them counts, whether or not its change has
 * ended. Without the journal (`run` is given) nobody knows whose they are but by their run, and a confirmation stays.
 */
function isSwitched(one: ServerMounts, open: boolean, run: string | undefined): boolean {
  if (run !== undefined)
    return one.changingBy === run || (one.switchedBy === run && one.confirmedBy !== run);
  return one.changingBy !== '' || one.switchedBy !== '' || (open && one.serves === 'gateway');
}

/** Rolls back as a step of its own, and returns its outcome. */
export async function rollbackOutcome(
  context: StepContext,
  { ssm, backLog }: Pick<MountPorts, 'ssm' | 'backLog'>,
  options: BackOptions,
): Promise<Outcome> {
  const back = await turnBack(context, backLog, options);
  if (back.kind === 'nothing') return nothingUndone(back);
  const result = await restoreServers(context, ssm, back);
  const { source } = context.runbook;
  const state = result.after.some(({ serves }) => serves === 'gateway') ? 'gateway' : 'source';
  return {
    verdict: 'pass',
    says:
      result.restored.length > 0
        ? `${source.mount} is served by ${source.export} again on ${result.restored.join(', ')}.`
        : 'Nothing that this run switched is left to undo; the mounts stay as they are.',
    facts: rollbackFacts(result),
    warnings: result.warnings,
    data: { state, ...result },
    outputs: {
      state,
      restored: String(result.restored.length > 0),
    },
  };
}

const nothingUndone = ({
  confirmed,
  others,
  says,
}: Extract<Back, { readonly kind: 'nothing' }>): Outcome => ({
  verdict: 'pass',
  says: `${says} The mounts stay as they are.`,
  facts: [],
  warnings: [],
  data:
    others === true
      ? { others }
      : { state: confirmed ? 'gateway' : 'source', restored: [], before: [], after: [] },
  outputs: { state: confirmed ? 'gateway' : 'source', restored: 'false' },
});

/** The facts of a rollback: what each server serves now. */
export const rollbackFacts = ({ after }: RollbackResult): readonly Fact[] =>
  after.map((one) => ({ name: one.server, value: describeMounts(one) }));

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

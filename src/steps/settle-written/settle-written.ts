// After a rollback: a named person has decided about the files that were written through the gateway. The task is
// opened, and the next attempt may begin. It touches no file and no object.
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Detached, Entry, Settled } from '../../journal/entry.ts';
import { decideSettle, listedBy } from '../../journal/settle.ts';
import { detachedInWords } from '../../journal/words.ts';
import { assertTicket } from '../../runbook/change-ticket.ts';
import type { StepContext } from '../frame/context.ts';
import { assertSeen, seenDigest } from '../frame/seen.ts';
import { Hold, overtakenBy, writeEdge, writerOf } from '../migration/hold.ts';
import { staysReadOnly, tryToOpenShare } from '../migration/share-flag.ts';
import { restoreTask } from '../run-datasync/fence-task.ts';
import { readDetached } from '../servers/detached.ts';
import { describeMounts } from '../servers/read-mounts.ts';
import type { ServerMounts } from '../servers/read-mounts.ts';
import type { SettlePorts } from './adapters.ts';
import { outcome } from './outcome.ts';
import type { SettleWrittenInputs } from './outcome.ts';

/** Settles the rollback in the journal, after the task is as it was before the freeze; with `only-check` looks whether it could. */
export async function settleWritten(
  context: StepContext,
  ports: SettlePorts,
  inputs: SettleWrittenInputs,
): Promise<Outcome> {
  assertTicket(context.runbook.change.ticket, inputs.ticket);
  const entries = await ports.log.read();
  const decision = decideSettle({ entries, run: inputs.run }, writerOf(context), {
    now: context.clock.now(),
    unknownToo: inputs['although-unknown'],
  });
  if (decision.kind === 'refused') throw new CutoverError(decision.code, decision.failure);
  const { newest } = decision;
  const seen =
    decision.kind === 'settled'
      ? undefined
      : await readDetached(context, await ports.openServers(), newest.detached);
  if (seen !== undefined && seen.detached.length > 0)
    throw mayStillWrite(inputs.run, seen.detached);
  assertNoGateway(inputs.run, seen?.done ?? []);
  const list = listedBy(entries) ?? newest;
  // What was carried since stands in later entries.
  const silent = seen?.silent ?? [];
  const tell = { inputs, silent, list: { ...list, written: newest.written ?? list.written } };
  if (seen === undefined)
    return outcome(context, tell, { entry: newest, says: 'This run has settled it already.' });
  const about = seenOf(tell.list, inputs);
  assertSeen('what would be settled', inputs.seen, about);
  if (inputs['only-check']) {
    const says = `Nothing is in the way: ${WOULD}`;
    return outcome(context, tell, {
      entry: newest,
      says,
      facts: serverFacts(seen),
      ready: about,
    });
  }
  const { entry, shut } = await settle(context, ports, { entries, newest, inputs });
  const told = outcome(context, tell, {
    entry,
    says: `The rollback of run ${inputs.run} is settled: the next attempt may begin.`,
  });
  return shut === undefined
    ? told
    : { ...told, warnings: [...told.warnings, staysReadOnly(context, shut)] };
}

/** The decision is signed, about what is known of the written files. */
const seenOf = ({ written }: Entry, inputs: SettleWrittenInputs): string =>
  seenDigest({
    run: inputs.run,
    decision: inputs.decision,
    'although-unknown': inputs['although-unknown'],
    written,
  });

const WOULD =
  'the tag of the task would go, its schedule would be as it was, and the next attempt could begin.';

/** The journal says before what is about to be done; so no other run settles at the same time. */
async function settle(
  context: StepContext,
  { log, openFence, openFlag }: SettlePorts,
  {
    entries,
    newest,
    inputs,
  }: {
    readonly entries: readonly Entry[];
    readonly newest: Entry;
    readonly inputs: SettleWrittenInputs;
  },
): Promise<{ readonly entry: Entry; readonly shut: CutoverError | undefined }> {
  const says = { intent: 'rolled-back-settled' } as const;
  const appended = await writeEdge(context, { log, before: newest }, 'note', { says });
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  const hold = new Hold(context, log, appended.entry);
  const fence = await openFence();
  fence.session.beforeRenewal(() => hold.renew());
  await fence.session.keep();
  // The task last: its schedule may run as soon as it is open.
  const shut = await tryToOpenShare(context, { hold, entries }, openFlag);
  await restoreTask(context, fence, hold.entry.schedule);
  if (shut !== undefined && !(inputs['although-unknown'] && inputs.reason.trim() !== ''))
    throw shut;
  await hold.advance('settle', { settled: settledBy(context, inputs) });
  return { entry: hold.entry, shut };
}

const settledBy = (
  { env }: StepContext,
  { decision, reason, ticket }: SettleWrittenInputs,
): Settled => ({
  ...{ decision, ticket: oneLine(ticket), reason: oneLine(reason) },
  by: oneLine(env.GITHUB_ACTOR ?? ''),
});

/** An entry of the journal holds text of one line. */
const oneLine = (text: string): string =>
  text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 1000) || 'not said';

/** What serves now, for whoever approves. A server that is silent is no reason to decide nothing. */
const serverFacts = ({
  done,
  failed,
}: Pick<Awaited<ReturnType<typeof readDetached>>, 'done' | 'failed'>): readonly Fact[] => [
  ...done.map((one) => ({ name: one.server, value: visible(describeMounts(one)) })),
  ...failed.map(({ server, error }) => ({ name: server, value: error.message })),
];

/** No decision about files helps as long as more of them may come. */
const mayStillWrite = (run: string, detached: readonly Detached[]): CutoverError =>
  new CutoverError('not-ready', {
    what: `the rollback of run ${run}`,
    expected: 'no server that may still write through the gateway',
    got: detachedInWords(detached),
    cure: 'nothing was changed: boot that server, or take one that is gone for good out of the runbook. Then list again, with undo-confirmed',
  });

/** The task and the share open: what a delta then copies would overwrite what that server writes. */
function assertNoGateway(run: string, mounts: readonly ServerMounts[]): void {
  const there = mounts.filter(({ serves }) => serves === 'gateway').map(({ server }) => server);
  if (there.length === 0) return;
  throw new CutoverError('not-ready', {
    what: `the rollback of run ${run}`,
    expected: 'no server that serves the gateway',
    got: `the gateway on ${there.join(', ')}`,
    cure: 'nothing was changed: serve the source there, with undo-confirmed or by hand (docs/operations.md)',
  });
}

// After a rollback: a named person has decided about the files that were written through the gateway. The task is
// opened, and the next attempt may begin. It touches no file and no object.
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import type { Carried, Detached, Entry, Settled } from '../../journal/entry.ts';
import { decideSettle, listedBy } from '../../journal/settle.ts';
import { detachedInWords, meaningOf, nextAction, ownerInWords } from '../../journal/words.ts';
import { assertTicket } from '../../runbook/change-ticket.ts';
import type { StepContext } from '../frame/context.ts';
import { assertSeen, seenDigest } from '../frame/seen.ts';
import { Hold, overtakenBy, writeEdge, writerOf } from '../migration/hold.ts';
import { staysReadOnly, tryToOpenShare } from '../migration/share-flag.ts';
import { restoreTask } from '../run-datasync/fence-task.ts';
import { readDetached } from '../servers/detached.ts';
import { describeMounts } from '../servers/read-mounts.ts';
import type { SettlePorts } from './adapters.ts';

export type SettleChoice = Settled['decision'];

/** Which side's files count, in the words of the record. */
export const DECISIONS = {
  source: 'The files at the source count. What is only in the bucket stays there.',
  gateway: 'The files of the gateway count. They were copied to the source.',
  both: 'The files of both sides count. Those of the gateway were copied to the source beside its own.',
} as const satisfies Readonly<Record<SettleChoice, string>>;

export interface SettleWrittenInputs {
  /** A run of the round that was rolled back. */
  readonly run: string;
  readonly decision: SettleChoice;
  readonly reason: string;
  readonly ticket: string;
  /** The person decides although the list may be short. */
  readonly 'although-unknown': boolean;
  /** Reads, and says what would be done; changes nothing. */
  readonly 'only-check': boolean;
  /** What the reviewers were asked about; undefined where nobody was. */
  readonly seen: string | undefined;
}

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
      about,
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

interface Told {
  readonly inputs: SettleWrittenInputs;
  /** The servers that do not answer. */
  readonly silent: readonly string[];
  /** The entry that says what was written. */
  readonly list: Entry;
}

function outcome(
  { env, runbook }: StepContext,
  { inputs, silent, list }: Told,
  {
    entry,
    says,
    facts = [],
    about = inputs.seen ?? '',
  }: { entry: Entry; says: string; facts?: readonly Fact[]; about?: string },
): Outcome {
  const { decision, reason, ticket, run } = inputs;
  const { written } = list;
  const known = written !== null && 'count' in written ? written : undefined;
  const nothing = written === null && entry.written === null;
  const left = known === undefined ? undefined : known.count - (known.carried?.count ?? 0);
  const by = {
    actor: env.GITHUB_ACTOR ?? '',
    triggeredBy: env.GITHUB_TRIGGERING_ACTOR ?? '',
  };
  const place = `s3://${runbook.bucket.name}/${runbook.bucket.prefix}`;
  return {
    verdict: 'pass',
    says,
    facts: [
      { name: 'State', value: `${entry.state}. ${meaningOf(entry.state)}` },
      { name: 'Next', value: nextAction(entry) },
      { name: 'Rolled back', value: `run ${run}` },
      ...writtenFacts(list),
      { name: 'Decision', value: `${decision}. ${DECISIONS[decision]}` },
      { name: 'Decided by', value: visible(by.actor) },
      { name: 'Started by', value: visible(by.triggeredBy) },
      { name: 'Reason', value: visible(reason) },
      { name: 'Ticket', value: visible(ticket) },
      { name: 'Schedule of the task', value: entry.schedule ?? 'none' },
      ...facts,
    ],
    warnings: [...(nothing || left === 0 ? [] : [stays(place, left)]), ...silent.map(notAsked)],
    data: { state: entry.state, run, decision, reason, ticket, ...by, written },
    outputs: {
      state: inputs['only-check'] && entry.state !== 'rolled-back-settled' ? 'ready' : entry.state,
      written: known === undefined ? '' : String(known.count),
      carried: known?.carried === undefined ? '' : String(known.carried.count),
      digest: known?.digest ?? '',
      seen: about,
    },
  };
}

/** What the list has known stands in the journal; this is about the time since. */
const notAsked = (server: string): string =>
  `${server} does not answer, so nobody knows whether it may still write through the gateway: look at it before the next attempt`;

function writtenFacts(list: Entry): readonly Fact[] {
  const { written } = list;
  const made = { name: 'List made by', value: ownerInWords(list) };
  if (written === null) return [made];
  if ('count' in written)
    return [
      { name: 'Written through the gateway', value: counted(written.count, 'object') },
      { name: 'SHA-256 of their list', value: written.digest },
      { name: 'Carried to the source', value: carriedInWords(written.carried) },
      made,
    ];
  return [
    { name: 'Written through the gateway', value: `not known in full: ${written.why}` },
    { name: 'Written since', value: written.since },
    made,
  ];
}

const carriedInWords = (carried: Carried | undefined): string =>
  carried === undefined
    ? 'nothing by carry-back'
    : `${counted(carried.count, 'file')}; ${counted(carried.conflicts, 'conflict')}, ${carried.left} not copied`;

const stays = (place: string, count: number | undefined): string =>
  `${count === undefined ? 'What was written through the gateway, and is not known in full, stays' : `${counted(count, 'object')} that ${count === 1 ? 'was' : 'were'} written through the gateway ${count === 1 ? 'stays' : 'stay'}`} in ${place}. The next delta overwrites each one that has a file of the same name at the source. Each other one counts as extra in the next proof.`;

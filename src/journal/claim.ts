// Who may claim a migration from what: pure, over the newest entry of the share's journal.
import type { Instant } from '../core/clock.ts';
import type { Failure } from '../core/errors.ts';
import { ownerInWords, untilInWords } from './words.ts';
import type { Entry, Owner } from './entry.ts';
import type { Writer } from './follow.ts';
import { isClosed, next } from './states.ts';
import type { Edge, State } from './states.ts';

export type ClaimDecision =
  /** The migration is this job's already: the answer to its own claim was lost, or the step runs once more. */
  | { readonly kind: 'held'; readonly entry: Entry }
  | { readonly kind: 'claim' }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Credentials may live a little longer than the entry says: clocks differ. */
export const LEASE_SLACK_MS = 60_000;

/** What `writer` may do now, where `newest` is the newest entry of the share's journal, or undefined without one. */
export function decideClaim(
  newest: Entry | undefined,
  writer: Writer,
  now: Instant,
): ClaimDecision {
  if (newest === undefined || isClosed(newest.state)) return { kind: 'claim' };
  if (newest.repository !== writer.repository || newest.runbook !== writer.runbookFile)
    return refused(newest, {
      expected: `no open migration but that of ${writer.runbookFile}`,
      cure: 'nothing was changed: one share has one migration at a time, so finish the other one; if it was given up, an administrator points the tag nfs-cutover:journal of the share at another evidence bucket',
    });
  const { owner } = newest;
  const { run, attempt } = writer.owner;
  if (isOwner(newest, writer.owner) && newest.state === 'prepared')
    return { kind: 'held', entry: newest };
  if (owner.run === run && owner.attempt > attempt)
    return refused(newest, {
      expected: `attempt ${attempt} of this run, or an earlier one`,
      cure: 'nothing was changed: a later attempt has taken over, follow that one',
    });
  if (next(newest, 'claim') === undefined)
    return refused(newest, {
      expected: 'a migration with nothing that may be frozen, switched or unsettled',
      cure: 'nothing was changed: roll back first (the job rollback of its run, or the workflow Rollback), and settle what was written meanwhile; "npm run journal" names the next step',
    });
  if (owner.run !== run && isLeased(newest, now))
    return refused(newest, {
      expected: 'no other run that may still act',
      cure: `nothing was changed: let that run go on, or start this one again after ${untilInWords(newest, LEASE_SLACK_MS)}`,
    });
  return { kind: 'claim' };
}

export type ApprovalDecision =
  | { readonly kind: 'held'; readonly entry: Entry }
  | { readonly kind: 'approve'; readonly edge: Extract<Edge, 'approve' | 'approve-again'> }
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * Whether `writer`, a job behind the gate, may take the migration on, where `digest` is that of the proof that it was
 * approved for. The proof must be of its own run; after a rollback that has left nothing open the kept one counts.
 */
export function decideApproval(
  newest: Entry | undefined,
  writer: Writer,
  digest: string,
): ApprovalDecision {
  if (newest === undefined || isClosed(newest.state))
    return { kind: 'refused', failure: NOT_CLAIMED };
  const own = newest.repository === writer.repository && newest.runbook === writer.runbookFile;
  if (!own || newest.owner.run !== writer.owner.run)
    return refused(newest, {
      expected: 'this run to hold it',
      cure: 'nothing was changed: another run has claimed it since this one has proven it; start a new run when that one has ended',
    });
  if (isOwner(newest, writer.owner) && newest.state === 'approved')
    return { kind: 'held', entry: newest };
  if (newest.owner.attempt > writer.owner.attempt)
    return refused(newest, {
      expected: `attempt ${writer.owner.attempt} of this run, or an earlier one`,
      cure: 'nothing was changed: a later attempt has taken over, follow that one',
    });
  const edge = (['approve', 'approve-again'] as const).find(
    (one) => next(newest, one) !== undefined,
  );
  if (edge === undefined || newest.proven === null)
    return refused(newest, {
      expected: 'a proven migration, or one that was rolled back with nothing left open',
      cure: 'nothing was changed by this job: "npm run journal" names the next step; after a denial or a withdrawal that is a new run',
    });
  if (newest.proven.digest !== digest)
    return refused(
      newest,
      {
        expected: `the proof of this run, ${digest}`,
        cure: 'nothing was changed: what was proven last is not what was approved, so start a new run',
      },
      `a proof of ${newest.proven.at}, ${newest.proven.digest}`,
    );
  return { kind: 'approve', edge };
}

const NOT_CLAIMED: Failure = {
  what: 'the migration of this run',
  expected: 'the claim of its job sync in the journal of the share',
  got: 'no open migration',
  cure: 'nothing was changed: start a new run',
};

/**
 * Whether the newest proof of `run` still says what the bucket holds, as far as this product may have changed that: in no
 * round since then a server wrote through the gateway. Either nothing was switched, or the list of what was written is empty.
 */
export function proofsHold(entries: readonly Entry[], run: string): boolean {
  const proven = entries.findLastIndex(
    ({ state, owner }) => state === 'proven' && owner.run === run,
  );
  if (proven === -1) return false;
  const rounds = Map.groupBy(entries.slice(proven), ({ round }) => round);
  return [...rounds.values()].every((round) => !round.some(mayServe) || round.some(listsNone));
}

/** Whether the gateway may have served since the round began. */
const mayServe = ({ state, intent }: Entry): boolean =>
  [state, intent].some((one) => one !== null && SERVED.has(one));

const listsNone = ({ state, written }: Entry): boolean =>
  state === 'rolled-back-listed' && written !== null && 'count' in written && written.count === 0;

const SERVED: ReadonlySet<State> = new Set([
  ...(['switched', 'confirmed', 'finalized', 'rolled-back-open'] as const),
  ...(['rolled-back-listed', 'rolled-back-unknown', 'rolled-back-settled'] as const),
]);

/** Whether the entry is of this very job. */
export const isOwner = ({ owner }: Entry, { run, attempt, job }: Owner): boolean =>
  owner.run === run && owner.attempt === attempt && owner.job === job;

/** Whether the entry is of the same run, and of the same attempt or an earlier one: a later attempt acts by itself. */
export const isOfRun = (
  { owner }: Pick<Entry, 'owner'>,
  { run, attempt }: Pick<Owner, 'run' | 'attempt'>,
): boolean => owner.run === run && owner.attempt <= attempt;

/**
 * Until when a job of an earlier attempt may still change something in AWS: one behind the gate whose last entry leads
 * forward, so that it was overtaken and has not gone back by itself. Undefined where there is none.
 */
export function lostSessionEnd(
  entries: readonly Entry[],
  { run, attempt }: Pick<Owner, 'run' | 'attempt'>,
): Instant | undefined {
  return lostEnd(entries.filter(({ owner }) => owner.run === run && owner.attempt < attempt));
}

/** The same of all runs of the newest migration, at the end of the run that holds it: none of their jobs goes on. */
export const lostSessionsEnd = (entries: readonly Entry[]): Instant | undefined =>
  lostEnd(entries.filter(({ migration }) => migration === entries.at(-1)?.migration));

function lostEnd(entries: readonly Entry[]): Instant | undefined {
  const behindGate = entries.filter(({ approved }) => approved !== null);
  const jobs = Map.groupBy(behindGate, ({ owner }) => `${owner.run}/${owner.attempt}/${owner.job}`);
  return latestEnd([...jobs.values()].filter((job) => leadsForward(job.at(-1))).flat());
}

const leadsForward = (last: Entry | undefined): boolean =>
  last !== undefined &&
  last.state !== 'confirmed' &&
  !isBack(last.state) &&
  (last.intent === null || !isBack(last.intent));

/** Until when any job but this very one may still change something in AWS, whoever has said that it has ended. */
export const otherSessionsEnd = (entries: readonly Entry[], own: Owner): Instant | undefined =>
  latestEnd(entries.filter((entry) => !isOwner(entry, own)));

/** Of all entries: one that gives a migration back ends no session. */
const latestEnd = (entries: readonly Entry[]): Instant | undefined =>
  entries.length === 0
    ? undefined
    : Math.max(...entries.map(({ leaseEnd }) => Date.parse(leaseEnd)));

const isBack = (state: State): boolean => state.startsWith('rolled-back');

/** Whether the owner may still act in AWS at `now`. A lease that ended when its entry was written was given back. */
export const isLeased = ({ at, leaseEnd }: Entry, now: Instant): boolean =>
  leaseEnd !== at && now < Date.parse(leaseEnd) + LEASE_SLACK_MS;

const refused = (
  newest: Entry,
  { expected, cure }: Pick<Failure, 'expected' | 'cure'>,
  got = `${newest.state}, held by ${ownerInWords(newest)}`,
): { readonly kind: 'refused'; readonly failure: Failure } => ({
  kind: 'refused',
  failure: {
    what: `the migration of ${newest.share}`,
    expected,
    got,
    cure,
  },
});

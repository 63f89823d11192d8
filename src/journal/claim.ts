// Who may claim a migration from what: pure, over the newest entry of the share's journal.
import type { Instant } from '../core/clock.ts';
import type { Failure } from '../core/errors.ts';
import { ownerInWords, untilInWords } from './words.ts';
import type { Entry } from './entry.ts';
import type { Writer } from './follow.ts';
import { isClosed, next } from './states.ts';

export type ClaimDecision =
  /** The migration is this job's already: the answer to its own claim was lost, or the step runs once more. */
  | { readonly kind: 'held'; readonly entry: Entry }
  | { readonly kind: 'claim' }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Credentials may live a little longer than the entry says: clocks differ. */
const LEASE_SLACK_MS = 60_000;

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
  const { run, attempt, job } = writer.owner;
  if (owner.run === run && owner.attempt === attempt && owner.job === job)
    if (newest.state === 'prepared') return { kind: 'held', entry: newest };
  if (owner.run === run && owner.attempt > attempt)
    return refused(newest, {
      expected: `attempt ${attempt} of this run, or an earlier one`,
      cure: 'nothing was changed: a later attempt has taken over, follow that one',
    });
  if (next(newest, 'claim') === undefined)
    return refused(newest, {
      expected: 'a migration with nothing frozen, switched or unsettled',
      cure: 'nothing was changed: roll back first, and settle what was written meanwhile; "npm run journal" names the next step',
    });
  if (owner.run !== run && isLeased(newest, now))
    return refused(newest, {
      expected: 'no other run that may still act',
      cure: `nothing was changed: let that run go on, or start this one again after ${untilInWords(newest, LEASE_SLACK_MS)}`,
    });
  return { kind: 'claim' };
}

/** Whether the owner may still act in AWS at `now`. A lease that ended when its entry was written was given back. */
export const isLeased = ({ at, leaseEnd }: Entry, now: Instant): boolean =>
  leaseEnd !== at && now < Date.parse(leaseEnd) + LEASE_SLACK_MS;

const refused = (
  newest: Entry,
  { expected, cure }: Pick<Failure, 'expected' | 'cure'>,
): ClaimDecision => ({
  kind: 'refused',
  failure: {
    what: `the migration of ${newest.share}`,
    expected,
    got: `${newest.state}, held by ${ownerInWords(newest)}`,
    cure,
  },
});

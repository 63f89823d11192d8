// Who may settle a rollback: pure, over the entries of the share's journal.
import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../core/clock.ts';
import type { Failure } from '../core/errors.ts';
import { isLeased, LEASE_SLACK_MS } from './claim.ts';
import type { Entry } from './entry.ts';
import type { Writer } from './follow.ts';
import { isClosed, next } from './states.ts';
import { nextAction, ownerInWords, untilInWords } from './words.ts';

/** Of which round a person speaks: `run` must have taken part in the newest one. */
export interface NamedRound {
  readonly entries: readonly Entry[];
  /** The id of the run. */
  readonly run: string;
}

export type RoundFound =
  | { readonly kind: 'found'; readonly newest: Entry }
  | { readonly kind: 'refused'; readonly failure: Failure };

/**
 * The newest entry of the round that a person has named by one of its runs. Refused unless that is the newest round of a
 * migration that is not over, and that of the writer's runbook.
 */
export function findRound({ entries, run }: NamedRound, writer: Writer): RoundFound {
  const newest = entries.at(-1);
  if (newest === undefined || isClosed(newest.state))
    return noRound({
      expected: `one that run ${run} has taken part in, and that is not over`,
      got: newest === undefined ? 'no entry' : newest.state,
      cure: 'nothing was changed: see that the runbook is that of the run',
    });
  if (newest.repository !== writer.repository || newest.runbook !== writer.runbookFile)
    return noRound({
      expected: `that of ${writer.runbookFile} in ${writer.repository}`,
      got: `that of ${newest.runbook} in ${newest.repository}`,
      cure: 'nothing was changed: name the runbook that the share belongs to now',
    });
  const took = entries.some(
    ({ migration, round, owner }) =>
      migration === newest.migration && round === newest.round && owner.run === run,
  );
  if (took) return { kind: 'found', newest };
  return noRound({
    expected: `run ${run} to have taken part in its newest round`,
    got: `round ${newest.round}, ${newest.state}, held by ${ownerInWords(newest)}`,
    cure: 'nothing was changed: name the run whose cutover is meant ("npm run journal" shows who holds it)',
  });
}

const noRound = (failure: Omit<Failure, 'what'>): RoundFound => ({
  kind: 'refused',
  failure: { what: 'the migration in the journal of the share', ...failure },
});

export type SettleDecision =
  | { readonly kind: 'settle'; readonly newest: Entry }
  /** An earlier try of the same run has settled it. */
  | { readonly kind: 'settled'; readonly newest: Entry }
  | { readonly kind: 'refused'; readonly code: 'busy' | 'not-ready'; readonly failure: Failure };

/** Whether `writer` may settle the rollback of the named round now; `unknownToo`: although nobody knows all files. */
export function decideSettle(
  named: NamedRound,
  writer: Writer,
  { now, unknownToo }: { readonly now: Instant; readonly unknownToo: boolean },
): SettleDecision {
  const found = findRound(named, writer);
  if (found.kind === 'refused') return refused('not-ready', found.failure);
  const { newest } = found;
  const got = `${newest.state}, held by ${ownerInWords(newest)}`;
  const what = `the rollback of run ${named.run}`;
  const decided = newest.state === 'rolled-back-settled' && newest.settled !== null;
  if (decided && newest.owner.run === writer.owner.run) return { kind: 'settled', newest };
  if (decided || next(newest, 'settle') === undefined)
    return refused('not-ready', {
      ...{ what, got, expected: 'what was written is listed, and not settled yet' },
      cure: `nothing was changed. ${nextAction(newest)}`,
    });
  const busy = busyWith(named, writer, { newest, now });
  if (busy !== undefined) return busy;
  if (newest.state === 'rolled-back-unknown' && !unknownToo)
    return refused('not-ready', {
      ...{ what, got, expected: 'a decision that says although-unknown: true' },
      cure: `nothing was changed: the list of what was written may be short${why(newest)}. Look at the gateway, then decide`,
    });
  return { kind: 'settle', newest };
}

export type CarryDecision =
  | { readonly kind: 'carry'; readonly newest: Entry }
  | Extract<SettleDecision, { readonly kind: 'refused' }>;

/** Whether `writer` may carry the listed files of the named round to the source now. */
export function decideCarry(named: NamedRound, writer: Writer, now: Instant): CarryDecision {
  const found = findRound(named, writer);
  if (found.kind === 'refused') return refused('not-ready', found.failure);
  const { newest } = found;
  if (newest.state === 'rolled-back-listed')
    return busyWith(named, writer, { newest, now }) ?? { kind: 'carry', newest };
  return refused('not-ready', {
    what: `the rollback of run ${named.run}`,
    expected: 'rolled-back-listed: what was written is known, and not settled yet',
    got: `${newest.state}, held by ${ownerInWords(newest)}`,
    cure: `nothing was changed. ${nextAction(newest)}`,
  });
}

/** The refusal where another run may still act. */
function busyWith(
  { run }: NamedRound,
  { owner }: Writer,
  { newest, now }: { readonly newest: Entry; readonly now: Instant },
): Extract<SettleDecision, { readonly kind: 'refused' }> | undefined {
  if (newest.owner.run === owner.run || !isLeased(newest, now)) return undefined;
  return refused('busy', {
    what: `the rollback of run ${run}`,
    expected: 'no other run that may still act',
    got: `${newest.state}, held by ${ownerInWords(newest)}`,
    cure: `nothing was changed: start this one again after ${untilInWords(newest, LEASE_SLACK_MS)}`,
  });
}

const why = ({ written }: Entry): string =>
  written !== null && 'why' in written ? ` (${written.why})` : '';

const refused = (
  code: 'busy' | 'not-ready',
  failure: Failure,
): Extract<SettleDecision, { readonly kind: 'refused' }> => ({ kind: 'refused', code, failure });

/** The entry by which it became known what was written; undefined where no list was made. */
export const listedBy = (entries: readonly Entry[]): Entry | undefined =>
  entries.findLast(
    ({ state, written }, i) =>
      (state === 'rolled-back-listed' || state === 'rolled-back-unknown') &&
      // A short list may be made once more. What was carried since is no list.
      (entries[i - 1]?.state !== state ||
        (state === 'rolled-back-unknown' && !isDeepStrictEqual(written, entries[i - 1]?.written))),
  );

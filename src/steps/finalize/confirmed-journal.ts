// What the journal says of the run that finalize was given, and the two entries that finalize adds.
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Entry } from '../../journal/entry.ts';
import { follow, LEASE_MS } from '../../journal/follow.ts';
import type { JournalLog } from '../../journal/log.ts';
import { nextAction, ownerInWords } from '../../journal/words.ts';
import { newNonce, writerOf } from '../claim-migration/claim-migration.ts';
import type { StepContext } from '../frame/context.ts';

export interface ConfirmedJournal {
  /** The newest entry: `confirmed`, or `finalized` by an earlier try. Undefined where there is a problem. */
  readonly newest: Entry | undefined;
  readonly problems: readonly Failure[];
}

/** Reads whether the share's newest state is `confirmed`, by `run` and for this runbook. Throws for a broken journal. */
export async function readConfirmedJournal(
  context: StepContext,
  log: JournalLog,
  run: string,
): Promise<ConfirmedJournal> {
  const entries = await log.read();
  const problem = problemOf(context, log.place, { entries, run });
  return problem === undefined
    ? { newest: entries.at(-1), problems: [] }
    : { newest: undefined, problems: [problem] };
}

function problemOf(
  { env, runbookFile }: StepContext,
  place: string,
  { entries, run }: { readonly entries: readonly Entry[]; readonly run: string },
): Failure | undefined {
  const newest = entries.at(-1);
  const what = `the journal ${place}`;
  const expected = `confirmed by run ${run}`;
  if (newest === undefined)
    return {
      ...{ what, expected, got: 'no entry' },
      cure: 'name the run whose report ends with "confirmed", and the runbook of that run',
    };
  const repository = env.GITHUB_REPOSITORY ?? 'local';
  if (newest.repository !== repository || newest.runbook !== runbookFile)
    return {
      what,
      expected: `the migration of ${runbookFile} in ${repository}`,
      got: `that of ${visible(newest.runbook)} in ${newest.repository}`,
      cure: 'keep the task: the share belongs to another migration now',
    };
  if (newest.state !== 'confirmed' && newest.state !== 'finalized')
    return {
      ...{ what, expected, got: `${newest.state}, by ${ownerInWords(newest)}` },
      cure: `keep the task: the migration is not at its end. ${nextAction(newest)}`,
    };
  const by = confirmation(entries)?.owner.run;
  if (by !== run)
    return {
      ...{ what, expected, got: by === undefined ? 'no confirmation' : `confirmed by run ${by}` },
      cure: 'name the run whose report ends with "confirmed"',
    };
  return undefined;
}

/** The entry with which the newest migration became `confirmed`; those behind it only note something. */
function confirmation(entries: readonly Entry[]): Entry | undefined {
  const own = entries.filter(({ migration }) => migration === entries.at(-1)?.migration);
  return own.findLast(({ state }, i) => state === 'confirmed' && own[i - 1]?.state !== 'confirmed');
}

/** Says before the first deletion what this job is about to do. Throws `busy` if another job was first. */
export const announceEnd = (context: StepContext, log: JournalLog, newest: Entry): Promise<Entry> =>
  write(log, {
    ...entryBehind(context, newest, { edge: 'note', leaseMs: LEASE_MS }),
    intent: 'finalized',
  });

/** Closes the migration: everything is deleted. Throws `busy` if another job was first. */
export const closeMigration = (
  context: StepContext,
  log: JournalLog,
  newest: Entry,
): Promise<Entry> => write(log, entryBehind(context, newest, { edge: 'finalize', leaseMs: 0 }));

function entryBehind(
  context: StepContext,
  newest: Entry,
  { edge, leaseMs }: { readonly edge: 'note' | 'finalize'; readonly leaseMs: number },
): Entry {
  const now: Instant = context.clock.now();
  const how = { nonce: newNonce(), now, leaseEnd: now + leaseMs };
  return follow(newest, edge, writerOf(context), how);
}

async function write(log: JournalLog, entry: Entry): Promise<Entry> {
  const appended = await log.append(entry);
  if (appended.kind === 'done') return appended.entry;
  const { to } = appended;
  throw new CutoverError('busy', {
    what: `the newest entry of ${log.place}`,
    expected: 'that of this job',
    got: `${to.state}, by ${ownerInWords(to)}`,
    cure: `see what that job does; then start this workflow again. ${nextAction(to)}`,
  });
}

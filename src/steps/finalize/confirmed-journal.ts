// What the journal says of the run that finalize was given, and the two entries that finalize adds.
import type { Failure } from '../../core/errors.ts';
import type { ShortSession } from '../../aws/connection.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { isClosed } from '../../journal/states.ts';
import { nextAction, ownerInWords } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { Hold, overtakenBy, writeEdge } from '../migration/hold.ts';

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
  // Whoever goes back would find a migration that is over, with the source closed.
  if (newest.intent === 'rolled-back-open')
    return {
      ...{ what, expected, got: `a rollback that has begun, by ${ownerInWords(newest)}` },
      cure: `keep the task: the migration goes back. ${nextAction(newest)}`,
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

/**
 * Says before the first deletion what this job is about to do, and from then on no session for changes is opened unless
 * that still holds. Throws `overtaken` if another job was first. Undefined where an earlier try has closed the migration.
 */
export async function announceEnd(
  context: StepContext,
  { journal, session }: { readonly journal: JournalLog; readonly session: ShortSession },
  open: Entry | undefined,
): Promise<Hold | undefined> {
  if (open === undefined) {
    session.beforeRenewal(async () => {
      const newest = await journal.newest();
      if (newest === undefined || !isClosed(newest.state)) throw overtakenBy(newest);
    });
    return undefined;
  }
  const hold = new Hold(context, journal, await write(context, journal, open, 'note'));
  session.beforeRenewal(() => hold.renew());
  return hold;
}

/** Closes the migration: everything is deleted. Throws `overtaken` if another job was first. */
export const closeMigration = (
  context: StepContext,
  log: JournalLog,
  newest: Entry,
): Promise<Entry> => write(context, log, newest, 'finalize');

async function write(
  context: StepContext,
  log: JournalLog,
  newest: Entry,
  edge: 'note' | 'finalize',
): Promise<Entry> {
  const says = { intent: edge === 'note' ? ('finalized' as const) : null };
  const appended = await writeEdge(context, { log, before: newest }, edge, { says });
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  return appended.entry;
}

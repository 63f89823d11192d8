// What the journal says of the run that finalize was given, and the two entries that finalize adds.
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Entry } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { nextAction, ownerInWords } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { overtakenBy, writeEdge } from '../migration/hold.ts';

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

/** Says before the first deletion what this job is about to do. Throws `overtaken` if another job was first. */
export const announceEnd = (context: StepContext, log: JournalLog, newest: Entry): Promise<Entry> =>
  write(context, log, newest, 'note');

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

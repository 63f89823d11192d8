// Claims the migration for this run, before anything is changed, and gives it back at the run's end.
import { randomBytes } from 'node:crypto';
import { CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import { shareId } from '../../core/requests/s3.ts';
import { decideClaim, isLeased } from '../../journal/claim.ts';
import type { Entry } from '../../journal/entry.ts';
import { follow, LEASE_MS } from '../../journal/follow.ts';
import type { Writer } from '../../journal/follow.ts';
import type { JournalLog } from '../../journal/log.ts';
import { meaningOf, nextAction, ownerInWords, untilInWords } from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';

/** Claims the migration, or with `release` gives it back. */
export const claimMigration = (
  context: StepContext,
  log: JournalLog,
  { release }: { readonly release: boolean },
): Promise<Outcome> => (release ? giveBack(context, log) : claim(context, log));

/** How often another writer may be first before the step gives up. */
const CLAIMS = 5;

/**
 * Writes the claim as the newest entry of the share's journal, or finds this job's own one. Throws `busy` where another
 * run or another runbook holds the share, and `not-ready` for a journal or a store that cannot be trusted.
 */
async function claim(context: StepContext, log: JournalLog): Promise<Outcome> {
  const writer = writerOf(context);
  await log.assertConditions();
  for (let claims = 1; claims <= CLAIMS; claims += 1) {
    const newest = await log.newest();
    const now = context.clock.now();
    const decision = decideClaim(newest, writer, now);
    if (decision.kind === 'refused') throw new CutoverError('busy', decision.failure);
    if (decision.kind === 'held') return outcome(log, decision.entry, newest);
    const write = { nonce: newNonce(), now, leaseEnd: now + LEASE_MS };
    const appended = await log.append(follow(newest, 'claim', writer, write));
    if (appended.kind === 'done') return outcome(log, appended.entry, newest);
    context.say(`the journal went on meanwhile: ${ownerInWords(appended.to)}`);
  }
  throw new CutoverError('busy', {
    what: `the claim of ${context.runbook.gateway.share}`,
    expected: `the newest entry of ${log.place} to be this job's, within ${CLAIMS} tries`,
    got: 'entries of others each time',
    cure: 'see who writes there (npm run journal), and start this run again when they have ended',
  });
}

/** Ends this run's lease, so that the next run need not wait for it. What another run has claimed stays as it is. */
async function giveBack(context: StepContext, log: JournalLog): Promise<Outcome> {
  const { id, attempt } = context.run;
  const newest = await log.newest();
  const now = context.clock.now();
  const own = newest?.owner.run === id && newest.owner.attempt <= attempt;
  if (!own || !isLeased(newest, now))
    return told(newest, 'The migration is not held by this run: nothing was given back.');
  const writer = { ...writerOf(context), owner: newest.owner };
  const write = { nonce: newNonce(), now, leaseEnd: now };
  const appended = await log.append(follow(newest, 'note', writer, write));
  return appended.kind === 'done'
    ? told(appended.entry, `This run no longer holds migration ${newest.migration}.`)
    : told(appended.to, 'Another job has claimed the migration meanwhile: nothing was given back.');
}

const told = (entry: Entry | undefined, says: string): Outcome => ({
  verdict: 'pass',
  says,
  facts:
    entry === undefined
      ? []
      : [
          { name: 'Migration', value: `${entry.migration}, round ${entry.round}` },
          { name: 'State', value: `${entry.state}. ${meaningOf(entry.state)}` },
          { name: 'Next', value: nextAction(entry) },
        ],
  warnings: [],
  data: { ...entry },
  outputs: { migration: entry?.migration ?? '', epoch: String(entry?.epoch ?? '') },
});

/** What no other write has: 32 hexadecimal digits. */
export const newNonce = (): string => randomBytes(16).toString('hex');

/** This job as the writer of an entry. */
export const writerOf = ({ run, runbook, runbookFile, env }: StepContext): Writer => ({
  repository: env.GITHUB_REPOSITORY ?? 'local',
  runbookFile,
  runbook,
  owner: {
    ...{ run: run.id, attempt: run.attempt, job: run.job },
    ...{ jobId: null, link: run.url ?? null },
  },
});

function outcome(log: JournalLog, entry: Entry, before: Entry | undefined): Outcome {
  const { migration, round, epoch, sequence, share } = entry;
  const continued = before?.migration === migration && before !== entry;
  return {
    verdict: 'pass',
    says: continued
      ? `Migration ${migration} of ${shareId(share)} goes on, claimed from ${before.state} (${ownerInWords(before)}).`
      : `Migration ${migration} of ${shareId(share)} is claimed by this run.`,
    facts: [
      { name: 'Migration', value: `${migration}, round ${round}` },
      { name: 'Epoch', value: String(epoch) },
      { name: 'Journal', value: `${log.place}, entry ${sequence}` },
      { name: 'Other runs are refused until', value: untilInWords(entry) },
    ],
    warnings: [],
    data: { ...entry },
    outputs: { migration, epoch: String(epoch) },
  };
}

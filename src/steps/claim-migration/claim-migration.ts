// Takes the migration for this run: claimed before anything is changed, proven before the gate, approved behind it; and
// given back at the run's end.
import { CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import type { Instant } from '../../core/clock.ts';
import type { Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { shareId } from '../../core/requests/s3.ts';
import {
  decideApproval,
  decideClaim,
  isLeased,
  isOfRun,
  lostSessionsEnd,
  proofsHold,
} from '../../journal/claim.ts';
import type { Entry } from '../../journal/entry.ts';
import { follow } from '../../journal/follow.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { Edge } from '../../journal/states.ts';
import {
  leaseInWords,
  meaningOf,
  nextAction,
  ownerInWords,
  untilInWords,
} from '../../journal/words.ts';
import type { StepContext } from '../frame/context.ts';
import { Hold, newNonce, overtakenBy, writeEdge, writerOf } from '../migration/hold.ts';
import { raiseServers } from '../migration/raise.ts';
import { serversFailed } from '../servers/each-server.ts';
import { waitBefore } from './wait-before.ts';

/** What the step needs: the journal, and the servers that must learn of each epoch. */
export interface ClaimPorts {
  readonly log: JournalLog;
  readonly openServers: () => Promise<Ssm>;
}

export interface ClaimInputs {
  /** The state that the migration is to have. */
  readonly to: 'prepared' | 'proven' | 'approved';
  readonly release: boolean;
  /** SHA-256 of what an approval signs; for `proven` and `approved`. And when the older proof was made. */
  readonly digest: string | undefined;
  readonly 'proven-at': Instant | undefined;
}

/** Brings the migration to the state that is asked for, or with `release` gives it back. */
export function claimMigration(
  context: StepContext,
  ports: ClaimPorts,
  inputs: ClaimInputs,
): Promise<Outcome> {
  if (inputs.release) return giveBack(context, ports.log);
  if (inputs.to === 'proven') return noteProven(context, ports.log, inputs);
  return claim(context, ports, inputs);
}

/** How often another writer may be first, or a server may know a higher epoch, before the step gives up. */
const CLAIMS = 5;

/**
 * Writes the claim, or behind the gate the approval, as the newest entry of the share's journal, and tells all servers its
 * epoch. Throws `busy` where another run or another runbook holds the share, `not-ready` for a journal or a store that
 * cannot be trusted, and `window-closed` behind the gate outside of the change window.
 */
async function claim(
  context: StepContext,
  { log, openServers }: ClaimPorts,
  inputs: ClaimInputs,
): Promise<Outcome> {
  if (inputs.to === 'approved') await waitBefore(context, log);
  await log.assertConditions();
  let above = 0;
  for (let claims = 1; claims <= CLAIMS; claims += 1) {
    const newest = await log.newest();
    const decision = decide(context, newest, inputs);
    if (decision.kind === 'refused') throw new CutoverError('busy', decision.failure);
    let { entry } = decision;
    if (entry === undefined || above > 0) {
      const edge = entry === undefined ? decision.edge : 'raise';
      const appended = await writeEdge(context, { log, before: newest }, edge, { above });
      if (appended.kind === 'lost') {
        context.say(`the journal went on meanwhile: ${ownerInWords(appended.to)}`);
        continue;
      }
      ({ entry } = appended);
    }
    const hold = new Hold(context, log, entry);
    const raised = await raiseServers(context, await openServers(), hold.fence);
    if (raised.above === 0 && raised.failed.length > 0)
      throw serversFailed('telling the servers the epoch of this claim', raised.failed);
    if (raised.above === 0) {
      const { epoch, serversKnow } = hold.entry;
      if (serversKnow !== epoch) await hold.advance('note', { serversKnow: epoch });
      const kept = inputs.to === 'approved' && (await keptProofs(context, log));
      return outcome(log, hold.entry, newest, kept);
    }
    context.say(`a server knows epoch ${raised.above}: the claim goes above it`);
    ({ above } = raised);
  }
  throw new CutoverError('busy', {
    what: `the claim of ${context.runbook.gateway.share}`,
    expected: `the newest entry of ${log.place} to be this job's, within ${CLAIMS} tries`,
    got: 'entries of others each time',
    cure: 'see who writes there (npm run journal), and start this run again when they have ended',
  });
}

/** Whether a job behind the gate may build on proofs of an earlier attempt. */
const keptProofs = async ({ run }: StepContext, log: JournalLog): Promise<boolean> =>
  run.attempt > 1 && proofsHold(await log.read(), run.id);

type Decided =
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'go on'; readonly entry: Entry | undefined; readonly edge: Edge };

function decide(
  context: StepContext,
  newest: Entry | undefined,
  { to, digest }: ClaimInputs,
): Decided {
  const writer = writerOf(context);
  const decision =
    to === 'approved'
      ? decideApproval(newest, writer, wanted(digest))
      : decideClaim(newest, writer, context.clock.now());
  if (decision.kind === 'refused') return decision;
  const entry = decision.kind === 'held' ? decision.entry : undefined;
  return { kind: 'go on', entry, edge: decision.kind === 'approve' ? decision.edge : 'claim' };
}

/** Without it nobody knows what was approved. */
function wanted(digest: string | undefined): string {
  if (digest !== undefined) return digest;
  throw new CutoverError('bad-input', {
    what: 'the input digest',
    expected: 'the output digest of ask-approval, with "to: proven" and "to: approved"',
    got: 'nothing',
    cure: 'hand it over in the workflow; nothing was changed',
  });
}

/** Notes that this run has proven every file: what the gate is asked about. Any job of the run may note it. */
async function noteProven(
  context: StepContext,
  log: JournalLog,
  inputs: ClaimInputs,
): Promise<Outcome> {
  const newest = await log.newest();
  const { owner } = writerOf(context);
  if (newest === undefined || !isOfRun(newest, owner)) throw overtakenBy(newest);
  const at = new Date(inputs['proven-at'] ?? context.clock.now()).toISOString();
  const digest = wanted(inputs.digest);
  const appended = await writeEdge(context, { log, before: newest }, 'prove', {
    says: { proven: { at, digest } },
  });
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  return told(
    appended.entry,
    `Migration ${appended.entry.migration} is proven: its gate may be asked.`,
  );
}

/**
 * Ends this run's lease, so that the next run need not wait for it; but not before a lost job of the migration, of whichever
 * run, can change nothing in AWS any more. What another run has claimed stays as it is.
 */
async function giveBack(context: StepContext, log: JournalLog): Promise<Outcome> {
  const entries = await log.read();
  const newest = entries.at(-1);
  const now = context.clock.now();
  const { owner } = writerOf(context);
  if (newest === undefined || !isOfRun(newest, owner) || !isLeased(newest, now))
    return told(newest, 'The migration is not held by this run: nothing was given back.');
  const writer = { ...writerOf(context), owner: newest.owner };
  // An end that is over stays as it is: a lease that ends with its own entry has no slack.
  const leaseEnd = lostSessionsEnd(entries) ?? now;
  const write = { nonce: newNonce(), now, leaseEnd };
  const appended = await log.append(follow(newest, 'note', writer, write));
  return appended.kind === 'done'
    ? told(
        appended.entry,
        isLeased(appended.entry, now)
          ? `A job of this migration was lost, and may still act: ${leaseInWords(appended.entry)}.`
          : `This run no longer holds migration ${newest.migration}.`,
      )
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
          ...(entry.proven === null
            ? []
            : [{ name: 'Digest of what is approved', value: entry.proven.digest }]),
        ],
  warnings: [],
  data: { ...entry },
  outputs: { migration: entry?.migration ?? '', epoch: String(entry?.epoch ?? '') },
});

function outcome(log: JournalLog, entry: Entry, before: Entry | undefined, kept: boolean): Outcome {
  const { migration, round, epoch, sequence, share } = entry;
  const continued = before?.migration === migration && before !== entry;
  return {
    verdict: 'pass',
    says:
      entry.approved !== null
        ? `Migration ${migration} of ${shareId(share)} is approved as it was asked: this job takes it on.`
        : continued
          ? `Migration ${migration} of ${shareId(share)} goes on, claimed from ${before.state} (${ownerInWords(before)}).`
          : `Migration ${migration} of ${shareId(share)} is claimed by this run.`,
    facts: [
      { name: 'Migration', value: `${migration}, round ${round}` },
      { name: 'Epoch', value: String(epoch) },
      ...(entry.approved === null
        ? []
        : [{ name: 'Digest of what is approved', value: entry.approved.digest }]),
      ...(kept
        ? [
            {
              name: 'Proofs of an earlier attempt',
              value: 'count: nobody has written through the gateway since',
            },
          ]
        : []),
      { name: 'Journal', value: `${log.place}, entry ${sequence}` },
      { name: 'Other runs are refused until', value: untilInWords(entry) },
    ],
    warnings: [],
    data: { ...entry },
    outputs: { migration, epoch: String(epoch), 'proofs-hold': String(kept) },
  };
}

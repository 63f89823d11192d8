// After a rollback: what was written through the gateway is in the bucket and not at the source. It is listed by name while
// the application runs on at the source, and the journal learns how many and which.
import type { Instant } from '../../core/clock.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Outcome } from '../../core/record.ts';
import { counted, visible } from '../../core/text/markdown.ts';
import { isOfRun } from '../../journal/claim.ts';
import type { Detached, Entry, Written } from '../../journal/entry.ts';
import type { JournalLog } from '../../journal/log.ts';
import { next, wayBack } from '../../journal/states.ts';
import { nextAction } from '../../journal/words.ts';
import { attemptsUpTo, confirmationNames, testFileName } from '../../runbook/test-file-name.ts';
import type { StepContext } from '../frame/context.ts';
import { roleKindOf } from '../frame/own-role.ts';
import { Hold, overtakenBy, writeEdge } from '../migration/hold.ts';
import { closeBehind, openShareAgain } from '../migration/share-flag.ts';
import type { ShareFlagPorts } from '../migration/share-flag.ts';
import { assertRollbackRole, readNamedRound } from '../migration/turn-back.ts';
import { readDetached } from '../servers/detached.ts';
import type { MayWrite } from '../servers/detached.ts';
import { waitForUploads } from './wait-for-uploads.ts';
import type { UploadPorts } from './wait-for-uploads.ts';
import { keepList, listSince, NAMED } from './written-list.ts';
import type { Found, ListPorts } from './written-list.ts';

export interface ListWrittenPorts extends UploadPorts, ListPorts {
  readonly log: JournalLog;
  /** Only where there is something to list. */
  readonly openServers: () => Promise<Ssm>;
  /** Only where a server has left a mount lazily, or nothing is left to settle and the share was closed. */
  readonly openFlag: () => Promise<ShareFlagPorts>;
}

export interface ListWrittenInputs {
  /** How long the gateway may take to upload what it holds, in milliseconds. */
  readonly 'upload-timeout': number;
  /** Another run whose rollback it is, as a person has named it. */
  readonly 'of-run': string | undefined;
}

/**
 * Lists how the bucket differs from its listing of the last proof before the switch. Where the gateway has not said that it
 * has uploaded everything, or the listing breaks off, the journal says `unknown`: then a person must look. Where nothing
 * differs, nothing is open.
 */
export async function listWritten(
  context: StepContext,
  ports: ListWrittenPorts,
  inputs: ListWrittenInputs,
): Promise<Outcome> {
  const ofRun = inputs['of-run'];
  if (ofRun !== undefined) assertRollbackRole(context);
  const entries =
    ofRun === undefined
      ? await ports.log.read()
      : (await readNamedRound(context, ports.log, ofRun)).entries;
  const newest = entries.at(-1);
  const ours = newest !== undefined && mayList(context, newest, ofRun);
  if (!ours || next(newest, 'list') === undefined)
    return nothingOpen(newest, ours ? nothingListed(newest) : NOT_OURS);
  const since = provenAt(entries);
  // Asked first: what is written behind the answer of one that was booted meanwhile would be missed.
  const mayWrite = await readDetached(context, await ports.openServers(), newest.detached);
  const before = await closeFirst(context, ports, { newest, detached: mayWrite.detached });
  const left = await waitForUploads(context, ports, inputs['upload-timeout']);
  // The test files are this product's own: nobody misses them at the source.
  const { run: id, attempt } = (provenEntry(entries) ?? newest).owner;
  const own = [
    testFileName(context.runbook.canary.to, id),
    ...attemptsUpTo({ id, attempt }).flatMap((of) =>
      confirmationNames(context.runbook, of).map(([, file]) => file),
    ),
  ];
  const found = await listSince(context, ports, { newest, since, own });
  const role = roleKindOf(context) === 'rollback' ? 'rollback' : 'back';
  await keepList(context, ports, { newest, found, role });
  const why = [...lateWriters(mayWrite), left, found.broke]
    .filter((one) => one !== undefined)
    .join('; ');
  const written: Written =
    why === ''
      ? { count: found.count, digest: found.digest }
      : { since: new Date(since).toISOString(), why: visible(why).slice(0, 2000) };
  const edge = why === '' ? 'list' : 'give-up-list';
  const appended = await writeEdge(context, { log: ports.log, before }, edge, {
    says: { written, detached: mayWrite.detached },
  });
  if (appended.kind === 'lost') throw overtakenBy(appended.to);
  const hold = new Hold(context, ports.log, appended.entry);
  const shut = await closeBehind(context, hold, mayWrite.detached, ports.openFlag);
  // With no file to decide about there is nothing that a person could settle.
  if (why === '' && found.count === 0) {
    await openShareAgain(context, { hold, entries }, ports.openFlag);
    await hold.advance('settle');
  }
  const told = outcome(context, hold.entry, found, { since, why });
  return { ...told, warnings: [...told.warnings, ...shut] };
}

/**
 * A gateway that answers again during the wait would write what hangs there. Answers the newest entry: the journal learns
 * how the share was. Where it cannot be closed yet, it is tried again behind the list, which tells of it.
 */
async function closeFirst(
  context: StepContext,
  { log, openFlag }: ListWrittenPorts,
  { newest, detached }: { readonly newest: Entry; readonly detached: readonly Detached[] },
): Promise<Entry> {
  if (detached.length === 0) return newest;
  const taken = await writeEdge(context, { log, before: newest }, 'note');
  if (taken.kind === 'lost') throw overtakenBy(taken.to);
  const hold = new Hold(context, log, taken.entry);
  await closeBehind(context, hold, detached, openFlag);
  return hold.entry;
}

/** Why a list may be short although the gateway has uploaded everything: a server may write later. */
const lateWriters = ({ detached, silent }: MayWrite): readonly string[] => [
  ...detached.map(
    ({ server }) =>
      `${server} left a mount lazily, so what hung there may still be written: boot it, then run rollback.yml again`,
  ),
  ...silent.map(
    (server) =>
      `${server} does not answer, so nobody knows whether it left a mount lazily: bring it online, then run rollback.yml again`,
  ),
];

const NOT_OURS = 'The migration is not held by this run: nothing was listed.';

const nothingListed = (newest: Entry): string =>
  wayBack(newest) === undefined
    ? 'Nothing is open after this rollback.'
    : 'The way back has not reached every server: nothing was listed yet.';

/** A rollback of this run by an earlier job, or of the run that was named. A later attempt of this run lists by itself. */
function mayList({ run }: StepContext, entry: Entry, ofRun: string | undefined): boolean {
  if (ofRun !== undefined && entry.owner.run !== run.id) return true;
  return isOfRun(entry, { run: run.id, attempt: run.attempt });
}

/** The entry of the job that has proven everything last before the switch, and then switched. */
const provenEntry = (entries: readonly Entry[]): Entry | undefined =>
  entries.findLast(({ state, intent }) => state === 'reproven' && intent === null);

/** When everything was proven last before the switch: what is newer in the bucket came through the gateway. */
function provenAt(entries: readonly Entry[]): Instant {
  const proven = provenEntry(entries);
  // Without such an entry nothing of the bucket can be told apart by its time: then everything is listed.
  return proven === undefined ? 0 : Date.parse(proven.at) - CLOCKS_DIFFER_MS;
}

/** The runner's clock against that of S3. */
const CLOCKS_DIFFER_MS = 60_000;

const nothingOpen = (newest: Entry | undefined, says: string): Outcome => ({
  verdict: 'pass',
  says,
  facts: newest === undefined ? [] : [{ name: 'State', value: newest.state }],
  warnings: [],
  data: { state: newest?.state ?? null, written: null },
  outputs: { state: newest?.state ?? '', written: '' },
});

function outcome(
  { runbook }: StepContext,
  { state, written, detached }: Entry,
  found: Found,
  { since, why }: { readonly since: Instant; readonly why: string },
): Outcome {
  const place = `s3://${runbook.bucket.name}/${runbook.bucket.prefix}`;
  const objects = `${counted(found.count, 'object')} in ${place} ${found.count === 1 ? 'is' : 'are'} not as before the switch`;
  const action = nextAction({ state, intent: null, ...(detached && { detached }) });
  const open =
    why !== ''
      ? [
          `There may be more: ${why}. Keep the gateway running until it has uploaded everything. ${action}`,
        ]
      : found.count > 0
        ? [`The NFS server does not have what was written through the gateway. ${action}`]
        : [];
  const kinds = Object.entries(found.kinds).filter(([, count]) => count > 0);
  return {
    verdict: 'pass',
    says:
      why !== ''
        ? `What was written through the gateway is not known in full: ${objects}.`
        : found.count > 0
          ? `Written through the gateway, and not on the NFS server: ${objects}.`
          : `Nothing was written through the gateway: ${place} is as before the switch.`,
    facts: [
      { name: 'Since', value: new Date(since).toISOString() },
      { name: 'Objects', value: String(found.count) },
      ...kinds.map(([kind, count]) => ({ name: `Of them ${kind}`, value: String(count) })),
      ...found.first.map((value) => ({ name: 'Object', value })),
      ...(found.count > NAMED ? [{ name: 'All of them', value: found.file }] : []),
    ],
    warnings: open,
    data: { state, written, ...found },
    outputs: { state, written: String(found.count) },
  };
}

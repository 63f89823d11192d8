// The share closed for clients on the way back, and opened again when the migration is settled. Its flag of before stands
// in the journal.
import type { ShareFlag, ShareFlagState } from '../../aws/storage-gateway/share-flag.ts';
import type { ShortSession } from '../../aws/connection.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import { inTime, waitFor } from '../../core/wait.ts';
import { DELAYS, SHARE_CLOSING_MS, SHARE_OPENING_MS } from '../../plan/poll-intervals.ts';
import { LEASE_SLACK_MS, otherSessionsEnd } from '../../journal/claim.ts';
import type { Detached, Entry } from '../../journal/entry.ts';
import { waitUntil } from '../frame/change-window.ts';
import { changingSession } from '../frame/changing-session.ts';
import { changingConnection, storageConnection } from '../frame/context.ts';
import type { StepContext } from '../frame/context.ts';
import type { Hold } from './hold.ts';

/** The flag, and the session with which it is changed. */
export interface ShareFlagPorts {
  readonly flag: ShareFlag;
  readonly session: ShortSession;
}

/** Opened only where the flag is needed. `hurried`: a way back does not wait long for it. */
export async function openShareFlagOf(
  context: StepContext,
  hurried: boolean,
): Promise<ShareFlagPorts> {
  const { openShareFlag } = await import('../../aws/storage-gateway/share-flag.ts');
  const session = changingSession(context, hurried);
  const connection = { ...storageConnection(context), hurried };
  const changing = { ...changingConnection(context, session), hurried };
  return { session, flag: openShareFlag(connection, context.runbook.gateway.share, changing) };
}

/**
 * Closes the share for all clients, once, and within `limitMs` with all that it needs. The journal learns first how it was.
 * Answers why it is not closed, or undefined; throws only where another job holds the migration.
 */
export async function closeShare(
  context: StepContext,
  hold: Hold,
  openFlag: () => Promise<ShareFlagPorts>,
  limitMs = SHARE_CLOSING_MS,
): Promise<string | undefined> {
  const { clock, signal } = context;
  const what = 'making the share read-only';
  const cure = 'make it so in Storage Gateway, if a server may still write through it';
  const end = clock.now() + limitMs;
  try {
    await inTime({ what, cure, limitMs, signal }, async (limited) => {
      const { flag, session } = await openFlag();
      const before = await flag.read(limited);
      if (isSettled(before, true)) return;
      session.beforeRenewal(() => hold.renew());
      if (hold.entry.readOnly === null) await hold.advance('note', { readOnly: before.readOnly });
      limited.throwIfAborted();
      await flag.set(true, limited);
      const timeoutMs = Math.max(0, end - clock.now());
      await awaitFlag({ clock, signal: limited }, flag, { wanted: true, timeoutMs });
    });
    return undefined;
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = asCutoverError(thrown);
    if (error.code === 'overtaken') throw error;
    return error.message;
  }
}

/**
 * Closes the share on a way back that has left a mount lazily: what hangs there would be written as soon as the gateway
 * answers, behind every list. The source waits for it for a moment only, and it fails nothing: answers what to tell about it.
 */
export async function closeBehind(
  context: StepContext,
  hold: Hold | undefined,
  detached: readonly Detached[],
  openFlag: () => Promise<ShareFlagPorts>,
): Promise<readonly string[]> {
  if (detached.length === 0) return [];
  const names = detached.map(({ server }) => server).join(', ');
  const why =
    hold === undefined
      ? 'the journal did not answer, and nobody would know later how the share was'
      : await closeShare(context, hold, openFlag);
  return [
    why === undefined
      ? `The share is read-only, because ${names} left a mount of it lazily. It is opened when the rollback is settled`
      : `The share could not be made read-only (${why}), and ${names} left a mount of it lazily: what hung there is written as soon as the gateway answers. Boot it first`,
  ];
}

/**
 * Sets the flag as it was before this migration closed the share, and reads it back. Nothing where it was never closed.
 * First it waits until no job of `entries` can close it once more: a runner that was paused there may wake up behind this.
 */
export async function openShareAgain(
  context: StepContext,
  { hold, entries }: { readonly hold: Hold; readonly entries: readonly Entry[] },
  openFlag: () => Promise<ShareFlagPorts>,
): Promise<void> {
  const wanted = hold.entry.readOnly;
  if (wanted === null) return;
  const end = (otherSessionsEnd(entries, hold.entry.owner) ?? 0) + LEASE_SLACK_MS;
  if (end > context.clock.now())
    await waitUntil(context, end, 'until then a lost job may still close the share');
  const { flag, session } = await openFlag();
  const found = await flag.read();
  // A flag that is as it was needs no gateway that answers.
  if (found.readOnly !== wanted || found.status === 'UPDATING') {
    session.beforeRenewal(() => hold.renew());
    await flag.set(wanted);
    await awaitFlag(context, flag, { wanted, timeoutMs: SHARE_OPENING_MS });
  }
  await hold.advance('note', { readOnly: null });
}

/**
 * The same, where a gateway that is gone for good must not hold up everything else: it takes no change of its share.
 * Answers what is in the way; throws only where another job holds the migration, or the step is stopped.
 */
export async function tryToOpenShare(
  context: StepContext,
  held: Parameters<typeof openShareAgain>[1],
  openFlag: () => Promise<ShareFlagPorts>,
): Promise<CutoverError | undefined> {
  try {
    await openShareAgain(context, held, openFlag);
    return undefined;
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = asCutoverError(thrown);
    if (error.code === 'overtaken' || error.code === 'internal') throw error;
    const { cause: _, ...failure } = error.failure;
    const cure =
      'the task is as before the freeze, the rollback is not settled. Bring the gateway online, then re-run this job. If it is gone for good, settle with although-unknown and a reason';
    return new CutoverError(error.code, { ...failure, cure, cause: error });
  }
}

/** What a person does about a share that stays read-only, as the next attempt finds it. */
export const staysReadOnly = ({ runbook }: StepContext, why: CutoverError): string =>
  `The share stays read-only (${why.failure.got}). To open it by hand, as soon as its gateway answers: aws storagegateway update-nfs-file-share --region ${runbook.storageRegion} --file-share-arn ${runbook.gateway.share} --no-read-only`;

const isSettled = ({ status, readOnly }: ShareFlagState, wanted: boolean): boolean =>
  status === 'AVAILABLE' && readOnly === wanted;

const inWords = ({ status, readOnly }: ShareFlagState): string =>
  `${status}, ${readOnly ? 'read-only' : 'open for writing'}`;

const awaitFlag = (
  { clock, signal }: Pick<StepContext, 'clock' | 'signal'>,
  flag: ShareFlag,
  { wanted, timeoutMs }: { readonly wanted: boolean; readonly timeoutMs: number },
): Promise<unknown> =>
  waitFor({
    what: 'the share, whose flag was just changed',
    until: inWords({ status: 'AVAILABLE', readOnly: wanted }),
    cure: 'see in Storage Gateway whether the gateway is online, then re-run this job',
    clock,
    signal,
    timeoutMs,
    delaysMs: DELAYS.share,
    read: () => flag.read(signal),
    classify: (found) => (isSettled(found, wanted) ? 'done' : 'again'),
    describe: inWords,
  });

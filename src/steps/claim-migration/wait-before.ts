// What a job behind the gate waits for before it takes the migration on: nothing is frozen yet, and the source serves.
import { LEASE_SLACK_MS, lostSessionEnd } from '../../journal/claim.ts';
import type { JournalLog } from '../../journal/log.ts';
import { assertWindow, awaitWindow, waitUntil } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { writerOf } from '../migration/hold.ts';

/**
 * Waits for the begin of the change window, where all of it fits into the time of the job; then until a lost job of an
 * earlier attempt can change nothing in AWS any more. Throws `window-closed` where it would begin outside of the window.
 */
export async function waitBefore(context: StepContext, log: JournalLog): Promise<void> {
  const { clock, run, signal } = context;
  await awaitWindow(context);
  if (run.attempt === 1) return;
  const end = lostSessionEnd(await log.read(), writerOf(context).owner);
  if (end === undefined || end + LEASE_SLACK_MS <= clock.now()) return;
  const why = 'until then the lost job of an earlier attempt may still start the task or change it';
  await waitUntil(context, end + LEASE_SLACK_MS, why);
  signal.throwIfAborted();
  assertWindow(context, 'begin');
}

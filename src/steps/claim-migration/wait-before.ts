// What a job behind the gate waits for before it takes the migration on: nothing is frozen yet, and the source serves.
import { LEASE_SLACK_MS, lostSessionEnd } from '../../journal/claim.ts';
import type { JournalLog } from '../../journal/log.ts';
import { utc } from '../../core/values/instant.ts';
import type { Instant } from '../../core/clock.ts';
import { timeUntilBegin } from '../../runbook/change-window.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { StepContext } from '../frame/context.ts';
import { writerOf } from '../migration/hold.ts';

/**
 * Waits for the begin of the change window, where all of it fits into the time of the job; then until a lost job of an
 * earlier attempt can change nothing in AWS any more. Throws `window-closed` where it would begin outside of the window.
 */
export async function waitBefore(context: StepContext, log: JournalLog): Promise<void> {
  const { clock, run, runbook, signal } = context;
  const early = timeUntilBegin(runbook.change.window, clock.now());
  if (early > 0) {
    const until = clock.now() + early;
    await waitUntil(context, until, 'the change window begins then, and nothing is done before');
  }
  assertWindow(context, 'begin');
  if (run.attempt === 1) return;
  const end = lostSessionEnd(await log.read(), writerOf(context).owner);
  if (end === undefined || end + LEASE_SLACK_MS <= clock.now()) return;
  const why = 'until then the lost job of an earlier attempt may still start the task or change it';
  await waitUntil(context, end + LEASE_SLACK_MS, why);
  signal.throwIfAborted();
  assertWindow(context, 'begin');
}

async function waitUntil(
  { clock, say, signal }: StepContext,
  until: Instant,
  why: string,
): Promise<void> {
  say(`Waits until ${utc(new Date(until).toISOString())}: ${why}`);
  await clock.sleep(until - clock.now(), signal);
}

// The guard of what goes forward: outside of the runbook's change window it does not. What goes back never asks it.
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import { utc } from '../../core/values/instant.ts';
import { timeUntilBegin, windowFault } from '../../runbook/change-window.ts';
import type { Moment } from '../../runbook/change-window.ts';
import type { StepContext } from './context.ts';

/** Throws `window-closed` where the runbook has a change window that does not allow `moment` now. */
export function assertWindow({ clock, runbook }: StepContext, moment: Moment): void {
  const { window } = runbook.change;
  const fault = window === undefined ? undefined : windowFault(window, moment, clock.now());
  if (fault !== undefined) throw new CutoverError('window-closed', fault);
}

/**
 * Waits for the begin of the change window, where all of it fits into the time of the job. Throws `window-closed` where it
 * would begin outside of the window.
 */
export async function awaitWindow(context: StepContext): Promise<void> {
  const { clock, runbook } = context;
  const early = timeUntilBegin(runbook.change.window, clock.now());
  if (early > 0)
    await waitUntil(
      context,
      clock.now() + early,
      'the change window begins then, and nothing is done before',
    );
  assertWindow(context, 'begin');
}

/** Sleeps until then and says why. */
export async function waitUntil(
  { clock, say, signal }: StepContext,
  until: Instant,
  why: string,
): Promise<void> {
  say(`Waits until ${utc(new Date(until).toISOString())}: ${why}`);
  await clock.sleep(until - clock.now(), signal);
}

/**
 * The same for the switch, where the migration stands at `entry`, and whether it is still to begin: a switch that was
 * begun is brought to its end.
 */
export function assertMaySwitch(
  context: StepContext,
  { state, intent }: { readonly state: string; readonly intent: string | null },
): boolean {
  const begins = state === 'reproven' && intent !== 'switched';
  if (begins) assertWindow(context, 'switch');
  return begins;
}

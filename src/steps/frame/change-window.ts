// The guard of what goes forward: outside of the runbook's change window it does not. What goes back never asks it.
import { CutoverError } from '../../core/errors.ts';
import { windowFault } from '../../runbook/change-window.ts';
import type { Moment } from '../../runbook/change-window.ts';
import type { StepContext } from './context.ts';

/** Throws `window-closed` where the runbook has a change window that does not allow `moment` now. */
export function assertWindow({ clock, runbook }: StepContext, moment: Moment): void {
  const { window } = runbook.change;
  const fault = window === undefined ? undefined : windowFault(window, moment, clock.now());
  if (fault !== undefined) throw new CutoverError('window-closed', fault);
}

/** The same for the switch, where the migration stands at `entry`: a switch that was begun is brought to its end. */
export function assertMaySwitch(
  context: StepContext,
  { state, intent }: { readonly state: string; readonly intent: string | null },
): void {
  if (state === 'reproven' && intent !== 'switched') assertWindow(context, 'switch');
}

// The guard of what goes forward: the change calendar is open, and for as long as it takes. What goes back never asks it.
import type { CalendarState } from '../../aws/ssm/calendar.ts';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import { parseArn } from '../../core/values/arn.ts';
import { formatDuration } from '../../core/values/duration.ts';
import { utc } from '../../core/values/instant.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { StepContext } from './context.ts';
import { serverConnection } from './context.ts';

/** What a run is about to do. */
export type CalendarMoment = 'begin' | 'freeze' | 'switch';

const MINUTE_MS = 60_000;

/** What the rest takes at least, where nobody says how long it takes. */
const LEAST_MS: Readonly<Record<CalendarMoment, number>> = {
  begin: 30 * MINUTE_MS,
  freeze: 30 * MINUTE_MS,
  switch: 10 * MINUTE_MS,
};

const ABOUT_TO: Readonly<Record<CalendarMoment, string>> = {
  begin: 'the begin of the cutover',
  freeze: 'the freeze of the source',
  switch: 'the switch to the gateway',
};

const OTHER_TIME = 'ask the owner of the calendar, or wait until it is open, and start a new run';
const CURES: Readonly<Record<CalendarMoment, string>> = {
  begin: `nothing was frozen: ${OTHER_TIME}`,
  freeze: `nothing was frozen: ${OTHER_TIME}`,
  switch: `nothing was switched, and this job rolls back by itself: ${OTHER_TIME}`,
};

/** For how long the calendar must stay open: as forecast, never longer than until the time to give up; or the least that it takes. */
export function neededMs(
  { change: { window } }: Pick<Runbook, 'change'>,
  moment: CalendarMoment,
  now: Instant,
  forecastMs?: number,
): number {
  const least = LEAST_MS[moment];
  if (moment === 'switch') return least;
  const rest = window === undefined ? Infinity : Date.parse(window.giveUpAt) - now;
  const wanted = Math.min(rest, forecastMs ?? rest);
  return Number.isFinite(wanted) ? Math.max(least, wanted) : least;
}

/** Why the calendar does not allow it, or undefined. Only OPEN, until a time that is late enough or never ends, does. */
export function calendarFault(
  { state, next }: CalendarState,
  moment: CalendarMoment,
  {
    calendar,
    now,
    forMs,
  }: { readonly calendar: string; readonly now: Instant; readonly forMs: number },
): Failure | undefined {
  const open = state === 'OPEN';
  if (open && (next === undefined || next >= now + forMs)) return undefined;
  return {
    what: `${ABOUT_TO[moment]} by the change calendar ${calendar}`,
    expected: `OPEN now, and for ${formatDuration(forMs)} more (change.calendar in the runbook)`,
    got: stateInWords({ state, next }),
    cure: CURES[moment],
  };
}

/** `OPEN until …`. */
export function stateInWords({ state, next }: CalendarState): string {
  const known = state === 'OPEN' || state === 'CLOSED' ? state : 'a state that is not known';
  if (next === undefined) return known;
  return Number.isFinite(next)
    ? `${known} until ${utc(new Date(next).toISOString())}`
    : `${known} until a time that cannot be read`;
}

/** Asks the calendar of the runbook, now or at another time; undefined where the runbook names none. */
export async function askCalendar(
  context: StepContext,
  at?: Instant,
): Promise<CalendarState | undefined> {
  const { calendar } = context.runbook.change;
  if (calendar === undefined) return undefined;
  const { calendarState } = await import('../../aws/ssm/calendar.ts');
  const home = serverConnection(context);
  const region = parseArn(calendar)?.region ?? home.region;
  return calendarState({ ...home, region }, calendar, at);
}

/** Throws `window-closed` unless the calendar is open for long enough, and what the service throws that does not answer. */
export async function assertCalendar(
  context: StepContext,
  moment: CalendarMoment,
  forecastSeconds?: number,
): Promise<void> {
  const state = await askCalendar(context);
  if (state === undefined) return;
  const { clock, runbook } = context;
  const { calendar = '' } = runbook.change;
  const now = clock.now();
  const forMs = neededMs(runbook, moment, now, forecastSeconds && forecastSeconds * 1000);
  const fault = calendarFault(state, moment, { calendar, now, forMs });
  if (fault !== undefined) throw new CutoverError('window-closed', fault);
}

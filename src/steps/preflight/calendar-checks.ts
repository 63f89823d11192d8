// The change calendar: that it can be asked, and that it is open when the change window begins.
import type { CalendarState } from '../../aws/ssm/calendar.ts';
import { utc } from '../../core/values/instant.ts';
import type { ChangeWindow } from '../../runbook/runbook.ts';
import { askCalendar, stateInWords } from '../frame/change-calendar.ts';
import type { StepContext } from '../frame/context.ts';
import type { Finding } from './finding.ts';
import { inArea } from './group.ts';
import type { Group } from './group.ts';

const { fail, pass, unproven, warn } = inArea('Gates');

const NOW = 'The change calendar can be asked';
const THEN = 'The change calendar and the change window agree';
const CURE = 'ask the owner of the calendar, or approve the cutover only when it is open';
const AGREE =
  'agree with the owner of the calendar on another change window, or on another calendar';

/** The group on the calendar; none where the runbook names none. */
export function calendarGroups(context: StepContext): readonly Group[] {
  if (context.runbook.change.calendar === undefined) return [];
  return [{ area: 'Gates', check: NOW, look: () => lookAtCalendar(context) }];
}

async function lookAtCalendar(context: StepContext): Promise<readonly Finding[]> {
  const { clock, runbook } = context;
  const { window } = runbook.change;
  const now = judgeNow(await askCalendar(context));
  if (window === undefined || Date.parse(window.notBefore) <= clock.now()) return [now];
  const then = await askCalendar(context, Date.parse(window.notBefore));
  return [now, judgeThen(then, window)];
}

const isSound = (state: CalendarState | undefined): state is CalendarState =>
  (state?.state === 'OPEN' || state?.state === 'CLOSED') && !Number.isNaN(state.next);

/** What the calendar says now: closed may be open again when the cutover is approved. */
export function judgeNow(state: CalendarState | undefined): Finding {
  const says = state === undefined ? 'nothing' : stateInWords(state);
  if (!isSound(state)) return unproven(NOW, `${says}; expected OPEN or CLOSED`, CURE);
  if (state.state === 'OPEN') return pass(NOW, says);
  return warn(NOW, `${says}; expected OPEN: a cutover that is approved meanwhile is refused`, CURE);
}

/** What it says of the begin of the change window. */
export function judgeThen(state: CalendarState | undefined, window: ChangeWindow): Finding {
  const begin = `at the begin of the change window, ${utc(window.notBefore)}`;
  const says = `${state === undefined ? 'nothing' : stateInWords(state)} ${begin}`;
  if (!isSound(state)) return unproven(THEN, `${says}; expected OPEN or CLOSED`, CURE);
  if (state.state === 'CLOSED') return fail(THEN, `${says}; expected OPEN`, AGREE);
  if (state.next === undefined || state.next >= Date.parse(window.giveUpAt))
    return pass(THEN, says);
  return warn(THEN, `${says}; expected OPEN until give-up-at, ${utc(window.giveUpAt)}`, AGREE);
}

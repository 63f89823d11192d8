// What the steps that go forward ask the change calendar, where the runbook names one.
import { getCalendarState } from '../../core/requests/ssm.ts';
import { parseArn } from '../../core/values/arn.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';

/** The question whether the calendar is open, now or then, in its own Region; nothing without a calendar. */
export function readCalendar(at: Place, about: About, then?: string): Operation[] {
  const { calendar } = at.runbook.change;
  if (calendar === undefined) return [];
  const one = callOf(at, getCalendarState(calendar, then), about);
  const region = parseArn(calendar)?.region ?? one.call.region;
  return [{ ...one, call: { ...one.call, region } }];
}

// The change calendar: the one that a scenario closes for some time, or else the runbook's own, open without an end.
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import type { Instant } from '../time/clock.ts';
import type { Document } from './documents.ts';
import { ssmError, validation } from './errors.ts';

export interface CalendarInput {
  readonly CalendarNames: readonly string[];
  readonly AtTime?: string;
}

/** A stretch of time that is closed. */
type Closed = readonly [from: Instant, until: Instant];

export type Calendars = ReadonlyMap<string, readonly Closed[]>;

const MINUTE_MS = 60_000;

const nameIn = (nameOrArn: string): string =>
  nameOrArn.replace(/^arn:aws[a-z-]*:ssm:[^:]*:[^:]*:document\//, '');

/** The calendar of the servers' Region by its name, if there is one. */
export function openCalendars({ clock, faults, world }: LabContext): Calendars {
  const begun = clock.now();
  const { calendar } = faults;
  const name = calendar?.name ?? world.names.change?.calendar;
  const closed = (calendar?.closed ?? []).map(
    ([from, until]) => [begun + from * MINUTE_MS, begun + until * MINUTE_MS] as const,
  );
  return new Map(name === undefined ? [] : [[nameIn(name), closed]]);
}

/** GetCalendarState's answer: open only if all of them are; the next time at which that changes, if there is one. */
export function getCalendarState(
  { clock }: LabContext,
  documents: ReadonlyMap<string, Document>,
  calendars: Calendars,
  { CalendarNames, AtTime }: CalendarInput,
): Json {
  const at = AtTime === undefined ? clock.now() : Date.parse(AtTime);
  if (Number.isNaN(at)) throw validation(`AtTime ${AtTime ?? ''} is not in ISO 8601 format.`);
  const closed = CalendarNames.map(nameIn).flatMap((name) => {
    if (documents.has(name)) throw ssmError('InvalidDocumentType');
    const found = calendars.get(name);
    if (found === undefined)
      throw ssmError('InvalidDocument', `Document with name ${name} does not exist.`);
    return found;
  });
  const isClosed = (time: Instant): boolean =>
    closed.some(([from, until]) => from <= time && time < until);
  const next = closed
    .flat()
    .filter((edge) => edge > at && isClosed(edge) !== isClosed(at))
    .sort((a, b) => a - b)[0];
  return {
    State: isClosed(at) ? 'CLOSED' : 'OPEN',
    AtTime: seconds(at),
    ...(next !== undefined && { NextTransitionTime: seconds(next) }),
  };
}

const seconds = (time: Instant): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

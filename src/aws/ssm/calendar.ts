// Systems Manager: whether a change calendar is open.
import { GetCalendarStateCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import { getCalendarState } from '../../core/requests/ssm.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask } from '../errors.ts';

export interface CalendarState {
  /** `OPEN` or `CLOSED`; anything else is neither. */
  readonly state: string;
  /** When that changes; NaN where the answer names no time that can be read, undefined where it names none. */
  readonly next: Instant | undefined;
}

/** What is no calendar of this Region and account, by the model's names. */
const NONE = /^(InvalidDocument|InvalidDocumentType|UnsupportedCalendarException)$/;

/** Asks for one calendar, in the Region of the connection. `at` is another time than now. */
export async function calendarState(
  connection: Connection,
  calendar: string,
  at?: Instant,
): Promise<CalendarState> {
  const client = new SSMClient(clientConfig(connection));
  const { region, signal } = connection;
  const asked = getCalendarState(calendar, at === undefined ? at : new Date(at).toISOString());
  try {
    const { NextTransitionTime: next, State } = await ask(
      asked,
      { resource: calendar, signal },
      (input, options) => client.send(new GetCalendarStateCommand(input), options),
    );
    return { state: State ?? 'unknown', next: next === undefined ? next : Date.parse(next) };
  } catch (thrown) {
    throw noCalendar(thrown, calendar, region) ?? thrown;
  }
}

function noCalendar(thrown: unknown, calendar: string, region: string): CutoverError | undefined {
  const { name = '' } = ((thrown as Error).cause ?? {}) as { readonly name?: string };
  if (!NONE.test(name)) return undefined;
  return new CutoverError('aws-not-found', {
    what: `the change calendar ${calendar}`,
    expected: `a document of the type ChangeCalendar in ${region}`,
    got: `${name} of ssm:GetCalendarState`,
    cure: 'correct change.calendar of the runbook: a name is looked up in the Region of the servers, an ARN in its own. A calendar of another account must be shared with this one, and needs its ARN',
    cause: thrown,
  });
}

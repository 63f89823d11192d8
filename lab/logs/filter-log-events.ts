// FilterLogEvents: the events of one group that match, page by page; a page may be empty and not the last.
import { invalidParameter } from './errors.ts';
import { parsePattern } from './filter-pattern.ts';
import type { LogEvent, LogGroup } from './log-groups.ts';
import type { FilterLogEventsInput } from './shapes.ts';

const PAGE_EVENTS = 10_000;
const PAGE_BYTES = 1 << 20;
const TOKEN_LIFE_MILLISECONDS = 24 * 3_600_000;

/** AWS gives the latest events first only for times since then (FilterLogEvents, startFromHead). */
const BACKWARDS_SINCE = Date.UTC(2024, 0, 1);

interface Token {
  /** How many events of the group were searched before. */
  readonly from: number;
  /** Whether the first page began with the earliest: the later pages go on in its direction. */
  readonly head: boolean;
  readonly made: number;
}

/** One page of the answer, and the token of the next page while there is more to search. */
export function filterLogEvents(
  group: LogGroup,
  input: FilterLogEventsInput,
  now: number,
): { events: LogEvent[]; searchedLogStreams: never[]; nextToken?: string } {
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined)
    throw invalidParameter('logStreamNames and logStreamNamePrefix must not be given together.');
  const wanted = matcher(input);
  const { from, head } = beginning(input, now);
  const all = head ? group.events : group.events.toReversed();
  const found: LogEvent[] = [];
  const answer = (searched: number): ReturnType<typeof filterLogEvents> => ({
    events: found,
    searchedLogStreams: [],
    ...(searched < all.length ? { nextToken: tokenOf({ from: searched, head, made: now }) } : {}),
  });
  // As on AWS, where a search often begins with pages that hold nothing but a token.
  if (input.nextToken === undefined && input.filterPattern) return answer(0);
  let bytes = 0;
  let index = from;
  for (; index < all.length; index += 1) {
    const event = all[index];
    if (event === undefined || !wanted(event)) continue;
    bytes += Buffer.byteLength(event.message);
    if (found.length >= (input.limit ?? PAGE_EVENTS) || bytes > PAGE_BYTES) break;
    found.push(event);
  }
  return answer(index);
}

/** Where a page begins, and in which direction it goes. */
function beginning(input: FilterLogEventsInput, now: number): Pick<Token, 'from' | 'head'> {
  if (input.nextToken !== undefined) return readToken(input.nextToken, now);
  const head = input.startFromHead ?? true;
  if (!head && (input.startTime ?? 0) < BACKWARDS_SINCE)
    throw invalidParameter(
      'startFromHead false is supported only for a startTime on or after 2024-01-01T00:00:00Z.',
    );
  return { from: 0, head };
}

function matcher(input: FilterLogEventsInput): (event: LogEvent) => boolean {
  const { startTime = 0, endTime = Infinity, logStreamNames, logStreamNamePrefix = '' } = input;
  if (startTime > endTime) throw invalidParameter('startTime must not be after endTime.');
  const matches = parsePattern(input.filterPattern ?? '');
  return (event) =>
    event.timestamp >= startTime &&
    event.timestamp <= endTime &&
    (logStreamNames?.includes(event.logStreamName) ?? true) &&
    event.logStreamName.startsWith(logStreamNamePrefix) &&
    matches(event.message);
}

const tokenOf = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

function readToken(text: string, now: number): Token {
  const found = /^\{"from":(\d+),"head":(true|false),"made":([\d.]+)\}$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  const [, from, head, made] = found ?? [];
  const token = { from: Number(from), head: head === 'true', made: Number(made) };
  if (found === null || now - token.made > TOKEN_LIFE_MILLISECONDS)
    throw invalidParameter('The specified nextToken is invalid.');
  return token;
}

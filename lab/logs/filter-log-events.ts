// FilterLogEvents: the events of one group that match, page by page; a page may be empty and not the last.
import { invalidParameter } from './errors.ts';
import { parsePattern } from './filter-pattern.ts';
import type { LogEvent, LogGroup } from './log-groups.ts';
import type { FilterLogEventsInput } from './shapes.ts';

const PAGE_EVENTS = 10_000;
const PAGE_BYTES = 1 << 20;
const TOKEN_LIFE_MILLISECONDS = 24 * 3_600_000;

interface Token {
  readonly from: number;
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
  const found: LogEvent[] = [];
  const answer = (from: number): ReturnType<typeof filterLogEvents> => ({
    events: found,
    searchedLogStreams: [],
    ...(from < group.events.length ? { nextToken: tokenOf({ from, made: now }) } : {}),
  });
  // As on AWS, where a search often begins with pages that hold nothing but a token.
  if (input.nextToken === undefined && input.filterPattern) return answer(0);
  let bytes = 0;
  let index = input.nextToken === undefined ? 0 : readToken(input.nextToken, now).from;
  for (; index < group.events.length; index += 1) {
    const event = group.events[index];
    if (event === undefined || !wanted(event)) continue;
    bytes += Buffer.byteLength(event.message);
    if (found.length >= (input.limit ?? PAGE_EVENTS) || bytes > PAGE_BYTES) break;
    found.push(event);
  }
  return answer(index);
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
  const found = /^\{"from":(\d+),"made":([\d.]+)\}$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  const token = { from: Number(found?.[1]), made: Number(found?.[2]) };
  if (found === null || now - token.made > TOKEN_LIFE_MILLISECONDS)
    throw invalidParameter('The specified nextToken is invalid.');
  return token;
}

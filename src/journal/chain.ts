// The chain of entries: each is read whole, fits its key, and follows the one before it. Anything else is refused.
import { CutoverError } from '../core/errors.ts';
import { entryFault, shown } from './entry-form.ts';
import { entryText, textDigest } from './entry.ts';
import type { Entry } from './entry.ts';
import { EDGES, next } from './states.ts';
import type { Edge } from './states.ts';

/** What stands at a place of the journal: its address for people, its sequence, and the text that was read. */
export interface Found {
  readonly place: string;
  readonly sequence: number;
  readonly text: string;
}

/** The entry in `text`. Throws `not-ready` unless it is one, whole, in its one spelling, with the sequence of its key. */
export function readEntry({ place, sequence, text }: Found): Entry {
  const value = parsed(place, text);
  const fault = entryFault(value);
  if (fault !== undefined) throw broken(place, fault.expected, fault.got);
  const entry = value as Entry;
  if (entry.sequence !== sequence)
    throw broken(place, `sequence ${sequence}, as in its key`, String(entry.sequence));
  if (entryText(entry) !== text)
    throw broken(place, 'the one spelling of an entry', 'another spelling of the same members');
  return entry;
}

function parsed(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken(place, 'an entry as JSON', shown(text));
  }
}

/**
 * Throws `not-ready` unless `entry` follows `before`: by its digest, by an edge of the table, and with an epoch that
 * does not fall. `before` is undefined for the first entry, whose digest is that of entry 0.
 */
export function checkLink(
  entry: Entry,
  before: Entry | undefined,
  { place, text }: Pick<Found, 'place' | 'text'>,
): void {
  const digest = textDigest(text);
  if (entry.before !== digest) throw broken(place, `before: ${digest}`, entry.before);
  if (!(Object.keys(EDGES) as Edge[]).some((edge) => next(before, edge) === entry.state))
    throw broken(place, `a state that can follow ${before?.state ?? 'nothing'}`, entry.state);
  const least = before?.epoch ?? 0;
  if (entry.epoch < least) throw broken(place, `an epoch from ${least}`, String(entry.epoch));
}

/** The error for a journal that is not as this program writes it: nothing may be built on it. */
export const broken = (place: string, expected: string, got: string): CutoverError =>
  new CutoverError('not-ready', {
    what: `journal entry ${place}`,
    expected,
    got,
    cure: 'start no run before it is known who wrote there (CloudTrail names them); the versions of the object show what stood there before',
  });

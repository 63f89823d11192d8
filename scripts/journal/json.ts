// The journal as one JSON object, for programs.
import type { Entry } from '../../src/journal/entry.ts';
import { nextAction } from '../../src/journal/words.ts';

/** The newest entry, its next action in words, and all entries; `newest` and `next` are null in an empty journal. */
export function journalJson(place: string, entries: readonly Entry[]): string {
  const newest = entries.at(-1) ?? null;
  const next = newest === null ? null : nextAction(newest);
  return JSON.stringify({ format: 1, place, newest, next, entries }, null, 2);
}

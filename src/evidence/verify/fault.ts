// What a check finds, and how it is shown: names come from files of others, and a terminal must not obey them.
import type { ChainedRecord } from '../chain.ts';

/** Something that does not hold. */
export interface Fault {
  /** The record or the part of the evidence that fails. */
  readonly where: string;
  readonly says: string;
}

/** A record in words. */
export const nameOf = ({ attempt, chain, id, job }: ChainedRecord): string =>
  `${placeOf(job, attempt, chain.number)} (${id})`;

/** The place of a record in words. */
export const placeOf = (job: string, attempt: number, number: number): string =>
  `record ${number} of ${job}, attempt ${attempt}`;

const LONGEST_LINE = 400;

/** One line of printable ASCII: everything else is written as its number. */
export function safe(text: string): string {
  const head = text.slice(0, LONGEST_LINE + 1);
  const shown = head.replaceAll(
    /[^\x20-\x7e]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}...` : shown;
}

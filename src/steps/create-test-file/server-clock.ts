// The clock of the NFS server against AWS's: what the ctime of a new file says of it.
import { CutoverError } from '../../core/errors.ts';
import type { Fact } from '../../core/record.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { ClockReading } from '../servers/test-file.ts';

/** How far a clock is ahead of AWS's, in milliseconds; below zero it is behind. The truth lies between the two. */
export interface Skew {
  readonly least: number;
  readonly most: number;
}

export interface JudgedClock {
  readonly fact: Fact;
  readonly warnings: readonly string[];
  /** Undefined if nothing could be measured. */
  readonly skew: Skew | undefined;
  /** Set if the run must not go on. */
  readonly error?: CutoverError;
}

/** A skew of so much changes no verdict: DataSync and S3 take longer between two moments that a proof compares. */
const SHOWN_MS = 2000;
const MOST_MS = 60_000;
const NAME = 'Clock of the NFS server';

/** The skew that a reading leaves possible: the change was made at one moment between its two bounds. */
export const skewOf = ({ changedAt, earliest, latest }: ClockReading): Skew => ({
  least: changedAt - latest,
  most: changedAt - earliest,
});

/**
 * What a reading means for the run. A skew of more than two seconds that is certain is a warning; one of more than 60 s
 * is an error. Where the bounds only leave more than 60 s possible, that is a warning, too.
 */
export function judgeClock(
  { source }: Pick<Runbook, 'source'>,
  reading: ClockReading | undefined,
): JudgedClock {
  if (reading === undefined) {
    const value = 'not measured: the server has shown no ctime of a new file';
    return { fact: { name: NAME, value }, warnings: [`${NAME}: ${value}`], skew: undefined };
  }
  const skew = skewOf(reading);
  const words = skewInWords(skew);
  const judged = { fact: { name: NAME, value: words }, warnings: [], skew };
  const certain = certainSkew(skew);
  if (certain > MOST_MS) return { ...judged, error: wrongClock(source.export, words) };
  const possible = Math.max(Math.abs(skew.least), Math.abs(skew.most));
  if (certain > SHOWN_MS || possible > MOST_MS)
    return { ...judged, warnings: [`${NAME}, ${source.export}: ${words}. ${MEANS}`] };
  return judged;
}

/** The part of a skew that no bound leaves open, without its sign. */
const certainSkew = ({ least, most }: Skew): number => Math.max(0, least, -most);

const MEANS =
  'A proof compares its times with those of DataSync and S3: a clock that is ahead makes files newer than they are, one that is behind makes them older.';

/** `2 s to 5 s ahead of AWS's clock`, `between 1 s behind and 2 s ahead of AWS's clock`. */
export function skewInWords({ least, most }: Skew): string {
  const [near, far] = [least, most]
    .map((value) => Math.abs(value))
    .sort((a, b) => a - b)
    .map((value) => formatDuration(value)) as [string, string];
  if (least >= 0) return `${near} to ${far} ahead of AWS's clock`;
  if (most <= 0) return `${near} to ${far} behind AWS's clock`;
  return `between ${formatDuration(-least)} behind and ${formatDuration(most)} ahead of AWS's clock`;
}

const wrongClock = (source: string, words: string): CutoverError =>
  new CutoverError('not-ready', {
    what: `the clock of the NFS server, ${source}`,
    expected: `at most ${formatDuration(MOST_MS)} from AWS's clock`,
    got: words,
    cure: 'correct its time (chrony or another NTP client), then re-run this job: until then a proof mistakes new files for old ones, or old ones for new ones',
  });

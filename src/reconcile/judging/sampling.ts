// A fair sample of a stream of unknown length, the same for the same run, and what it proves.
import { createHash } from 'node:crypto';
import { counted } from '../../core/text/markdown.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { formatBytes } from '../../core/values/bytes.ts';
import type { TimeUnit } from './compare-rule.ts';

/** How sure the statement of a sample is. */
const DOUBT = 0.05;

/**
 * Keeps `size` rows of all that are offered, each with the same chance. It skips rows without a look at them (Li's
 * algorithm L), so that sampling costs almost nothing.
 */
export class Sample {
  readonly #size: number;
  readonly #random: () => number;
  readonly #rows: Buffer[] = [];
  #offered = 0;
  #weight = 1;
  #next: number;

  constructor(size: number, seed: string) {
    this.#size = size;
    this.#random = randomOf(seed);
    this.#next = size > 0 ? 0 : Infinity;
  }

  /** How many rows were offered. */
  get offered(): number {
    return this.#offered;
  }

  offer(row: RowCursor): void {
    const index = this.#offered;
    this.#offered += 1;
    if (index === this.#next) this.#take(row, index);
  }

  /** The rows (`<meta>/<path>\0`) of the sample, in the order of their paths. */
  rows(): Buffer[] {
    const path = (row: Buffer): Buffer => row.subarray(row.indexOf('/') + 1);
    return this.#rows.toSorted((a, b) => Buffer.compare(path(a), path(b)));
  }

  #take(row: RowCursor, index: number): void {
    const meta = row.bytes.subarray(row.metaStart, row.metaEnd);
    const path = row.bytes.subarray(row.pathStart, row.pathEnd);
    const taken = Buffer.concat([meta, SLASH, path, NUL]);
    if (index < this.#size) this.#rows.push(taken);
    else this.#rows[Math.floor(this.#random() * this.#size)] = taken;
    this.#next = index + 1;
    if (this.#next < this.#size) return;
    this.#weight *= Math.exp(Math.log(this.#random()) / this.#size);
    this.#next += Math.floor(Math.log(this.#random()) / Math.log1p(-this.#weight));
  }
}

const SLASH = Buffer.from('/');
const NUL = Buffer.from([0]);

/** Numbers above 0 and below 1, always the same for one seed. */
function randomOf(seed: string): () => number {
  let block = createHash('sha256').update(seed).digest();
  let at = 0;
  return () => {
    if (at + 6 > block.length) {
      block = createHash('sha256').update(block).digest();
      at = 0;
    }
    at += 6;
    return (block.readUIntBE(at - 6, 6) + 0.5) / 2 ** 48;
  };
}

export interface SampleFinding {
  readonly sampled: number;
  readonly differences: number;
  /** Of how many the sample was taken. */
  readonly population: number;
}

/** What a sample proves, in words that claim no more. */
export function sampleStatement({ sampled, differences, population }: SampleFinding): string {
  if (sampled === 0) return 'no file was sampled, which proves nothing';
  if (differences > 0)
    return `${differences} of ${counted(sampled, 'sampled file')} ${differences === 1 ? 'differs' : 'differ'}`;
  if (sampled >= population)
    return `no difference in ${counted(sampled, 'file')}: all of them were compared`;
  const bound = upperBound(sampled);
  return `no difference in ${counted(sampled, 'sampled file')}: below ${percent(bound)} with 95 % confidence`;
}

/** The share of differing files that n files without one still leave possible: (1 - share)^n is the doubt. */
export const upperBound = (sampled: number): number => 1 - DOUBT ** (1 / sampled);

/** Rounded up, so that the statement stays true. */
function percent(share: number): string {
  const unit = share >= 0.01 ? 1 : share >= 0.001 ? 0.1 : share >= 0.0001 ? 0.01 : 0.001;
  return `${Number((Math.ceil((share * 100) / unit) * unit).toFixed(3))} %`;
}

/** How many of the objects read so far have the time of their file in which unit. */
export type TimeUnits = Record<TimeUnit, number>;

/** Says where a time is compared less exactly than the rule would compare it. */
export const inMilliseconds = ({ milliseconds, nanoseconds }: TimeUnits): string[] =>
  milliseconds === 0
    ? []
    : [
        `${milliseconds} of ${milliseconds + nanoseconds} objects have file-mtime in milliseconds (without ns): they were compared to the millisecond`,
      ];

/** What became of the paths that size and time leave in doubt. */
export interface Doubt {
  /** Files read by their bytes, other paths and further files by their metadata alone. */
  whole: number;
  byMetadata: number;
  differ: number;
  /** Files whose metadata agree, though only their bytes could prove them. */
  unread: { files: number; bytes: number };
}

/** What was read of them, in words, and what was not. */
export function doubtStatements(doubt: Doubt, sample: number | 'all'): string[] {
  const { whole, byMetadata, differ } = doubt;
  if (whole + byMetadata === 0) return [];
  const how = [
    ...(whole > 0 ? [`${counted(whole, 'object')} whole`] : []),
    ...(byMetadata > 0
      ? [`${counted(byMetadata, 'object')} by ${whole > 0 ? '' : 'their '}metadata`]
      : []),
  ];
  return [
    `${how.join(' and ')}, because size and time left them in doubt: ${differ} not the same`,
    ...(doubt.unread.files === 0
      ? []
      : [
          `${unreadInWords(doubt)}: more than verify.sample, ${sample}. Run the delta again, or raise verify.sample`,
        ]),
  ];
}

/** Files of which only the bytes would prove that they are the same, in words. */
export const unreadInWords = ({ unread }: Doubt): string =>
  `${counted(unread.files, 'file')} with ${formatBytes(unread.bytes)} in doubt not read whole`;

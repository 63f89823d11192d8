// The fourth layer: what the task report says of a path, added to what the other layers show of it.
import { rename, rm } from 'node:fs/promises';
import { Gathered, openFileSink, readRowsFile } from '../rows/rows-file.ts';
import { mergeRows } from '../rows/merge-rows.ts';
import {
  ANY_FAILED,
  DELETED,
  FAILED_BITS,
  SKIPPED,
  TRANSFERRED,
  VERIFIED,
} from './report-entry.ts';
import type { ReportEntry } from './report-entry.ts';
import { RowCursor } from '../rows/row-cursor.ts';
import { integer } from '../rows/row-fields.ts';
import type { Judgement, LayerSymbol, PathVerdict } from '../judging/judgement.ts';
import { visiblePath } from '../paths/visible-path.ts';

// The entries of a task report, in any order, as sorted rows on the disk: memory does not grow with the report.

/** Entries that are sorted in memory, some 20 MB. */
const AT_ONCE = 50_000;
/** Files that are read side by side. */
const SIDE_BY_SIDE = 16;

/** How many paths the report names, by what DataSync tried with them. */
export interface ReportCounts {
  readonly transferred: number;
  readonly skipped: number;
  readonly verified: number;
  readonly deleted: number;
  /** Paths with at least one failure. */
  readonly failed: number;
}

/**
 * Rows are `<bits> x<code as hex>/<path>\0`; a path that the report names several times has one row, with all its
 * failures.
 */
export class ReportRows {
  readonly #file: string;
  readonly #size: number;
  #entries: ReportEntry[] = [];
  readonly #parts: string[] = [];

  /** The rows come to be in `file`; `size` entries are sorted at once. */
  constructor(file: string, size = AT_ONCE) {
    this.#file = file;
    this.#size = size;
  }

  async add(entries: readonly ReportEntry[]): Promise<void> {
    for (const entry of entries) {
      this.#entries.push(entry);
      if (this.#entries.length >= this.#size) await this.#spill();
    }
  }

  /** Merges all into one file and counts its rows. */
  async end(): Promise<ReportCounts> {
    await this.#spill();
    let parts = this.#parts;
    for (let round = 0; parts.length > 1; round += 1) {
      const merged = `${this.#file}.merged-${round}.gz`;
      await mergeParts(parts.slice(0, SIDE_BY_SIDE), merged);
      parts = [...parts.slice(SIDE_BY_SIDE), merged];
    }
    if (parts[0] !== undefined) await rename(parts[0], this.#file);
    return countsOf(this.#file);
  }

  async #spill(): Promise<void> {
    if (this.#entries.length === 0 && this.#parts.length > 0) return;
    const part = `${this.#file}.part-${this.#parts.length}.gz`;
    this.#parts.push(part);
    const sorted = this.#entries.sort((a, b) => Buffer.compare(a.path, b.path));
    this.#entries = [];
    await using sink = openFileSink(part);
    const rows = new Gathered();
    for (const [i, first] of sorted.entries()) {
      if (i > 0 && sorted[i - 1]?.path.equals(first.path)) continue;
      let { bits, code } = first;
      for (let n = i + 1; sorted[n]?.path.equals(first.path); n += 1) {
        bits |= sorted[n]?.bits ?? 0;
        code ||= sorted[n]?.code ?? '';
      }
      rows.addText(`${bits} x${Buffer.from(code, 'utf8').toString('hex')}/`);
      rows.add(first.path, 0, first.path.length);
      rows.addText('\0');
      if (i % 1000 === 999) await rows.flush(sink);
    }
    await rows.flush(sink);
    await sink.end();
  }
}

async function mergeParts(files: readonly string[], to: string): Promise<void> {
  await using sink = openFileSink(to);
  const rows = new Gathered();
  const streams = files.map((file) => new RowCursor(readRowsFile(file), { name: file }));
  await mergeRows(streams, {
    visit: (present, row) => {
      const same = streams.filter((_, i) => present & (1 << i));
      const bits = same.reduce((all, one) => all | integer(one, BITS), 0);
      const code = same.map(codeHex).find((one) => one !== '') ?? '';
      rows.addText(`${bits} x${code}/`);
      rows.add(row.bytes, row.pathStart, row.pathEnd + 1);
    },
    pause: () => rows.flush(sink),
  });
  await sink.end();
  await Promise.all(files.map((file) => rm(file)));
}

async function countsOf(file: string): Promise<ReportCounts> {
  const counts = { transferred: 0, skipped: 0, verified: 0, deleted: 0, failed: 0 };
  const rows = new RowCursor(readRowsFile(file), { name: 'the task report' });
  await mergeRows([rows], {
    visit: (_present, row) => {
      const bits = reportBits(row);
      const tried = bits | (bits >> FAILED_BITS);
      if (tried & TRANSFERRED) counts.transferred += 1;
      if (tried & SKIPPED) counts.skipped += 1;
      if (tried & VERIFIED) counts.verified += 1;
      if (tried & DELETED) counts.deleted += 1;
      if (bits & ANY_FAILED) counts.failed += 1;
    },
    pause: () => Promise.resolve(),
  });
  return counts;
}

const BITS = 0;

/** What was tried with the path of a row, and what of it has failed. */
const reportBits = (row: RowCursor): number => integer(row, BITS);

/** The failure's code of a row, as DataSync wrote it; '' for none. */
const reportCode = (row: RowCursor): string => Buffer.from(codeHex(row), 'hex').toString('utf8');

const codeHex = ({ bytes, spaces, metaEnd }: RowCursor): string =>
  Buffer.from(bytes.subarray((spaces[0] ?? 0) + 2, metaEnd)).toString('latin1');

const PHASES = [
  [TRANSFERRED, 'TRANSFER'],
  [SKIPPED, 'SKIP'],
  [VERIFIED, 'VERIFY'],
  [DELETED, 'DELETE'],
] as const;

/** Such a verdict cannot stand beside a failure in the task report; reading the object does not settle it. */
const DISPUTED: ReadonlySet<PathVerdict> = new Set(['same', 'to-read']);

/**
 * The judgement with what the task report says of the path. What failed is never silently the same; what is missing
 * says where DataSync lost it. `all`: the report lists successes too, so that a path without a row was not looked at.
 */
export function withReport(
  judgement: Judgement,
  row: RowCursor | undefined,
  all: boolean,
): Judgement {
  const bits = row === undefined ? 0 : reportBits(row);
  if (row !== undefined && (bits & ANY_FAILED) !== 0) return failed(judgement, row, bits);
  if (judgement.verdict !== 'missing')
    return judgement.symbols === '' ? judgement : shownWith(judgement, symbolOf(row, '=', all));
  const lost = missing(judgement, bits, all);
  if (lost === undefined) return judgement;
  return shownWith(lost, symbolOf(row, bits & TRANSFERRED ? '=' : '!', all));
}

/** What the report says alone, of a path that no other layer has; undefined where nothing of it failed. */
export function reportAlone(row: RowCursor): Judgement | undefined {
  const judgement = reportedFailure(row);
  return (
    judgement && {
      ...judgement,
      details: [...judgement.details, 'no layer of this comparison has the path'],
    }
  );
}

/** What the report says where nothing else was looked at; undefined where nothing of the path failed. */
export function reportedFailure(row: RowCursor): Judgement | undefined {
  const bits = reportBits(row);
  return (bits & ANY_FAILED) === 0
    ? undefined
    : { verdict: 'unproven', symbols: '...!', attributes: [], details: wordsOf(row, bits) };
}

function failed(judgement: Judgement, row: RowCursor, bits: number): Judgement {
  const { verdict, symbols, details } = judgement;
  // The report does not matter for paths that the task does not transfer.
  if (verdict === 'filtered') return judgement;
  const words = [...details, ...wordsOf(row, bits)];
  const shown = `${symbols === '' ? '==.' : symbols}!`;
  if (DISPUTED.has(verdict))
    return { verdict: 'unproven', symbols: shown, attributes: [], details: words };
  return {
    ...judgement,
    symbols: shown,
    details: words,
    ...(verdict === 'missing' && { lostBy: 'transfer' as const }),
  };
}

const wordsOf = (row: RowCursor, bits: number): string[] =>
  PHASES.filter(([bit]) => bits & (bit << FAILED_BITS)).map(
    ([, name]) => `task report: ${name} failed, ${visiblePath(Buffer.from(reportCode(row)))}`,
  );

/** Where a missing path was lost that failed nowhere. */
function missing(judgement: Judgement, bits: number, all: boolean): Judgement | undefined {
  const { details } = judgement;
  const says = (text: string): string[] => [...details, `task report: ${text}`];
  // The gateway alone does not show it: DataSync has done its part.
  if (judgement.lostBy === 'gateway') return undefined;
  if (bits & TRANSFERRED)
    return {
      ...judgement,
      details: says('transferred, but it is not in the bucket'),
      lostBy: 'bucket',
    };
  if (bits & SKIPPED) return { ...judgement, details: says('skipped') };
  if (bits & DELETED) return { ...judgement, details: says('deleted') };
  return all ? { ...judgement, details: says('not listed by DataSync') } : undefined;
}

/** Without a row nothing is known, unless the report would have had one. */
const symbolOf = (row: RowCursor | undefined, symbol: LayerSymbol, all: boolean): LayerSymbol =>
  row !== undefined ? symbol : all ? '-' : '.';

const shownWith = (judgement: Judgement, symbol: LayerSymbol): Judgement => ({
  ...judgement,
  symbols: judgement.symbols + symbol,
});

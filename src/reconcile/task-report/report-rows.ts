// The entries of a task report, in any order, as one sorted list on the disk: memory does not grow with the report.
import { rename, rm } from 'node:fs/promises';
import { Gathered, openFileSink } from '../rows/byte-sink.ts';
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
import { readRowsFile } from '../rows/rows-file.ts';

/** Entries that are sorted in memory, some 20 MB. */
const AT_ONCE = 50_000;
/** Lists that are read side by side. */
const SIDE_BY_SIDE = 16;

/** How many paths the report names, by what was tried with them. */
export interface ReportCounts {
  readonly transferred: number;
  readonly skipped: number;
  readonly verified: number;
  readonly deleted: number;
  /** Paths with at least one failure. */
  readonly failed: number;
}

/** Rows are `<bits> x<code as hex>/<path>\0`; a path that is told several times has one row, failures kept. */
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

  /** Brings all into one list and counts it. */
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
export const reportBits = (row: RowCursor): number => integer(row, BITS);

/** The failure's code of a row, as DataSync wrote it; '' for none. */
export const reportCode = (row: RowCursor): string =>
  Buffer.from(codeHex(row), 'hex').toString('utf8');

const codeHex = ({ bytes, spaces, metaEnd }: RowCursor): string =>
  Buffer.from(bytes.subarray((spaces[0] ?? 0) + 2, metaEnd)).toString('latin1');

// One digest per folder of a manifest, so that a later check need only look where something has changed.
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Instant } from '../../core/clock.ts';
import { Gathered } from '../rows/rows-file.ts';
import type { ByteSink } from '../rows/rows-file.ts';
import { mergeRows } from '../rows/merge-rows.ts';
import { RowCursor } from '../rows/row-cursor.ts';
import { CTIME, fieldText, GID, isLater, MODE, UID } from '../rows/row-fields.ts';

const SLASH = 0x2f;
/** 128 bits: enough to distinguish folders, and half the size of the file. */
const DIGEST_DIGITS = 32;

interface OpenFolder {
  /** Bytes of its path, the slash at its end included; 0 for the root. */
  readonly length: number;
  readonly hash: Hash;
  rows: number;
  /** `<mode>:<uid>:<gid>` of its own row, `-` where it has none. */
  attributes: string;
  /** It gets no digest: a row is newer than the moment that the digests speak of, or lies around it. */
  unknown: boolean;
}

export interface DigestOptions {
  /** Folders below this depth count to the one above; 1 is a folder of the root. Absent: every folder by itself. */
  readonly depth?: number;
  /** A folder with a row whose ctime is later gets `-` in place of a digest: nothing is known of it. */
  readonly newerThan?: Instant;
  /** Sorted rows that the manifest does not have: the innermost of its folders around each gets `-`, too. */
  readonly around?: AsyncIterable<Uint8Array>;
}

/** In place of a digest that says nothing. */
export const UNKNOWN_DIGEST = '-';

/**
 * Writes a row `<rows> <digest> <mode>:<uid>:<gid>/<folder>\0` for each folder: its own row and those of what lies
 * directly in it, all meta data included. Folders come after those below them. Returns how many there are.
 */
export async function writeFolderDigests(
  manifest: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  options: DigestOptions = {},
): Promise<number> {
  const row = new RowCursor(manifest, { name: 'the source manifest' });
  const folders = new OpenFolders(row, options);
  const streams = [row];
  if (options.around !== undefined)
    streams.push(new RowCursor(options.around, { name: 'the rows around which nothing is known' }));
  await mergeRows(streams, {
    visit: (present, _row, shared) => {
      if (present & OWN) folders.advance(shared);
      if (present !== OWN) folders.forget(shared);
    },
    pause: async () => {
      folders.digest();
      await folders.written.flush(sink);
    },
  });
  folders.end();
  await folders.written.flush(sink);
  return folders.count;
}

/** The bit of the manifest's own rows. */
const OWN = 1;

class OpenFolders {
  count = 0;
  readonly written = new Gathered();
  readonly #row: RowCursor;
  readonly #depth: number;
  readonly #newerThan: Instant | undefined;
  /** From the root to the innermost; each path is the beginning of the row's. */
  readonly #open: OpenFolder[] = [newFolder(0)];
  /** Rows of the innermost folder, one behind the other, that are not digested yet. */
  #from = 0;
  #to = 0;
  /** What the rows passed since the last one of the manifest share with it. */
  #shared = Infinity;

  constructor(row: RowCursor, { depth = Infinity, newerThan }: DigestOptions) {
    this.#row = row;
    this.#depth = depth;
    this.#newerThan = newerThan;
  }

  /** Goes on to the manifest's next row, whose path shares so many bytes with the row before, of either stream. */
  advance(sharedWithLast: number): void {
    const { metaStart, pathStart, pathEnd } = this.#row;
    const shared = Math.min(sharedWithLast, this.#shared);
    this.#shared = Infinity;
    this.#close(shared);
    this.#enter(shared);
    if (this.#from === this.#to) this.#from = metaStart;
    this.#to = pathEnd + 1;
    const inner = this.#inner;
    inner.rows += 1;
    if (this.#newerThan !== undefined && isLater(this.#row, CTIME, this.#newerThan))
      inner.unknown = true;
    if (pathEnd - pathStart === inner.length && inner.length > 0)
      inner.attributes = [MODE, UID, GID].map((field) => fieldText(this.#row, field)).join(':');
  }

  /** Passes a row that the manifest does not have: nothing is known of the folder around it. */
  forget(shared: number): void {
    this.#close(shared);
    this.#shared = Math.min(this.#shared, shared);
    this.#inner.unknown = true;
  }

  /** Digests what was gathered, before its bytes go away. */
  digest(): void {
    if (this.#from < this.#to)
      this.#inner.hash.update(this.#row.bytes.subarray(this.#from, this.#to));
    this.#from = 0;
    this.#to = 0;
  }

  end(): void {
    this.#close(-1);
  }

  get #inner(): OpenFolder {
    return this.#open.at(-1) ?? newFolder(0);
  }

  #close(shared: number): void {
    for (let last = this.#inner; last.length > shared && this.#open.length > 0;) {
      this.digest();
      this.#open.pop();
      if (last.rows > 0 || last.unknown) this.#write(last);
      last = this.#inner;
    }
  }

  #enter(shared: number): void {
    const { bytes, pathStart, pathEnd } = this.#row;
    for (let at = pathStart + Math.max(shared, this.#inner.length); at < pathEnd; at += 1) {
      if (bytes[at] !== SLASH || this.#open.length > this.#depth) continue;
      this.digest();
      this.#open.push(newFolder(at + 1 - pathStart));
    }
  }

  #write({ length, hash, rows, attributes, unknown }: OpenFolder): void {
    const { bytes, previousStart } = this.#row;
    const digest = unknown ? UNKNOWN_DIGEST : hash.digest('hex').slice(0, DIGEST_DIGITS);
    this.count += 1;
    this.written.addText(`${rows} ${digest} ${attributes}/`);
    this.written.add(bytes, previousStart, previousStart + length);
    this.written.addText('\0');
  }
}

const newFolder = (length: number): OpenFolder => ({
  length,
  hash: createHash('sha256'),
  rows: 0,
  attributes: '-',
  unknown: false,
});

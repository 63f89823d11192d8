// One digest per folder of a manifest, so that a later check need only look where something has changed.
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Instant } from '../core/clock.ts';
import { Gathered } from './byte-sink.ts';
import type { ByteSink } from './byte-sink.ts';
import { mergeRows } from './merge-rows.ts';
import { RowCursor } from './row-cursor.ts';
import { CTIME, GID, MODE, UID, fieldText, isLater } from './row-fields.ts';

const SLASH = 0x2f;
/** 128 bits: enough to tell folders apart, half the file. */
const DIGEST_DIGITS = 32;

interface OpenFolder {
  /** Bytes of its path, the slash at its end included; 0 for the root. */
  readonly length: number;
  readonly hash: Hash;
  rows: number;
  /** `<mode>:<uid>:<gid>` of its own row, `-` where it has none. */
  attributes: string;
  /** One of its rows is newer than the moment that the digests speak of. */
  newer: boolean;
}

export interface DigestOptions {
  /** Folders below this depth count to the one above; 1 is a folder of the root. Absent: every folder by itself. */
  readonly depth?: number;
  /** A folder with a row whose ctime is later gets `-` in place of a digest: nothing is known of it. */
  readonly newerThan?: Instant;
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
  await mergeRows([row], {
    visit: (_present, _row, shared) => {
      folders.advance(shared);
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

  constructor(row: RowCursor, { depth = Infinity, newerThan }: DigestOptions) {
    this.#row = row;
    this.#depth = depth;
    this.#newerThan = newerThan;
  }

  /** Goes on to the next row, whose path shares its first `shared` bytes with the one before. */
  advance(shared: number): void {
    const { metaStart, pathStart, pathEnd } = this.#row;
    this.#close(shared);
    this.#enter(shared);
    if (this.#from === this.#to) this.#from = metaStart;
    this.#to = pathEnd + 1;
    const inner = this.#inner;
    inner.rows += 1;
    if (this.#newerThan !== undefined && isLater(this.#row, CTIME, this.#newerThan))
      inner.newer = true;
    if (pathEnd - pathStart === inner.length && inner.length > 0)
      inner.attributes = [MODE, UID, GID].map((field) => fieldText(this.#row, field)).join(':');
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
      if (last.rows > 0) this.#write(last);
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

  #write({ length, hash, rows, attributes, newer }: OpenFolder): void {
    const { bytes, previousStart } = this.#row;
    const digest = newer ? UNKNOWN_DIGEST : hash.digest('hex').slice(0, DIGEST_DIGITS);
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
  newer: false,
});

// One sorted stream of rows, read in place: nothing is allocated per row, however many there are.
import { CutoverError } from '../../core/errors.ts';
import {
  isTimeBehind,
  lengthIfSameButCtime,
  RowTail,
  SPACE,
  SPACES,
  SPACES_BEFORE_TAIL,
  TIME_LENGTH,
} from './same-row-bytes.ts';

/** What `next` found: a row, the need of more bytes, or the end. */
export const ROW = 0;
export const MORE = 1;
export const END = 2;

const SLASH = 0x2f;
/** Far more than a path (4,096 bytes) and its meta data can be; a longer one is no row. */
const LONGEST_ROW = 64 * 1024;
const MOST_FIELDS = 16;
const DIGIT_9 = 0x39;
/** Which fields of a manifest are times. */
const MTIME = 2;
const CTIME = 3;

export interface CursorOptions {
  /** What the stream is, for errors: "the source manifest". */
  readonly name: string;
  /** Bytes that its window has beyond the first chunk; none where only one row is ever fed. */
  readonly room?: number;
}

/**
 * A row is `<meta>/<path>\0`. After `next` has said ROW the row lies in `bytes`: its meta data from `metaStart` to
 * `metaEnd`, its path from `pathStart` to `pathEnd`. The path before it stays readable as well.
 */
export class RowCursor {
  readonly name: string;
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes, to be read four at a time. */
  view = new DataView(this.bytes.buffer);
  metaStart = 0;
  metaEnd = 0;
  pathStart = 0;
  pathEnd = 0;
  previousStart = 0;
  previousEnd = 0;
  /** Where the meta data's spaces are: field i ends at the i-th. */
  readonly spaces = new Int32Array(MOST_FIELDS);
  spaceCount = 0;
  /** The current row has the bytes of the one that `nextLike` was given, except for its ctime. */
  sameButCtime = false;
  rows = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #tail = new RowTail();
  readonly #room: number;
  #next = 0;
  #limit = 0;
  #done = false;

  constructor(chunks: AsyncIterable<Uint8Array>, options: CursorOptions) {
    this.name = options.name;
    this.#room = options.room ?? 2 * LONGEST_ROW;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * As `next`; where the row has the bytes of the current one of `other` except for its ctime, they are compared and
   * not parsed.
   */
  nextLike(other: RowCursor): typeof ROW | typeof MORE | typeof END {
    const start = this.#next;
    const length = lengthIfSameButCtime(this, { start, limit: this.#limit }, other);
    if (length < 0) return this.next();
    const shift = start - other.metaStart;
    for (let i = 0; i < SPACES; i += 1) this.spaces[i] = (other.spaces[i] ?? 0) + shift;
    this.#at(start, other.metaEnd + shift, start + length);
    this.spaceCount = SPACES;
    this.sameButCtime = true;
    return ROW;
  }

  /** Goes to the next row that is already here. */
  next(): typeof ROW | typeof MORE | typeof END {
    const { bytes, spaces } = this;
    const limit = this.#limit;
    const start = this.#next;
    // Only a manifest's rows begin with a letter, their type.
    const manifest = (bytes[start] ?? 0) > DIGIT_9;
    let at = start;
    let count = 0;
    for (; at < limit; at += 1) {
      const byte = bytes[at] ?? 0;
      // Digits and letters are above the slash.
      if (byte > SLASH) continue;
      if (byte === SLASH) break;
      if (byte === 0 || count === MOST_FIELDS) throw this.malformed(start, at);
      if (byte !== SPACE) continue;
      spaces[count] = at;
      count += 1;
      // Almost all rows write their two times with the same length: half of a row is skipped. Another text that looks
      // the same gives a row with a field too few, which is refused.
      while (manifest && (count === MTIME || count === CTIME) && isTimeBehind(bytes, at)) {
        if (at + TIME_LENGTH >= limit) break;
        at += TIME_LENGTH;
        spaces[count] = at;
        count += 1;
      }
      if (!manifest || count !== SPACES_BEFORE_TAIL + 1) continue;
      const end = this.#tail.again(this.view, at, limit, spaces);
      if (end < 0) continue;
      at = end;
      count = SPACES;
      break;
    }
    const slash = at;
    at = endOfPath(this.view, bytes, slash + 1, limit);
    if (at >= limit) return this.#stop();
    if (manifest && count === SPACES) this.#tail.remember(spaces, slash);
    this.#at(start, slash, at);
    this.spaceCount = count;
    this.sameButCtime = false;
    return ROW;
  }

  /** The current row is now that from `start` to the NUL at `end`. */
  #at(start: number, slash: number, end: number): void {
    this.previousStart = this.pathStart;
    this.previousEnd = this.pathEnd;
    this.metaStart = start;
    this.metaEnd = slash;
    this.pathStart = slash + 1;
    this.pathEnd = end;
    this.rows += 1;
    this.#next = end + 1;
  }

  /** Reads on after `next` has said MORE. The row before it stays in `bytes`. */
  async fill(): Promise<void> {
    const read = await this.#chunks.next();
    if (read.done === true) this.#done = true;
    else this.feed(read.value);
  }

  /** Adds bytes to what `next` looks at. */
  feed(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length);
    this.bytes.set(chunk, this.#limit);
    this.#limit += chunk.length;
  }

  /** Gives the stream back before its end. */
  async close(): Promise<void> {
    if (!this.#done) await this.#chunks.return?.();
    this.#done = true;
  }

  /** The error for bytes that are no row. */
  malformed(start = this.metaStart, end = this.pathEnd): CutoverError {
    const got = Buffer.from(this.bytes.subarray(start, Math.min(end, start + 200)));
    return new CutoverError('unproven', {
      what: `row ${this.rows} of ${this.name}`,
      expected: '<meta>/<path> and a NUL, the meta data of its kind',
      got: JSON.stringify(got.toString('latin1')),
      cure: 'make it again; it has proven nothing',
    });
  }

  #stop(): typeof MORE | typeof END {
    const left = this.#limit - this.#next;
    if (!this.#done && left <= LONGEST_ROW) return MORE;
    if (left > 0) throw this.malformed(this.#next, this.#limit);
    this.previousStart = this.pathStart;
    this.previousEnd = this.pathEnd;
    return END;
  }

  /** Moves what is still needed to the front; the window only grows for chunks that are larger than any before. */
  #makeRoom(wanted: number): void {
    const keep = this.metaStart;
    const kept = this.#limit - keep;
    if (kept + wanted <= this.bytes.length) this.bytes.copyWithin(0, keep, this.#limit);
    else {
      const larger = new Uint8Array(this.#room + kept + wanted);
      larger.set(this.bytes.subarray(keep, this.#limit));
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.metaStart -= keep;
    this.metaEnd -= keep;
    this.pathStart -= keep;
    this.pathEnd -= keep;
    this.#next -= keep;
    this.#tail.moved(keep);
    this.#limit = kept;
  }
}

/** Where the NUL is that ends a path, or `limit` and beyond. Four bytes at a time: paths are long. */
function endOfPath(view: DataView, bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  for (; at + 4 <= limit; at += 4) {
    const word = view.getInt32(at, true);
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
  }
  while (at < limit && bytes[at] !== 0) at += 1;
  return at;
}

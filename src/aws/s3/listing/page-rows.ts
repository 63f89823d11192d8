// The rows of one page while they are written: that their keys ascend, and which lie in the range, is seen here.
import { KeyDecoder, writeTime, ZERO_BYTE } from './key-text.ts';
import { UnreadablePage } from './xml-bytes.ts';
import type { KeyProblem, KeyRange } from './ranges.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { Span } from './xml-bytes.ts';

/** The first `length` bytes of a piece of memory, to be given back by whoever takes the rows. */
export interface Rows {
  readonly piece: Buffer;
  readonly length: number;
}

export interface ScannedRows {
  /** Rows `size time etag class/path\0`, those within the range. */
  readonly rows: Rows;
  readonly objects: number;
  /** The last path within the range. */
  readonly last: Buffer | undefined;
  /** The range's end was reached: no later page can belong to it. */
  readonly reachedEnd: boolean;
  /** The prefix itself is a key: the folder object of the root, which has no row. */
  readonly root: boolean;
  readonly problem: KeyProblem | undefined;
}

const SPACE = 32;
const SLASH = 47;
const LESS = 60;
/** A time has at most 15 digits. */
const ROOM = 64;

/** The memory is used again for each page: the finished rows are copied. */
export class PageRows {
  readonly #keys: KeyDecoder;
  readonly #pool: BufferPool;
  #out = Buffer.alloc(0);
  #at = 0;
  /** Per row: where it begins and where its path begins. */
  readonly #starts: number[] = [];
  readonly #paths: number[] = [];
  #count = 0;
  #root = false;
  #problem: KeyProblem | undefined;

  constructor(prefix: Buffer, pool: BufferPool) {
    this.#pool = pool;
    this.#keys = new KeyDecoder(prefix);
  }

  /** Begins the page of `body`: its rows are never longer. `url` says whether its keys are percent-encoded. */
  begin(body: Buffer, url: boolean): void {
    if (this.#out.length < body.length + ROOM)
      this.#out = Buffer.allocUnsafeSlow(body.length * 2 + ROOM);
    this.#keys.begin(body, url);
    this.#at = 0;
    this.#count = 0;
    this.#root = false;
    this.#problem = undefined;
  }

  /** Begins a row with a number, as it is written in `bytes`. */
  size(bytes: Uint8Array, { start, end }: Span): void {
    const out = this.#out;
    let at = this.#at;
    this.#starts[this.#count] = at;
    if (end <= start || end - start > 16) throw notA('number', start);
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      if (byte < 48 || byte > 57) throw notA('number', start);
      out[at] = byte;
      at += 1;
    }
    this.#at = at;
  }

  time(bytes: Uint8Array, span: Span): void {
    this.#out[this.#at] = SPACE;
    this.#at = writeTime(bytes, span, this.#out, this.#at + 1);
  }

  /** A word that cannot be taken for two, nor for the begin of a path. */
  word(bytes: Uint8Array, { start, end }: Span): void {
    const out = this.#out;
    let at = this.#at;
    if (start === end) throw notA('word', start);
    out[at] = SPACE;
    at += 1;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      if (byte <= SPACE || byte === SLASH || byte === LESS || byte > 126) throw notA('word', start);
      out[at] = byte;
      at += 1;
    }
    this.#at = at;
  }

  /** Ends the row with the key at `key` of `body`. Throws UnreadablePage where that is empty: no object has such a key. */
  key(body: Buffer, key: Span): void {
    if (key.start === key.end) throw notA('key', key.start);
    const out = this.#out;
    const path = this.#at + 1;
    out[this.#at] = SLASH;
    const end = this.#keys.write(key, out, path);
    if (end > path) {
      out[end] = 0;
      this.#at = end + 1;
      this.#paths[this.#count] = path;
      this.#count += 1;
      return;
    }
    this.#at = this.#starts[this.#count] as number;
    if (end === path) this.#root = true;
    else
      this.#problem ??= {
        kind: end === ZERO_BYTE ? 'zero byte' : 'prefix',
        key: Buffer.from(body.subarray(key.start, key.end)),
      };
  }

  /** The rows of the page within `range`; their paths must ascend, from its `after` on. */
  finish({ after, until }: KeyRange): ScannedRows {
    this.#starts[this.#count] = this.#at;
    this.#checkOrder(after);
    const within = until === undefined ? this.#count : this.#countUpTo(until);
    const last = within === 0 ? undefined : Buffer.from(this.#path(within - 1));
    return {
      rows: this.#copyRows(this.#starts[within] as number),
      objects: within,
      last,
      reachedEnd: within < this.#count || (until !== undefined && last?.equals(until) === true),
      root: this.#root,
      problem: this.#problem,
    };
  }

  #copyRows(length: number): Rows {
    const piece = this.#pool.take(length);
    this.#out.copy(piece, 0, 0, length);
    return { piece, length };
  }

  #path(row: number): Buffer {
    return this.#out.subarray(this.#paths[row], (this.#starts[row + 1] as number) - 1);
  }

  #checkOrder(after: Buffer | undefined): void {
    const out = this.#out;
    if (this.#count === 0) return;
    if (after !== undefined && (this.#root || Buffer.compare(after, this.#path(0)) >= 0))
      this.#problem ??= { kind: 'order', key: Buffer.from(this.#path(0)) };
    let left = this.#paths[0] as number;
    for (let row = 1; row < this.#count; row += 1) {
      const right = this.#paths[row] as number;
      // The zero byte behind each path is below all others: a path sorts before what it begins.
      let same = 0;
      while (out[left + same] === out[right + same] && out[left + same] !== 0) same += 1;
      if ((out[left + same] as number) >= (out[right + same] as number)) {
        this.#problem ??= { kind: 'order', key: Buffer.from(this.#path(row)) };
        return;
      }
      left = right;
    }
  }

  /** How many rows have a path that is not after `until`. */
  #countUpTo(until: Buffer): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.#path(middle), until) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const notA = (what: string, at: number): UnreadablePage =>
  new UnreadablePage(`not a ${what} at byte ${at}`);

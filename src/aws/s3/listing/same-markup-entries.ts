// Entries with the same markup as the one before: the bytes between their texts are equal, and need not be parsed.
import type { Span } from './xml-bytes.ts';

const QUOTE = 34;
const AMPERSAND = 38;
const ZERO = 48;
const NINE = 57;
const LESS = 60;

/** Where the texts of one entry lie; `start` is -1 where it has none. The etag is the one between the quotes. */
export interface EntryTexts {
  readonly key: Span;
  readonly time: Span;
  readonly etag: Span;
  readonly size: Span;
  readonly storageClass: Span;
}

const nowhere = (): Span => ({ start: -1, end: -1 });

/** Texts that are nowhere yet. */
export const noTexts = (): EntryTexts => ({
  key: nowhere(),
  time: nowhere(),
  etag: nowhere(),
  size: nowhere(),
  storageClass: nowhere(),
});

/** Reads the entries of one page as long as they have the markup of the one that was parsed last. */
export class SameMarkupEntries {
  readonly #texts: EntryTexts;
  readonly #body: Buffer;
  readonly #view: DataView;
  readonly #beforeKey = nowhere();
  readonly #beforeTime = nowhere();
  readonly #beforeEtag = nowhere();
  readonly #beforeSize = nowhere();
  readonly #rest = nowhere();
  #timeLength = 0;
  #etagLength = 0;

  /** The parser and `read` note in `texts` where the texts of an entry lie. */
  constructor(body: Buffer, texts: EntryTexts) {
    this.#body = body;
    this.#view = new DataView(body.buffer, body.byteOffset, body.length);
    this.#texts = texts;
  }

  /** Takes the entry from `start` to `end`, just parsed, as a pattern. False where its order is not S3's. */
  learn(start: number, end: number): boolean {
    const { key, time, etag, size, storageClass } = this.#texts;
    if (time.start < key.end || etag.start < time.end || size.start < etag.end) return false;
    if (storageClass.start !== -1 && storageClass.start < size.end) return false;
    between(this.#beforeKey, start, key.start);
    between(this.#beforeTime, key.end, time.start);
    between(this.#beforeEtag, time.end, etag.start);
    between(this.#beforeSize, etag.end, size.start);
    between(this.#rest, size.end, end);
    this.#timeLength = time.end - time.start;
    this.#etagLength = etag.end - etag.start;
    return true;
  }

  /** Where the entry at `at` ends, with its texts noted; -1 where its markup is another, or no entry follows. */
  read(at: number): number {
    const { key, time, etag, size } = this.#texts;
    const body = this.#body;
    key.start = this.#past(this.#beforeKey, at);
    if (key.start === -1) return -1;
    key.end = this.#endOfText(key.start);
    time.start = this.#past(this.#beforeTime, key.end);
    if (time.start === -1) return -1;
    time.end = time.start + this.#timeLength;
    etag.start = this.#past(this.#beforeEtag, time.end);
    if (etag.start === -1) return -1;
    etag.end = etag.start + this.#etagLength;
    size.start = this.#past(this.#beforeSize, etag.end);
    if (size.start === -1) {
      // Those of objects written in parts are longer.
      etag.end = endOfEtag(body, etag.start);
      size.start = this.#past(this.#beforeSize, etag.end);
    }
    if (size.start === -1 || etag.start === etag.end) return -1;
    size.end = endOfDigits(body, size.start);
    return this.#past(this.#rest, size.end);
  }

  /** Where the next tag begins, four bytes at a time as far as they go. */
  #endOfText(start: number): number {
    const body = this.#body;
    const view = this.#view;
    const { length } = body;
    let at = start;
    for (; at + 4 <= length; at += 4) {
      // A byte that is `<` becomes zero, and lends from its highest bit.
      const word = view.getInt32(at, true) ^ 0x3c3c3c3c;
      if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
    }
    while (at < length && body[at] !== LESS) at += 1;
    return at;
  }

  /** Where the bytes at `at` end if they are those of `pattern`, else -1. */
  #past({ start, end }: Span, at: number): number {
    const body = this.#body;
    const view = this.#view;
    const after = at + end - start;
    if (after > body.length) return -1;
    const shift = start - at;
    let i = at;
    // Eight bytes at a time, as numbers: other bytes are another number, but for the two zeros, and a page has no zero
    // byte. Bytes that are no number are never equal, which only means that the entry is parsed.
    for (; i + 8 <= after; i += 8)
      if (view.getFloat64(i, true) !== view.getFloat64(i + shift, true)) return -1;
    for (; i < after; i += 1) if (body[i] !== body[i + shift]) return -1;
    return after;
  }
}

function between(span: Span, start: number, end: number): void {
  span.start = start;
  span.end = end;
}

function endOfEtag(body: Buffer, start: number): number {
  const { length } = body;
  let at = start;
  for (; at < length; at += 1) {
    const byte = body[at];
    if (byte === AMPERSAND || byte === QUOTE || byte === LESS) break;
  }
  return at;
}

function endOfDigits(body: Buffer, start: number): number {
  const { length } = body;
  let at = start;
  for (; at < length; at += 1) {
    const byte = body[at] as number;
    if (byte < ZERO || byte > NINE) break;
  }
  return at;
}

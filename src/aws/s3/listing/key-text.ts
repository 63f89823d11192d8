// Keys as a listing writes them (XML, and with `encoding-type=url` percent signs in it) to their bytes.
import { withoutEntities } from './entry-text.ts';
import { UnreadablePage } from './unreadable-page.ts';
import type { Span } from './xml-bytes.ts';

const AMPERSAND = 38;
const PERCENT = 37;
const PLUS = 43;
const SPACE = 32;

/** Of a key that is not below the prefix. */
export const OUTSIDE = -1;
/** Of a key with a zero byte in it, which no path has. */
export const ZERO_BYTE = -2;
const ENTITY = -3;

interface KeyText {
  bytes: Buffer;
  start: number;
  end: number;
  /** Entities were not read yet. */
  readonly xml: boolean;
}

/** Writes the decoded keys of one page after the other, without the prefix that they all must have. */
export class KeyDecoder {
  readonly #prefix: Buffer;
  readonly #text: KeyText = { bytes: Buffer.alloc(0), start: 0, end: 0, xml: true };
  #url = true;

  constructor(prefix: Buffer) {
    this.#prefix = prefix;
  }

  /** Goes on with `body`; `url` says whether its keys are percent-encoded. */
  begin(body: Buffer, url: boolean): void {
    this.#text.bytes = body;
    this.#url = url;
  }

  /** Writes the key at `span` of the body to `at` of `out`. Returns where it ends, or OUTSIDE, or ZERO_BYTE. */
  write(span: Span, out: Uint8Array, at: number): number {
    const text = this.#text;
    text.start = span.start;
    text.end = span.end;
    const end = this.#copy(text, out, at);
    if (end !== ENTITY) return end;
    const bytes = withoutEntities(text.bytes, span.start, span.end);
    return this.#copy({ bytes, start: 0, end: bytes.length, xml: false }, out, at);
  }

  #copy(text: KeyText, out: Uint8Array, at: number): number {
    const { bytes, end, xml } = text;
    const url = this.#url;
    let to = at;
    let i = this.#behindPrefix(text);
    if (i < 0) return i;
    for (; i < end; i += 1) {
      let byte = bytes[i] as number;
      // Most bytes of most keys lie above these three.
      if (byte <= PLUS) {
        if (byte === AMPERSAND && xml) return ENTITY;
        if (byte === PERCENT && url) {
          byte = percentByte(bytes, i + 1, end);
          if (byte === 0) return ZERO_BYTE;
          i += 2;
        } else if (byte === PLUS && url) byte = SPACE;
      }
      out[to] = byte;
      to += 1;
    }
    return to;
  }

  /** Where the text goes on behind the prefix, or OUTSIDE, or ENTITY. */
  #behindPrefix({ bytes, start, end, xml }: KeyText): number {
    const prefix = this.#prefix;
    const url = this.#url;
    let i = start;
    let matched = 0;
    while (matched < prefix.length) {
      if (i >= end) return OUTSIDE;
      let byte = bytes[i] as number;
      i += 1;
      if (byte === AMPERSAND && xml) return ENTITY;
      if (byte === PERCENT && url) {
        byte = percentByte(bytes, i, end);
        i += 2;
      } else if (byte === PLUS && url) byte = SPACE;
      if (byte !== prefix[matched]) return OUTSIDE;
      matched += 1;
    }
    return i;
  }
}

function percentByte(bytes: Uint8Array, at: number, end: number): number {
  const high = at + 1 < end ? hexDigit(bytes[at] as number) : -1;
  const low = at + 1 < end ? hexDigit(bytes[at + 1] as number) : -1;
  if (high === -1 || low === -1)
    throw new UnreadablePage(`a percent sign without two hex digits at byte ${at}`);
  return high * 16 + low;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

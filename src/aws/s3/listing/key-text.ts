// Text in a page: what stands in an element, and keys as they were encoded.
import { UnreadablePage } from './xml-bytes.ts';
import type { Span } from './xml-bytes.ts';

// The texts inside one entry of a listing, read from bytes: times and entities.

const ZERO = 48;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;
/** From March 1st of the year 0. */
const DAYS_TO_EPOCH = 719_468;

/**
 * Writes the time at `span` of `bytes`, as S3 has it (`2026-01-31T23:59:59.000Z`), to `at` of `out` in milliseconds
 * since the epoch, decimal. Returns where it ends.
 */
export function writeTime(bytes: Uint8Array, span: Span, out: Uint8Array, at: number): number {
  const { start, end } = span;
  if (
    end - start < 20 ||
    bytes[end - 1] !== UPPER_Z ||
    bytes[start + 4] !== DASH ||
    bytes[start + 7] !== DASH ||
    bytes[start + 10] !== UPPER_T ||
    bytes[start + 13] !== COLON ||
    bytes[start + 16] !== COLON
  )
    throw badTime(start);
  const year = pair(bytes, start) * 100 + pair(bytes, start + 2);
  const month = pair(bytes, start + 5);
  const day = pair(bytes, start + 8);
  const hour = pair(bytes, start + 11);
  const minute = pair(bytes, start + 14);
  const second = pair(bytes, start + 17);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) throw badTime(start);
  if (hour > 23 || minute > 59 || second > 60) throw badTime(start);
  const inDay = hour * 3600 + minute * 60 + second;
  const seconds = daysBefore(year, month, day) * 86_400 + inDay;
  // In two halves of small integers: those are fast to divide, and not made on the heap.
  const high = Math.floor(seconds / 1000);
  const low = (seconds - high * 1000) * 1000 + fractionOf(bytes, start + 19, end - 1);
  if (high === 0) return writeDigits(out, at, low, digitsOf(low));
  return writeDigits(out, writeDigits(out, at, high, digitsOf(high)), low, 6);
}

/** Days since the epoch. A year is counted from March, so that its leap day comes last. */
function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const leaps = ((shifted / 4) | 0) - ((shifted / 100) | 0) + ((shifted / 400) | 0);
  const fromMarch = ((153 * ((month + 9) % 12) + 2) / 5) | 0;
  return shifted * 365 + leaps + fromMarch + day - 1 - DAYS_TO_EPOCH;
}

/** `.123` → 123; of a finer fraction the first three digits. */
function fractionOf(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  if (bytes[start] !== DOT || end - start < 2 || end - start > 10) throw badTime(start);
  let value = 0;
  for (let i = start + 1; i < end; i += 1) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) throw badTime(start);
    if (i < start + 4) value = value * 10 + digit;
  }
  for (let digits = end - start - 1; digits < 3; digits += 1) value *= 10;
  return value;
}

function pair(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw badTime(at);
  return tens * 10 + ones;
}

const badTime = (at: number): UnreadablePage => new UnreadablePage(`not a time at byte ${at}`);

function writeDigits(bytes: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let i = at + digits - 1; i >= at; i -= 1) {
    const next = (rest / 10) | 0;
    bytes[i] = rest - next * 10 + ZERO;
    rest = next;
  }
  return at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1;
  return digits;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** `start` to `end` of `bytes` with its XML entities read; an entity that XML does not know is refused. */
export function withoutEntities(bytes: Buffer, start: number, end: number): Buffer {
  const text = bytes.toString('utf8', start, end);
  return Buffer.from(text.replace(/&([^;&]*;)?/g, (_, name?: string) => entity(name, start)));
}

function entity(name: string | undefined, at: number): string {
  const inner = name?.slice(0, -1) ?? '';
  const known = NAMED[inner];
  if (known !== undefined) return known;
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(inner) ?? [];
  const code = hex !== undefined ? parseInt(hex, 16) : Number(decimal ?? NaN);
  if (code > 0 && code <= 0x10_ffff) return String.fromCodePoint(code);
  throw new UnreadablePage(`an unknown entity after byte ${at}`);
}

// Keys as a listing writes them (XML, and with `encoding-type=url` percent signs in it) to their bytes.

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

  /** A key whose XML the SDK has read, as the bytes of its path; or OUTSIDE, or ZERO_BYTE. `url` as in `begin`. */
  decode(key: string, url: boolean): Buffer | typeof OUTSIDE | typeof ZERO_BYTE {
    const bytes = Buffer.from(key);
    this.begin(bytes, url);
    const end = this.#copy({ bytes, start: 0, end: bytes.length, xml: false }, bytes, 0);
    return end < 0 ? (end === OUTSIDE ? OUTSIDE : ZERO_BYTE) : bytes.subarray(0, end);
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

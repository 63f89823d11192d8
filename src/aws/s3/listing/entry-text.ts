// The texts inside one entry of a listing, read from bytes: times and entities.
import { UnreadablePage } from './unreadable-page.ts';
import type { Span } from './xml-bytes.ts';

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

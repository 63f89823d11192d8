// The meta data of a row, read field by field where it lies, and only when it is asked for.
import type { RowCursor } from './row-cursor.ts';

/**
 * Fields of a manifest's row: `<type> <size> <mtime> <ctime> <mode> <uid> <gid> <nlink>`. A file with several names has
 * `<nlink>:<inode>` in the last one: the same for each of its names.
 */
export const TYPE = 0;
export const SIZE = 1;
export const MTIME = 2;
export const CTIME = 3;
export const MODE = 4;
export const UID = 5;
export const GID = 6;
export const NLINK = 7;
const MANIFEST_FIELDS = 8;

/** Fields of a listing's row: `<size> <lastModified> <etag> <storage class>`. */
export const OBJECT_SIZE = 0;
export const LAST_MODIFIED = 1;
export const ETAG = 2;
export const STORAGE_CLASS = 3;
const LISTING_FIELDS = 4;

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const DOT = 0x2e;
const NANOSECOND_DIGITS = 9;

/** What a path is: find's letters, and `u` for a folder that the user can not read or enter. */
export type Type = 'f' | 'd' | 'l' | 'b' | 'c' | 'p' | 's' | 'u';

/** By the byte that stands for it. */
const TYPES: readonly (Type | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  (['f', 'd', 'l', 'b', 'c', 'p', 's', 'u'] as const).find((type) => type.charCodeAt(0) === byte),
);

/** The type of a manifest's row; checks that the row has all fields of a manifest. */
export function typeOf(row: RowCursor): Type {
  const type = TYPES[row.bytes[row.metaStart] ?? 0];
  const single = row.spaces[0] === row.metaStart + 1;
  if (type === undefined || !single || row.spaceCount !== MANIFEST_FIELDS - 1)
    throw row.malformed();
  return type;
}

/** The size of a listing's row; checks that the row has all fields of a listing. */
export function objectSize(row: RowCursor): number {
  if (row.spaceCount !== LISTING_FIELDS - 1) throw row.malformed();
  return integer(row, OBJECT_SIZE);
}

/** A field of decimal digits. */
export function integer(row: RowCursor, field: number): number {
  const { bytes } = row;
  const end = fieldEnd(row, field);
  const start = fieldStart(row, field);
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) throw row.malformed();
    value = value * 10 + (byte - DIGIT_0);
  }
  if (end <= start || value > Number.MAX_SAFE_INTEGER) throw row.malformed();
  return value;
}

/** True for a file that has no other name. */
export const isSingle = (row: RowCursor): boolean =>
  row.metaEnd - fieldStart(row, NLINK) === 1 && row.bytes[row.metaEnd - 1] === DIGIT_0 + 1;

/** How many names a path has. */
export const linkCount = (row: RowCursor): number => {
  const [, count = ''] = LINKS.exec(fieldText(row, NLINK)) ?? [];
  if (count === '') throw row.malformed();
  return Number(count);
};

/** The inode of a file with several names, as text: it may have more digits than a number holds. '' if it is unknown. */
export const inodeOf = (row: RowCursor): string => LINKS.exec(fieldText(row, NLINK))?.[2] ?? '';

const LINKS = /^(\d{1,15})(?::(\d{1,20}))?$/;

/** A field of octal digits. */
export function octal(row: RowCursor, field: number): number {
  const text = fieldText(row, field);
  if (!/^[0-7]{1,7}$/.test(text)) throw row.malformed();
  return Number.parseInt(text, 8);
}

/**
 * True where two manifests' rows write the same mtime up to `digits` of the second's fraction. False proves nothing:
 * one time can be written in several ways.
 */
export function sameTime(a: RowCursor, b: RowCursor, digits: number): boolean {
  const left = a.bytes;
  const right = b.bytes;
  const start = fieldStart(a, MTIME);
  const end = fieldEnd(a, MTIME);
  const shift = fieldStart(b, MTIME) - start;
  let fraction = -1;
  for (let at = start; at < end; at += 1) {
    if (left[at] !== right[at + shift]) return false;
    if (fraction >= 0 || left[at] === DOT) fraction += 1;
    if (fraction === digits) return true;
  }
  return sameField(a, b, MTIME);
}

/** True where a time such as `1700000000.1234567890` is later than `instant`, in milliseconds. */
export function isLater(row: RowCursor, field: number, instant: number): boolean {
  const { bytes } = row;
  const start = fieldStart(row, field);
  const end = fieldEnd(row, field);
  let seconds = 0;
  let at = start;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) break;
    seconds = seconds * 10 + (byte - DIGIT_0);
  }
  const whole = at > start && (at === end || bytes[at] === DOT);
  // The fraction is looked at only where it can decide.
  if (whole && (seconds + 1) * 1000 <= instant) return false;
  return nanoseconds(row, field) > BigInt(instant) * 1_000_000n;
}

/**
 * A time in nanoseconds, exactly. GNU find writes whole seconds, rounded down, and the fraction behind them with no
 * sign of its own: one and a half seconds before 1970 are `-2.5`. So `-0.5` is nobody's, and refused.
 */
export function nanoseconds(row: RowCursor, field: number): bigint {
  const text = fieldText(row, field);
  const [, sign = '', seconds = '', digits = ''] = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text) ?? [];
  if (seconds === '') throw row.malformed();
  const nanos = digits.padEnd(NANOSECOND_DIGITS, '0').slice(0, NANOSECOND_DIGITS);
  const whole = BigInt(seconds) * 1_000_000_000n;
  if (sign === '') return whole + BigInt(nanos);
  if (whole === 0n) throw row.malformed();
  return BigInt(nanos) - whole;
}

/** A field as text. */
export function fieldText(row: RowCursor, field: number): string {
  const { bytes } = row;
  let text = '';
  for (let at = fieldStart(row, field); at < fieldEnd(row, field); at += 1)
    text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** True where the same field of two rows of the same kind has the same bytes. */
export const sameField = (a: RowCursor, b: RowCursor, field: number): boolean =>
  sameFields(a, b, field, field);

/** True where all fields from `first` to `last` have the same bytes. */
export function sameFields(a: RowCursor, b: RowCursor, first: number, last: number): boolean {
  const start = fieldStart(a, first);
  const length = fieldEnd(a, last) - start;
  const other = fieldStart(b, first);
  if (fieldEnd(b, last) - other !== length) return false;
  let at = 0;
  // Four bytes at a time as far as they go.
  for (; at + 4 <= length; at += 4)
    if (a.view.getInt32(start + at, true) !== b.view.getInt32(other + at, true)) return false;
  for (; at < length; at += 1) if (a.bytes[start + at] !== b.bytes[other + at]) return false;
  return true;
}

/** True where field `field` of `row` is exactly `text`. */
export function fieldIs(row: RowCursor, field: number, text: Uint8Array): boolean {
  const start = fieldStart(row, field);
  if (fieldEnd(row, field) - start !== text.length) return false;
  for (let i = 0; i < text.length; i += 1) if (row.bytes[start + i] !== text[i]) return false;
  return true;
}

const fieldStart = (row: RowCursor, field: number): number =>
  field === 0 ? row.metaStart : (row.spaces[field - 1] ?? 0) + 1;

const fieldEnd = (row: RowCursor, field: number): number =>
  field < row.spaceCount ? (row.spaces[field] ?? 0) : row.metaEnd;

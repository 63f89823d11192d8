// How one layer shows a file of the source, and what of it is compared: rows of a manifest, user metadata of an object.
import { ROW, RowCursor } from '../rows/row-cursor.ts';
import {
  GID,
  integer,
  linkCount,
  MODE,
  MTIME,
  nanoseconds,
  octal,
  SIZE,
  typeOf,
  UID,
} from '../rows/row-fields.ts';
import type { Type } from '../rows/row-fields.ts';

/** What a manifest says about one path, taken out of its row: for the few paths that need it. */
export interface FileAttributes {
  readonly type: Type;
  readonly size: number;
  /** Nanoseconds since the epoch. */
  readonly mtime: bigint;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
}

/** The attributes of a manifest's row. */
export function fileAttributes(row: RowCursor): FileAttributes {
  return {
    type: typeOf(row),
    size: integer(row, SIZE),
    mtime: nanoseconds(row, MTIME),
    mode: octal(row, MODE),
    uid: integer(row, UID),
    gid: integer(row, GID),
    links: linkCount(row),
  };
}

/** A cursor at one row, given as its bytes (`<meta>/<path>\0`). */
export function rowOf(bytes: Uint8Array): RowCursor {
  const row = new RowCursor(NOTHING, { name: 'the row', room: 0 });
  row.feed(bytes);
  if (row.next() !== ROW) throw row.malformed(0, bytes.length);
  return row;
}

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

// What two views of one file can agree on. A gateway keeps less than a file system does; the rule says how much.

/** Digits of a second's fraction that are compared; undefined: the time is not compared. */
export type TimeDigits = 0 | 3 | 6 | 9;

export interface CompareRule {
  readonly files: AttributeRule;
  readonly folders: AttributeRule;
}

export interface AttributeRule {
  readonly mtimeDigits: TimeDigits | undefined;
  /** The permission bits that are compared. */
  readonly modeMask: number;
  readonly owner: boolean;
}

/** What a manifest or a head can say. */
export type ListedAttribute = 'type' | 'size' | 'mtime' | 'mode' | 'owner';
export type Attribute = ListedAttribute | 'content';

/** All that a manifest says: for two manifests of the same file system. */
export const EXACT: CompareRule = {
  files: { mtimeDigits: 9, modeMask: 0o7777, owner: true },
  folders: { mtimeDigits: 9, modeMask: 0o7777, owner: true },
};

/**
 * What is compared with a gateway that was not calibrated: whole seconds, rwx bits, owners; nothing of folders' times.
 */
export const GATEWAY: CompareRule = {
  files: { mtimeDigits: 0, modeMask: 0o777, owner: true },
  folders: { mtimeDigits: undefined, modeMask: 0o777, owner: true },
};

/** What DataSync keeps in an object's metadata: all of it. */
export const OBJECT: CompareRule = EXACT;

/**
 * What each layer may lose by its nature, and no calibration may let it lose more. An object's time is written in
 * nanoseconds, but nothing says how fine DataSync reads it; a gateway keeps whole seconds, rwx bits and owners.
 */
export const NATURAL: Readonly<Record<'bucket' | 'gateway', CompareRule>> = {
  bucket: {
    files: { mtimeDigits: 0, modeMask: 0o7777, owner: true },
    folders: { mtimeDigits: 0, modeMask: 0o7777, owner: true },
  },
  gateway: GATEWAY,
};

/** The attributes besides type and size in which `got` differs from `wanted`, as far as `rule` looks. */
export function differingAttributes(
  wanted: FileAttributes,
  got: Pick<FileAttributes, 'mtime' | 'mode' | 'uid' | 'gid'> & { readonly timeUnit?: TimeUnit },
  rule: CompareRule,
): ListedAttribute[] {
  const { mtimeDigits: digits, modeMask, owner } = wanted.type === 'd' ? rule.folders : rule.files;
  // A time in milliseconds says nothing of what is finer.
  const mtimeDigits = got.timeUnit === 'milliseconds' && digits ? 3 : digits;
  const found: ListedAttribute[] = [];
  if (mtimeDigits !== undefined && cut(wanted.mtime, mtimeDigits) !== cut(got.mtime, mtimeDigits))
    found.push('mtime');
  // The mode of a link says nothing on Linux.
  if (wanted.type !== 'l' && ((wanted.mode ^ got.mode) & modeMask) !== 0) found.push('mode');
  if (owner && (wanted.uid !== got.uid || wanted.gid !== got.gid)) found.push('owner');
  return found;
}

/**
 * The strictest rule by which every pair of the calibration folder agrees: the source's attributes and what the
 * layer shows of them.
 */
export function strictestRule(
  pairs: readonly { readonly source: FileAttributes; readonly shown: FileAttributes }[],
): CompareRule {
  const of = (kind: (type: string) => boolean): AttributeRule => {
    const some = pairs.filter(({ source }) => kind(source.type));
    const digits = ([9, 6, 3, 0] as const).find((count) =>
      some.every(({ source, shown }) => cut(source.mtime, count) === cut(shown.mtime, count)),
    );
    const lost = some
      .filter(({ source }) => source.type !== 'l')
      .reduce((bits, { source, shown }) => bits | (source.mode ^ shown.mode), 0);
    return {
      mtimeDigits: some.length === 0 ? undefined : digits,
      modeMask: some.length === 0 ? 0 : 0o7777 & ~lost,
      owner:
        some.length > 0 &&
        some.every(({ source, shown }) => source.uid === shown.uid && source.gid === shown.gid),
    };
  };
  return { files: of((type) => type !== 'd'), folders: of((type) => type === 'd') };
}

/** The time without what is behind `digits` of its second's fraction. */
function cut(time: bigint, digits: TimeDigits): bigint {
  const unit = 10n ** BigInt(9 - digits);
  // Rounds down before 1970 as well.
  return (time - (((time % unit) + unit) % unit)) / unit;
}

// The POSIX metadata that DataSync and a File Gateway write on an object, compared with the source's attributes.

/** An object as HEAD shows it; metadata names in lower case without `x-amz-meta-`. */
export interface HeadOfObject {
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export type MetadataFinding =
  | { readonly verdict: 'same' }
  | { readonly verdict: 'differs'; readonly attributes: readonly Attribute[] }
  /** The object does not say what would be needed; `lacks` names the metadata. */
  | { readonly verdict: 'unproven'; readonly lacks: readonly string[] };

const PERMISSIONS = 'file-permissions';
const OWNER = 'file-owner';
const GROUP = 'file-group';
const FILE_MTIME = 'file-mtime';

const FORMAT_BITS = 0o170000;
const FORMATS: Partial<Record<Type, number>> = { f: 0o100000, d: 0o040000, l: 0o120000 };

/** What an object's metadata say of its file. */
export interface ObjectAttributes extends Pick<FileAttributes, 'mtime' | 'mode' | 'uid' | 'gid'> {
  /** The file type's bits of the permissions; 0: not said. */
  readonly format: number;
  /** How the object writes its time. */
  readonly timeUnit: TimeUnit;
}

/** The POSIX metadata of an object, or the names of what it lacks. */
export function objectAttributes(
  metadata: HeadOfObject['metadata'],
): ObjectAttributes | { readonly lacks: readonly string[] } {
  const permissions = octalOf(metadata[PERMISSIONS]);
  const uid = integerOf(metadata[OWNER]);
  const gid = integerOf(metadata[GROUP]);
  const time = timeOf(metadata[FILE_MTIME]);
  if (permissions === undefined || uid === undefined || gid === undefined || time === undefined) {
    const read = { [PERMISSIONS]: permissions, [OWNER]: uid, [GROUP]: gid, [FILE_MTIME]: time };
    const lacks = Object.entries(read).filter(([, value]) => value === undefined);
    return { lacks: lacks.map(([name]) => name) };
  }
  const format = permissions & FORMAT_BITS;
  return { ...time, mode: permissions & ~FORMAT_BITS, uid, gid, format };
}

/** Whether the permissions say another type than the source's; those without a type say none. */
export const isOtherType = (source: Pick<FileAttributes, 'type'>, format: number): boolean =>
  format !== 0 && format !== FORMATS[source.type];

/** Compares the head of a path's object with what the source says of the path, as far as `rule` looks. */
export function compareObject(
  source: FileAttributes,
  head: HeadOfObject,
  rule: CompareRule,
): MetadataFinding {
  const found = objectAttributes(head.metadata);
  const attributes: Attribute[] = [];
  if (head.size !== (source.type === 'd' ? 0 : source.size)) attributes.push('size');
  if ('lacks' in found) {
    // A size that differs is proof enough by itself.
    if (attributes.length > 0) return { verdict: 'differs', attributes };
    return { verdict: 'unproven', lacks: found.lacks };
  }
  if (isOtherType(source, found.format)) attributes.unshift('type');
  attributes.push(...differingAttributes(source, found, rule));
  return attributes.length === 0 ? { verdict: 'same' } : { verdict: 'differs', attributes };
}

const octalOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-7]{1,8}$/.test(text) ? Number.parseInt(text, 8) : undefined;

const integerOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;

export type TimeUnit = 'nanoseconds' | 'milliseconds';

/**
 * `1595002920000000000ns`, or `1734968895000` in milliseconds. AWS documents both forms (FSx for Lustre User Guide, POSIX
 * metadata support: a time is in nanoseconds if it ends with `ns`, otherwise in milliseconds), and no other.
 */
function timeOf(text = ''): Pick<ObjectAttributes, 'mtime' | 'timeUnit'> | undefined {
  const [, digits, ns] = /^(-?\d{1,20})(ns)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return ns === undefined
    ? { mtime: BigInt(digits) * 1_000_000n, timeUnit: 'milliseconds' }
    : { mtime: BigInt(digits), timeUnit: 'nanoseconds' };
}

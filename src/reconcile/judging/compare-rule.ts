// What two views of one file can agree on. A gateway keeps less than a file system does; the rule says how much.
import type { FileAttributes } from './file-attributes.ts';

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

/** All that a manifest says: for two lists of the same file system. */
export const EXACT: CompareRule = {
  files: { mtimeDigits: 9, modeMask: 0o7777, owner: true },
  folders: { mtimeDigits: 9, modeMask: 0o7777, owner: true },
};

/** What a gateway that was not calibrated is held to: whole seconds, rwx bits, owners; nothing of folders' times. */
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
  got: Pick<FileAttributes, 'mtime' | 'mode' | 'uid' | 'gid'>,
  rule: CompareRule,
): ListedAttribute[] {
  const { mtimeDigits, modeMask, owner } = wanted.type === 'd' ? rule.folders : rule.files;
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
export function calibrate(
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

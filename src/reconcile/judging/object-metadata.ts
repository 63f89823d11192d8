// The POSIX metadata that DataSync and a File Gateway write on an object, held against the source's attributes.
import { differingAttributes } from './compare-rule.ts';
import type { Attribute, CompareRule } from './compare-rule.ts';
import type { FileAttributes } from './file-attributes.ts';
import type { Type } from '../rows/row-fields.ts';

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
const MTIME = 'file-mtime';

const FORMAT_BITS = 0o170000;
const FORMATS: Partial<Record<Type, number>> = { f: 0o100000, d: 0o040000, l: 0o120000 };

/** What an object's metadata say of its file. */
export interface ObjectAttributes extends Pick<FileAttributes, 'mtime' | 'mode' | 'uid' | 'gid'> {
  /** The file type's bits of the permissions; 0: not said. */
  readonly format: number;
}

/** The POSIX metadata of an object, or the names of what it lacks. */
export function objectAttributes(
  metadata: HeadOfObject['metadata'],
): ObjectAttributes | { readonly lacks: readonly string[] } {
  const permissions = octalOf(metadata[PERMISSIONS]);
  const uid = integerOf(metadata[OWNER]);
  const gid = integerOf(metadata[GROUP]);
  const mtime = nanosecondsOf(metadata[MTIME]);
  if (permissions === undefined || uid === undefined || gid === undefined || mtime === undefined) {
    const read = { [PERMISSIONS]: permissions, [OWNER]: uid, [GROUP]: gid, [MTIME]: mtime };
    const lacks = Object.entries(read).filter(([, value]) => value === undefined);
    return { lacks: lacks.map(([name]) => name) };
  }
  const format = permissions & FORMAT_BITS;
  return { mtime, mode: permissions & ~FORMAT_BITS, uid, gid, format };
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

/** `1595002920000000000ns`. */
function nanosecondsOf(text: string | undefined): bigint | undefined {
  const digits = /^(-?\d{1,20})ns$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

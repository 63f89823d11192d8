// The source compared with the bucket: for each entry of the tree, whether it must be copied, and as what.
import { lstat, readlink } from 'node:fs/promises';
import type { TreeEntry } from '../../files/tree.ts';
import { asText, below, walk } from '../../files/tree.ts';
import { posixMetadata } from '../../files/posix-metadata.ts';
import type { TimeUnit } from '../../files/posix-metadata.ts';
import type { ObjectStore, StoredObject } from '../../s3/objects/store.ts';
import type { Selection } from './filters.ts';
import type { TaskOptions } from '../options.ts';

/** Both ends of the task. */
export interface Ends {
  readonly source: string;
  readonly store: ObjectStore;
  readonly bucket: string;
  /** '' or a prefix that ends in '/'. */
  readonly prefix: string;
  /** How times are written into the metadata of objects. */
  readonly times: TimeUnit;
  /** A file with several names gets one object, unless the others are there already. */
  readonly linksOnce: boolean;
}

export interface Compared {
  readonly entry: TreeEntry;
  /** For messages; bytes that are not UTF-8 show as replacement characters. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly key: string;
  readonly size: number;
  readonly metadata: Record<string, string>;
  readonly is: 'changed' | 'same' | 'special' | 'impossible';
  readonly why?: string;
}

/** The object that DataSync leaves beside its copies; the root folder's own attributes are kept on it. */
export const METADATA_FILE = '.aws-datasync-metadata';
const USER_AGENT = 'aws-datasync';
const MAX_KEY_BYTES = 1024;

/** Each selected entry of the source, compared with its object, one at a time. */
export async function* compare(
  ends: Ends,
  options: TaskOptions,
  selected: Selection,
): AsyncGenerator<Compared, undefined> {
  const seen = new Set<bigint>();
  for await (const entry of walk(ends.source)) {
    if (!selected(entry.path.toString())) continue;
    const compared = compareEntry(entry, ends, options);
    const again = ends.linksOnce && isSeen(entry, seen);
    const absent = again && ends.store.get(ends.bucket, compared.key) === undefined;
    yield absent ? { ...compared, is: 'special' } : compared;
  }
}

/** Whether another name of the file came before; notes this one. */
function isSeen({ kind, stats }: TreeEntry, seen: Set<bigint>): boolean {
  if (kind !== 'file' || stats.nlink < 2n) return false;
  if (seen.has(stats.ino)) return true;
  seen.add(stats.ino);
  return false;
}

function compareEntry(entry: TreeEntry, ends: Ends, options: TaskOptions): Compared {
  const isFolder = entry.kind === 'directory' || entry.kind === 'unreadable';
  const text = asText(entry.path);
  const key = keyOf(text ?? '', isFolder, ends.prefix);
  const common = {
    entry,
    path: `/${entry.path.toString()}`,
    isFolder,
    key,
    size: isFolder ? 0 : Number(entry.stats.size),
    metadata: wantedMetadata(entry, options, ends.times),
  };
  if (entry.kind === 'special') return { ...common, is: 'special' };
  const why = impossible(entry, text, key);
  if (why !== undefined) return { ...common, is: 'impossible', why };
  const changed = mustCopy(common, ends.store.get(ends.bucket, key), options);
  return { ...common, is: changed ? 'changed' : 'same' };
}

function keyOf(path: string, isFolder: boolean, prefix: string): string {
  if (path === '') return `${prefix}${METADATA_FILE}`;
  return `${prefix}${path}${isFolder ? '/' : ''}`;
}

function impossible(entry: TreeEntry, text: string | undefined, key: string): string | undefined {
  if (entry.kind === 'unreadable') return 'Permission denied';
  if (text === undefined) return 'the name is not valid UTF-8';
  const length = Buffer.byteLength(key);
  return length > MAX_KEY_BYTES ? `the object key has ${length} bytes, more than 1024` : undefined;
}

function mustCopy(
  { size, metadata }: Pick<Compared, 'size' | 'metadata'>,
  object: StoredObject | undefined,
  options: TaskOptions,
): boolean {
  if (object === undefined) return true;
  if (options.OverwriteMode === 'NEVER') return false;
  if (options.TransferMode === 'ALL') return true;
  return object.size !== size || !sameMetadata(metadata, object);
}

/** Whether an object has the owner, mode and time of writing that it must have. */
export function sameMetadata(wanted: Record<string, string>, object: StoredObject): boolean {
  return Object.entries(wanted).every(
    ([name, value]) =>
      name === 'file-atime' || name === 'user-agent' || object.metadata[name] === value,
  );
}

function wantedMetadata(
  { stats }: TreeEntry,
  options: TaskOptions,
  times: TimeUnit,
): Record<string, string> {
  const left = [
    ...(options.PosixPermissions === 'NONE' ? ['file-permissions'] : []),
    ...(options.Uid === 'NONE' ? ['file-owner'] : []),
    ...(options.Gid === 'NONE' ? ['file-group'] : []),
    ...(options.Mtime === 'NONE' ? ['file-mtime'] : []),
    ...(options.Atime === 'NONE' ? ['file-atime'] : []),
  ];
  const all = Object.entries(posixMetadata(stats, USER_AGENT, times));
  return Object.fromEntries(all.filter(([name]) => !left.includes(name)));
}

/** Writes one entry's object; the bytes of a file are streamed, a link becomes its target. */
export async function copy(
  { entry, key, isFolder, metadata }: Compared,
  ends: Ends,
): Promise<void> {
  const path = below(ends.source, entry.path);
  if (isFolder) ends.store.put(ends.bucket, key, Buffer.alloc(0), metadata);
  else if (entry.kind === 'symlink')
    ends.store.put(ends.bucket, key, await readlink(path, { encoding: 'buffer' }), metadata);
  else ends.store.put(ends.bucket, key, { file: path }, metadata);
}

/** The objects below the prefix whose file or folder the source does not have. */
export async function* surplus(
  ends: Ends,
  selected: Selection,
): AsyncGenerator<{ readonly key: string; readonly isFolder: boolean; readonly gone: boolean }> {
  for (const key of ends.store.keys(ends.bucket, ends.prefix)) {
    const isFolder = key.endsWith('/');
    const path = key.slice(ends.prefix.length).replace(/\/$/, '');
    if (path === '' || path === METADATA_FILE || !selected(path)) continue;
    yield { key, isFolder, gone: !(await isThere(path, isFolder, ends.source)) };
  }
}

/** Whether the source has the path, as far as it can be seen: what cannot be looked at is not gone. */
async function isThere(path: string, isFolder: boolean, source: string): Promise<boolean> {
  if (path.split('/').some((name) => ['', '.', '..'].includes(name))) return false;
  try {
    const stats = await lstat(below(source, Buffer.from(path)));
    return stats.isDirectory() === isFolder;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
  }
}

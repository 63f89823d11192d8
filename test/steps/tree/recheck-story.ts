// Stories for the re-check: a tree that was proven, what became of it at the source, and what was lost on the way.
import fc from 'fast-check';
import { writeFolderDigests } from '../../../src/reconcile/folders/folder-digests.ts';
import { foldersToCheck } from '../../../src/reconcile/folders/changed-folders.ts';
import type { FoldersToCheck } from '../../../src/reconcile/folders/changed-folders.ts';
import { CHANGED, keeping, pieces, sourceRow, stream } from '../../reconcile/rows/rows.ts';
import type { ObjectRowFields, SourceRowFields } from '../../reconcile/rows/rows.ts';

/** By path. */
type Tree<T> = Map<string, T>;
export type Source = Tree<SourceRowFields>;
export type Bucket = Tree<ObjectRowFields>;

/** When the proven transfer began, when the one after the freeze did, and seconds around them. */
export const FIRST = CHANGED + 100;
export const LAST = CHANGED + 1000;
const at = (second: number): string => `${second}.0000000000`;

const name = fc.constantFrom('a', 'b', 'a-', 'a.', 'ü', 't', '0', ' ');
const path = fc.array(name, { minLength: 1, maxLength: 4 });
const change = fc.record({
  parts: path,
  kind: fc.constantFrom('write', 'write', 'remove', 'chmod', 'folder', 'write-late'),
});
const damage = fc.record({
  folder: fc.nat(50),
  parts: fc.array(name, { minLength: 1, maxLength: 3 }),
  kind: fc.constantFrom('none', 'lose', 'cut', 'extra', 'stale', 'lose-folder', 'archive'),
  layer: fc.constantFrom('bucket', 'gateway'),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
export const story = fc.record({
  tree: fc.array(path, { maxLength: 25 }),
  late: fc.array(path, { maxLength: 2 }),
  tolerated: fc.array(path, { maxLength: 3 }),
  changes: fc.array(change, { maxLength: 6 }),
  damages: fc.array(damage, { maxLength: 4 }),
  kept: fc.boolean(),
  untransferred: fc.boolean(),
});

export const parentOf = (one: string): string =>
  one.slice(0, one.lastIndexOf('/', one.length - 2) + 1);

/** Puts a file there with all folders above it, as a file system does; not where one of these is a file. */
function write(source: Source, parts: readonly string[], second: number): void {
  const folders = parts.slice(0, -1).map((_, i) => `${parts.slice(0, i + 1).join('/')}/`);
  const file = parts.join('/');
  if (source.has(`${file}/`) || folders.some((one) => source.has(one.slice(0, -1)))) return;
  for (const one of folders) if (!source.has(one)) add(source, one, second);
  add(source, file, second);
}

function add(source: Source, one: string, second: number): void {
  if (!source.has(one)) touch(source, parentOf(one), second);
  source.set(one, { path: one, ctime: at(second), mtime: at(second), size: (second % 7) + 1 });
}

/** A folder's own time changes with what is in it; the root is not listed. */
function touch(source: Source, folder: string, second: number): void {
  const row = source.get(folder);
  if (row !== undefined) source.set(folder, { ...row, ctime: at(second), mtime: at(second) });
}

function apply(source: Source, { parts, kind }: { parts: string[]; kind: string }, second: number) {
  const one = parts.join('/');
  if (kind === 'write') write(source, parts, second);
  else if (kind === 'folder') {
    write(source, [...parts, 'x'], second);
    source.delete(`${one}/x`);
  } else if (kind === 'chmod') {
    const target = source.has(`${one}/`) ? `${one}/` : one;
    const row = source.get(target);
    if (row !== undefined) source.set(target, { ...row, mode: '700', ctime: at(second) });
  } else if (kind === 'remove') {
    const gone = [...source.keys()].filter((key) => key === one || key.startsWith(`${one}/`));
    for (const key of gone) source.delete(key);
    if (gone.length > 0) touch(source, parentOf(one), second);
  }
}

const asObject = ({ path: key, size = 1 }: SourceRowFields, second: number): ObjectRowFields => ({
  path: key,
  lastModified: second * 1000,
  size: String(key).endsWith('/') ? 0 : size,
});

async function digests(source: Source, newerThan?: number): Promise<Buffer> {
  const sink = keeping();
  const rows = stream([...source.values()].map(sourceRow));
  await writeFolderDigests(rows, sink, newerThan === undefined ? {} : { newerThan });
  return sink.bytes();
}

/** Damages one layer in a folder that is looked at again, or in what the source does not have. */
export function harm(
  { bucket, gateway, source }: { bucket: Bucket; gateway: Source; source: Source },
  { folders }: FoldersToCheck,
  { folder, parts, kind, layer }: { folder: number; parts: string[]; kind: string; layer: string },
): void {
  const chosen = folders[folder % Math.max(1, folders.length)]?.path.toString();
  if (chosen === undefined) return;
  const one = `${chosen}${parts.join('/')}`;
  // What lies in a folder of the source that has not changed is nobody's to change here.
  const belongs = parts.length === 1 || !source.has(`${chosen}${parts[0] ?? ''}/`);
  if (kind === 'extra' && belongs && !source.has(one)) {
    if (layer === 'bucket') bucket.set(one, { path: one });
    else {
      const above = parts.map((_, i) => `${chosen}${parts.slice(0, i).join('/')}/`).slice(1);
      for (const each of above) if (!gateway.has(each)) gateway.set(each, { path: each });
      gateway.set(one, { path: one });
    }
  }
  const own = `${chosen}${parts[0] ?? ''}`;
  if (kind === 'lose-folder' && chosen !== '')
    (layer === 'bucket' ? bucket : gateway).delete(chosen);
  const object = bucket.get(own);
  const shown = gateway.get(own);
  if (kind === 'lose') (layer === 'bucket' ? bucket : gateway).delete(own);
  if (kind === 'cut' && layer === 'bucket' && object) bucket.set(own, { ...object, size: 99 });
  if (kind === 'cut' && layer === 'gateway' && shown) gateway.set(own, { ...shown, size: 99 });
  if (kind === 'stale' && object) bucket.set(own, { ...object, lastModified: CHANGED * 1000 });
  if (kind === 'archive' && object) bucket.set(own, { ...object, storageClass: 'GLACIER' });
}

/** The world at the proof and after the last transfer, and what is to be looked at again. */
export async function play(drawn: Story) {
  const before: Source = new Map();
  for (const parts of drawn.tree) write(before, parts, CHANGED);
  const bucketBefore: Bucket = new Map(
    [...before].map(([key, row]) => [key, asObject(row, FIRST + 10)]),
  );
  const gatewayBefore: Source = new Map(before);
  for (const parts of drawn.tolerated) {
    const key = `t${parts.join('/')}`;
    if (!before.has(key)) bucketBefore.set(key, { path: key });
  }
  for (const parts of drawn.late) write(before, parts, FIRST + 20);
  const source: Source = new Map(before);
  for (const [i, one] of drawn.changes.entries()) apply(source, one, FIRST + 100 + i);
  const touched = await foldersToCheck(
    pieces(await digests(before, FIRST * 1000), 100),
    pieces(await digests(source), 70),
    1000,
  );
  return { before, bucketBefore, gatewayBefore, source, touched };
}

/** What DataSync and a refresh do after the freeze, or leave undone. */
export function transfer(
  drawn: Story,
  { before, bucketBefore, gatewayBefore, source }: Awaited<ReturnType<typeof play>>,
): { bucket: Bucket; gateway: Source } {
  const bucket: Bucket = new Map(bucketBefore);
  const gateway: Source = new Map(gatewayBefore);
  if (!drawn.untransferred)
    for (const [key, row] of source) {
      if (before.get(key) === row && gatewayBefore.get(key) === row) continue;
      bucket.set(key, asObject(row, LAST + 10));
      gateway.set(key, row);
    }
  for (const key of before.keys())
    if (!source.has(key) && !drawn.kept) {
      bucket.delete(key);
      gateway.delete(key);
    }
  return { bucket, gateway };
}

// The folders that a re-check must look at: what has changed since a proof, as few folders as that takes.
import { CutoverError } from '../../core/errors.ts';
import { UNKNOWN_DIGEST } from './folder-digests.ts';
import { END, MORE, RowCursor } from '../rows/row-cursor.ts';
import { visiblePath } from '../paths/visible-path.ts';

/** Which folders have changed between two proofs: two files of folder digests, side by side. */
export interface ComparedFolder {
  /** With a slash at its end; empty for the root. */
  readonly path: Buffer;
  readonly change: 'added' | 'removed' | 'changed' | 'same';
  /** Its rows after; of a removed one none. */
  readonly rows: number;
  /** Its own mode or owner is another. */
  readonly attributes: boolean;
}

/** Every folder of either file of digests, those below a folder first. A folder without a digest has changed. */
export async function* comparedFolders(
  before: AsyncIterable<Uint8Array>,
  after: AsyncIterable<Uint8Array>,
): AsyncGenerator<ComparedFolder> {
  await using old = new FolderStream(before, 'the digests of the last proof');
  await using now = new FolderStream(after, 'the digests of this proof');
  await old.next();
  await now.next();
  while (old.path !== undefined || now.path !== undefined) {
    const order = compareFolders(old.path, now.path);
    const path = order <= 0 ? old.path : now.path;
    if (path === undefined) return;
    if (order < 0) yield { path, change: 'removed', rows: 0, attributes: false };
    else if (order > 0) yield { path, change: 'added', rows: now.count, attributes: false };
    else yield { path, ...difference(old, now), rows: now.count };
    if (order <= 0) await old.next();
    if (order >= 0) await now.next();
  }
}

function difference(
  old: FolderStream,
  now: FolderStream,
): Pick<ComparedFolder, 'change' | 'attributes'> {
  const [rows, digest, attributes] = old.meta;
  const [nowRows, nowDigest, nowAttributes] = now.meta;
  const same = rows === nowRows && digest === nowDigest && digest !== UNKNOWN_DIGEST;
  return { change: same ? 'same' : 'changed', attributes: attributes !== nowAttributes };
}

/** The order in which digests are written: by bytes, but a folder after all that lies below it. */
function compareFolders(a: Buffer | undefined, b: Buffer | undefined): number {
  if (a === undefined || b === undefined)
    return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  const length = Math.min(a.length, b.length);
  const difference = Buffer.compare(a.subarray(0, length), b.subarray(0, length));
  return difference === 0 ? b.length - a.length : difference;
}

class FolderStream implements AsyncDisposable {
  path: Buffer | undefined;
  /** Number of rows, digest, mode and owner. */
  meta: readonly string[] = [];
  readonly #row: RowCursor;

  constructor(rows: AsyncIterable<Uint8Array>, name: string) {
    this.#row = new RowCursor(rows, { name });
  }

  get count(): number {
    return Number(this.meta[0]);
  }

  async next(): Promise<void> {
    let state = this.#row.next();
    for (; state === MORE; state = this.#row.next()) await this.#row.fill();
    const last = this.path;
    this.path = undefined;
    if (state === END) return;
    const { bytes, metaStart, metaEnd, pathStart, pathEnd } = this.#row;
    this.meta = Buffer.from(bytes.subarray(metaStart, metaEnd)).toString('latin1').split(' ');
    if (this.meta.length !== 3 || !Number.isSafeInteger(this.count)) throw this.#row.malformed();
    this.path = Buffer.from(bytes.subarray(pathStart, pathEnd));
    if (last !== undefined && compareFolders(last, this.path) >= 0) throw this.#unsorted(last);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#row.close();
  }

  #unsorted(last: Buffer): CutoverError {
    return new CutoverError('unproven', {
      what: `row ${this.#row.rows} of ${this.#row.name}`,
      expected: `a folder that comes after ${visiblePath(last)}`,
      got: visiblePath(this.path ?? Buffer.alloc(0)),
      cure: 'make these digests again, and check the whole tree',
    });
  }
}

export interface FolderToCheck {
  /** With a slash at its end; empty for the root. */
  readonly path: Buffer;
  /** How many rows the source's manifest has of it: its own and those directly in it. */
  readonly rows: number;
  /** The proof did not know it. */
  readonly added: boolean;
}

export interface FoldersToCheck {
  /** Folders that the source has now, in the order of their bytes; empty where there are more than the limit. */
  readonly folders: readonly FolderToCheck[];
  /** How many came, went or changed. */
  readonly changed: number;
  /** There are more than the limit. */
  readonly tooMany: boolean;
}

/**
 * What must be looked at again between two files of folder digests. That includes the folder above one that came or
 * went, since only its listing shows that. It also includes the folder above one whose mode or owner changed, since
 * they show there.
 */
export async function foldersToCheck(
  before: AsyncIterable<Uint8Array>,
  after: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<FoldersToCheck> {
  const folders: FolderToCheck[] = [];
  const parents = new Set<string>();
  let changed = 0;
  let tooMany = false;
  for await (const { path, change, rows, attributes } of comparedFolders(before, after)) {
    if (change !== 'same') changed += 1;
    if (tooMany) continue;
    const wanted = parents.delete(nameOf(path));
    const isRoot = path.length === 0;
    if (!isRoot && (change === 'added' || change === 'removed' || attributes))
      parents.add(nameOf(parentOf(path)));
    // The root is always there; it has a digest only while something but folders lies in it.
    if (
      isRoot ? change !== 'same' || wanted : change !== 'removed' && (change !== 'same' || wanted)
    )
      folders.push({ path, rows, added: change === 'added' && !isRoot });
    tooMany = folders.length + parents.size > limit;
  }
  if (tooMany) return { folders: [], changed, tooMany };
  // Only the root can be left, without a digest before and after.
  for (const name of parents)
    folders.push({ path: Buffer.from(name, 'latin1'), rows: 0, added: false });
  folders.sort((a, b) => Buffer.compare(a.path, b.path));
  return { folders, changed, tooMany };
}

const nameOf = (path: Buffer): string => path.toString('latin1');

const parentOf = (path: Buffer): Buffer =>
  path.subarray(0, path.lastIndexOf('/', path.length - 2) + 1);

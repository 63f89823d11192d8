// Which folders have changed between two proofs: two files of folder digests, side by side.
import { CutoverError } from '../../core/errors.ts';
import { UNKNOWN_DIGEST } from './folder-digests.ts';
import { END, MORE, RowCursor } from '../rows/row-cursor.ts';
import { visiblePath } from '../paths/visible-path.ts';

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

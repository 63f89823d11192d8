// The rows of some folders out of a manifest or a listing: a re-check compares these, and only counts the rest.
import { CutoverError } from '../../core/errors.ts';
import { Gathered } from '../rows/rows-file.ts';
import { MORE, ROW, RowCursor } from '../rows/row-cursor.ts';

const SLASH = 0x2f;

export interface FolderRowsOptions {
  /** What the stream is, for errors. */
  readonly name: string;
  /** How many rows there must be in all, where the maker of the manifest has said so. */
  readonly expected?: number;
}

/** Some folders by their paths, each with a slash at its end; the root is empty. */
export class FolderSet {
  readonly #names: ReadonlySet<string>;

  constructor(paths: Iterable<Uint8Array>) {
    this.#names = new Set(Array.from(paths, nameOf));
  }

  has(path: Uint8Array): boolean {
    return this.#names.has(nameOf(path));
  }
}

/**
 * The rows of a manifest or a listing that belong to some folders: a folder's own row, and those of what lies directly
 * in it.
 */
export class FolderRows implements AsyncIterable<Uint8Array> {
  /** Rows that were handed on, and rows in all; final when the stream has ended. */
  taken = 0;
  all = 0;
  readonly #rows: AsyncIterable<Uint8Array>;
  readonly #folders: FolderSet;
  readonly #options: FolderRowsOptions;
  /** The folder of the row before, and whether it is one of them: rows of a folder stand together. */
  #folder = new Uint8Array(0);
  #wanted: boolean;

  constructor(rows: AsyncIterable<Uint8Array>, folders: FolderSet, options: FolderRowsOptions) {
    this.#rows = rows;
    this.#folders = folders;
    this.#options = options;
    this.#wanted = folders.has(this.#folder);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const cursor = new RowCursor(this.#rows, this.#options);
    const gathered = new Gathered();
    try {
      for (;;) {
        const state = cursor.next();
        if (state === ROW) {
          this.all += 1;
          if (!this.#belongs(cursor)) continue;
          this.taken += 1;
          gathered.add(cursor.bytes, cursor.metaStart, cursor.pathEnd + 1);
          continue;
        }
        const chunk = gathered.take();
        if (chunk.length > 0) yield chunk;
        if (state !== MORE) break;
        await cursor.fill();
      }
    } finally {
      await cursor.close();
    }
    this.#checkCount();
  }

  #belongs({ bytes, pathStart, pathEnd }: RowCursor): boolean {
    let end = pathEnd;
    while (end > pathStart && bytes[end - 1] !== SLASH) end -= 1;
    const folder = bytes.subarray(pathStart, end);
    if (!isEqual(folder, this.#folder)) {
      this.#folder = Uint8Array.from(folder);
      this.#wanted = this.#folders.has(folder);
    }
    return this.#wanted;
  }

  #checkCount(): void {
    const { name, expected } = this.#options;
    if (expected !== undefined && expected !== this.all)
      throw new CutoverError('unproven', {
        what: name,
        expected: `${expected} rows`,
        got: String(this.all),
        cure: 'make it again; it has proven nothing',
      });
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i -= 1) if (a[i] !== b[i]) return false;
  return true;
}

const nameOf = (path: Uint8Array): string => Buffer.from(path).toString('latin1');

// The rows of a manifest as they arrive: each one sound, all in order, as many and the same as the server has listed.
import { createHash } from 'node:crypto';
import { CutoverError } from '../../core/errors.ts';
import { sharedWithPrevious } from '../../reconcile/rows/compare-paths.ts';
import { END, MORE, RowCursor } from '../../reconcile/rows/row-cursor.ts';
import type { Listing } from './manifest-listing.ts';

/** Spaces between type, size, mtime, ctime, mode, uid, gid and links. */
const META_SPACES = 7;
const FOLDER = 'd'.charCodeAt(0);
const UNREADABLE_FOLDER = 'u'.charCodeAt(0);

/** Reads all rows and compares them with what `listing` says of them; keeps none. */
export async function checkRows(
  name: string,
  listing: Listing,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const hash = createHash('sha256');
  let folders = 0;
  let denied = 0;
  const rows = new RowCursor(hashed(chunks, hash), { name });
  try {
    for (;;) {
      const found = rows.next();
      if (found === END) break;
      if (found === MORE) {
        await rows.fill();
        continue;
      }
      if (rows.spaceCount !== META_SPACES) throw rows.malformed();
      if (sharedWithPrevious(rows, rows) < 0) throw outOfOrder(name, rows);
      const type = rows.bytes[rows.metaStart];
      if (type === FOLDER || type === UNREADABLE_FOLDER) folders += 1;
      if (type === UNREADABLE_FOLDER) denied += 1;
    }
  } finally {
    await rows.close();
  }
  const got = { rows: rows.rows, folders, denied, sha256: hash.digest('hex') };
  for (const key of ['rows', 'folders', 'denied', 'sha256'] as const)
    if (got[key] !== listing[key])
      throw new CutoverError('unproven', {
        what: `${key} of ${name}`,
        expected: String(listing[key]),
        got: String(got[key]),
        cure: 're-run this job; nothing was proven with this list',
      });
}

/** How many rows end in `chunk`: each ends with a NUL, and a path holds none. */
export function countRows(chunk: Uint8Array): number {
  let rows = 0;
  for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) rows += 1;
  return rows;
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

const outOfOrder = (name: string, rows: RowCursor): CutoverError =>
  new CutoverError('unproven', {
    what: `row ${rows.rows} of ${name}`,
    expected: 'a path after that of the row before it',
    got: JSON.stringify(Buffer.from(rows.bytes.subarray(rows.pathStart, rows.pathEnd)).toString()),
    cure: 're-run this job; nothing was proven with this list',
  });

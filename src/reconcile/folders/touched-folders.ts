// The folders that a re-check must look at: what has changed since a proof, as few folders as that takes.
import { comparedFolders } from './changed-folders.ts';

export interface TouchedFolder {
  /** With a slash at its end; empty for the root. */
  readonly path: Buffer;
  /** What the source lists of it: itself and what lies directly in it. */
  readonly rows: number;
  /** The proof did not know it. */
  readonly added: boolean;
}

export interface TouchedFolders {
  /** Folders that the source has now, in the order of their bytes; empty where there are more than the limit. */
  readonly folders: readonly TouchedFolder[];
  /** How many came, went or changed. */
  readonly changed: number;
  /** There are more than the limit. */
  readonly tooMany: boolean;
}

/**
 * What must be looked at again between two files of folder digests. The folder above one that came or went is looked
 * at too, since only its list shows that; and above one whose mode or owner changed, since they show there.
 */
export async function touchedFolders(
  before: AsyncIterable<Uint8Array>,
  after: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<TouchedFolders> {
  const folders: TouchedFolder[] = [];
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

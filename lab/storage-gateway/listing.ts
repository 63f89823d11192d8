// A refresh at work: lists folders of the bucket anew and brings the view up to what it finds.
import type { Instant } from '../time/clock.ts';
import { parentsOf, placeOf } from './share.ts';
import type { View } from './metadata-cache.ts';
import { versionOf } from './metadata-cache.ts';

export interface Listing {
  /** '' for the whole share, else a folder's path. */
  readonly folder: string;
  readonly recursive: boolean;
  /** What was written to the bucket after this moment is not found. */
  readonly until: Instant;
  /** What clients have written and is not uploaded yet, by path: it stays as it is. */
  readonly dirty: ReadonlyMap<string, unknown>;
}

/** Brings one folder of the view up to date. A folder that the gateway does not know is left out. */
export async function refreshFolder(view: View, listing: Listing): Promise<void> {
  const { folder } = listing;
  if (folder !== '' && view.known.get(folder)?.isFolder !== true) return;
  const found = await findObjects(view, listing);
  const base = folder === '' ? '' : `${folder}/`;
  const gone = [...view.known.keys()].filter(
    (path) => path.startsWith(base) && !found.has(path) && !listing.dirty.has(path),
  );
  for (const path of gone) {
    const child = childOf(path, base);
    const notListed = !listing.recursive && child !== path && found.has(child);
    if (!notListed && !holdsDirty(path, listing)) view.hide(path);
  }
}

/** Shows what the bucket has below the folder; gives back every path that exists there. */
async function findObjects(view: View, listing: Listing): Promise<ReadonlySet<string>> {
  const { share, known } = view;
  const { store, bucket, prefix } = share;
  const base = listing.folder === '' ? '' : `${listing.folder}/`;
  const before = new Set([...known].filter(([, { isFolder }]) => isFolder).map(([path]) => path));
  const found = new Set<string>();
  for (const key of store.keys(bucket, `${prefix}${base}`)) {
    const place = placeOf(key, share);
    const object = store.get(bucket, key);
    if (place === undefined || object === undefined || !place.path.startsWith(base)) continue;
    const { path, isFolder } = place;
    const child = childOf(path, base);
    if (!listing.recursive && child !== path && before.has(child)) {
      found.add(child);
      continue;
    }
    // Next to objects a/…, the object a does not show.
    if (!isFolder && hasKeys(view, `${key}/`)) continue;
    if (object.lastModified > listing.until && !known.has(path)) continue;
    for (const parent of parentsOf(path)) {
      found.add(parent);
      if (known.get(parent)?.isFolder !== true) await view.showFolder(parent, undefined);
    }
    found.add(path);
    if (object.lastModified > listing.until || listing.dirty.has(path)) continue;
    if (known.get(path)?.object === versionOf(object)) continue;
    await (isFolder ? view.showFolder(path, object) : view.showFile(path, object));
  }
  return found;
}

/** The direct child of `base` that is, or is above, `path`. */
function childOf(path: string, base: string): string {
  const end = path.indexOf('/', base.length);
  return end < 0 ? path : path.slice(0, end);
}

function hasKeys({ share }: View, prefix: string): boolean {
  const [first] = share.store.keys(share.bucket, prefix);
  return first !== undefined;
}

function holdsDirty(folder: string, { dirty }: Listing): boolean {
  return [...dirty.keys()].some((path) => path.startsWith(`${folder}/`));
}

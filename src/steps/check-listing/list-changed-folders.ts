// The listing of the folders that changed since a proof, on the gateway's mount.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../../core/canonical-json.ts';
import {
  SortedPathLookup,
  mergeRowFiles,
  openFileSink,
  readRowsFile,
  rowBatches,
} from '../../reconcile/rows/rows-file.ts';
import { FolderRows } from '../../reconcile/folders/folder-rows.ts';
import type { FolderSet } from '../../reconcile/folders/folder-rows.ts';
import { wantedTree } from '../manifest/manifest-runs.ts';
import type { StepContext } from '../frame/context.ts';
import { fetchFolders } from '../manifest/fetch-folders.ts';
import { MOST_PRUNED_NAMED } from '../manifest/list-tree.ts';
import type { Manifest, ManifestPorts } from '../manifest/list-tree.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import type { ChangedOnly, Recheck } from '../tree/recheck.ts';

/** With more rows than this, a manifest of the whole tree is better: it comes in parts. */
const MOST_ROWS = 500_000;
const BATCH = 1000;

/** Everything instead, if the changed folders hold more rows than one answer of the server. */
export function asGatewayRecheck(recheck: Recheck): Recheck {
  if (recheck.kind === 'all' || recheck.rows <= MOST_ROWS) return recheck;
  const { rows, folders, changed } = recheck;
  return {
    kind: 'all',
    why: `the ${folders.length} folders that changed hold ${rows} paths; a manifest of the whole mount is quicker`,
    unwanted: false,
    changed,
  };
}

export interface ChangedFolders {
  /** Only what belongs to the changed folders, and to folders in them that the source does not have. */
  readonly rows: AsyncIterable<Uint8Array>;
  /** The listing, with its counts. */
  readonly manifest: Manifest;
}

/** Lists the changed folders on the gateway's mount, and all below each folder in them that the source lacks. */
export async function listChangedFolders(
  context: StepContext,
  ports: ManifestPorts,
  { folders, set }: ChangedOnly,
  source: Manifest,
): Promise<ChangedFolders> {
  const { gateway } = context.runbook;
  const place = {
    ...wantedTree(context.runbook, 'gateway'),
    directory: manifestFolder(context.env),
  };
  const paths = folders.map(({ path }) => path);
  const shown = await fetchFolders(context, ports, {
    ...place,
    label: 'gateway-folders',
    folders: paths,
    below: false,
  });
  const strange = await strangeFolders(shown, set, source);
  const own = () =>
    new FolderRows(readRowsFile(shown.file), set, { name: "the gateway's folders" });
  if (strange.length === 0) return { rows: own(), manifest: shown };
  context.say(
    `The source does not have ${strange.length} folders of ${gateway.mount}: listing all below them`,
  );
  const below = await fetchFolders(context, ports, {
    ...place,
    label: 'gateway-strange',
    folders: strange,
    below: true,
  });
  return {
    rows: readRowsFile(await mergeListings(own(), below, shown)),
    manifest: both(shown, below),
  };
}

/** Folders that the gateway shows in a changed folder and that the source does not have. */
async function strangeFolders(
  shown: Manifest,
  set: FolderSet,
  source: Manifest,
): Promise<readonly Buffer[]> {
  await using known = new SortedPathLookup(readRowsFile(source.file), 'the source manifest');
  const found: Buffer[] = [];
  for await (const batch of rowBatches(readRowsFile(shown.file), BATCH))
    for (const row of batch) {
      const path = row.subarray(row.indexOf('/') + 1, -1);
      if (path.at(-1) === SLASH && !set.has(path) && !(await known.has(path))) found.push(path);
    }
  return found;
}

const SLASH = '/'.charCodeAt(0);

async function mergeListings(own: FolderRows, below: Manifest, shown: Manifest): Promise<string> {
  const part = join(shown.file, '..', 'gateway-own.rows.gz');
  const to = join(shown.file, '..', 'gateway-changed.rows.gz');
  await using sink = openFileSink(part);
  for await (const chunk of own) await sink.write(chunk);
  await sink.end();
  await mergeRowFiles([part, below.file], to);
  await rm(shown.file);
  return to;
}

const both = (one: Manifest, other: Manifest): Manifest => ({
  ...one,
  rows: one.rows + other.rows,
  folders: one.folders + other.folders,
  pruned: one.pruned + other.pruned,
  prunedFirst: [...one.prunedFirst, ...other.prunedFirst].slice(0, MOST_PRUNED_NAMED),
  denied: one.denied + other.denied,
  sha256: digest([one.sha256, other.sha256]),
});

// Finds the objects without a file that a run is to remove, by the same comparison that proves every file.
import { join } from 'node:path';
import type { Filters } from '../../reconcile/paths/path-patterns.ts';
import { openFileSink, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import { Reconciliation } from '../../reconcile/reconciliation.ts';
import { conclude } from '../../reconcile/tally.ts';
import type { Tally } from '../../reconcile/tally.ts';
import type { StepContext } from '../frame/context.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { listDestination } from '../tree/list-destination.ts';
import { manifestFolder } from '../manifest/manifest-store.ts';
import { acceptedExtras, treePolicy } from '../tree/tree-policy.ts';

export interface FoundExtras {
  /** The bucket's rows of the extras, in order. */
  readonly file: string;
  readonly count: number;
  readonly tally: Tally;
  /** What else differs between source and bucket, besides the extras and what the proof has still to read. */
  readonly reasons: readonly string[];
}

export interface Moment {
  readonly transferredAt: number | undefined;
  readonly filters: Filters;
}

/** Compares the frozen source with the bucket as it is now. */
export async function findExtras(
  context: StepContext,
  manifest: Manifest,
  moment: Moment,
): Promise<FoundExtras> {
  const file = join(manifestFolder(context.env), `${context.run.stepId}.to-remove`);
  await using toRemove = openFileSink(file);
  const policy = {
    ...treePolicy(context, { ...moment, frozen: true }),
    // The step itself checks how many they are.
    removeLimit: Infinity,
    readAll: false,
  };
  const comparison = new Reconciliation({ policy, toRemove, signal: context.signal });
  const accepted = acceptedExtras(context);
  await comparison.compare({
    source: { rows: readRowsFile(manifest.file), expected: manifest.rows },
    bucket: { rows: listDestination(context, manifest) },
    ...(accepted && { accepted: { rows: accepted } }),
  });
  await toRemove.end();
  const { tally } = comparison;
  // What size and time leave in doubt is in both layers; the proof that follows reads it.
  const settled = { ...tally, paths: { ...tally.paths, 'to-read': 0 } };
  const { reasons } = conclude(settled, policy);
  return { file, count: tally.paths['to-remove'], tally, reasons };
}

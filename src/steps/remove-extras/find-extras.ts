// The objects without a file that a run is to remove, found by the same comparison that proves every file.
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
  /** Why source and bucket are not otherwise of one state; extras and what is still to be read left out. */
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
    // How many they are is judged by the step itself.
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
  // What size and time leave in doubt is on both sides; the proof that follows reads it.
  const settled = { ...tally, paths: { ...tally.paths, 'to-read': 0 } };
  const { reasons } = conclude(settled, policy);
  return { file, count: tally.paths['to-remove'], tally, reasons };
}

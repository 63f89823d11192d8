// The end of a comparison of trees: what a re-check may build on is left, and the outcome is told.
import type { Outcome } from '../../core/record.ts';
import { leaveProof } from './proof.ts';
import type { ProvenLayer } from './proof.ts';
import type { StepContext } from '../frame/context.ts';
import { treeOutcome } from './tree-outcome.ts';
import type { TreeFinding } from './tree-outcome.ts';
import type { TreeMoment } from './tree-policy.ts';

export interface ComparedTree extends Omit<TreeFinding, 'proof' | 'filters'> {
  readonly moment: TreeMoment;
  /** Rows of the extras that the run is yet to remove. */
  readonly pending: string;
}

/** Leaves the proof of a layer that passed, and says what was found. The first manifest is the source's. */
export async function concludeTree(
  context: StepContext,
  layer: ProvenLayer,
  { moment, pending, ...finding }: ComparedTree,
): Promise<Outcome> {
  const { held, manifests, result, statements, data } = finding;
  const [source] = manifests;
  const proof =
    source === undefined
      ? ''
      : await leaveProof(context, layer, {
          ...moment,
          verdict: held.problems.length > 0 ? 'unproven' : result.verdict,
          manifest: source.manifest,
          ...{ statements, pending },
        });
  const { frozen, filters } = moment;
  return treeOutcome({ ...finding, proof, filters, data: { ...data, frozen, filters } });
}

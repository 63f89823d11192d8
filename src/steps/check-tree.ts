// Every path of the source against what the gateway's mount shows.
import type { Outcome } from '../core/record.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import { readRowsFile } from '../reconcile/rows-file.ts';
import { wantedTree } from '../runbook/documents/trees.ts';
import type { StepContext } from './context.ts';
import { openDifferences } from './differences-file.ts';
import { manifestOf } from './manifest-store.ts';
import { acceptedExtras, treePolicy } from './tree-policy.ts';
import type { TreeMoment } from './tree-policy.ts';
import { treeOutcome } from './tree-outcome.ts';
import type { TreePorts } from './verify-tree.ts';

/** Compares the gateway's view, listed on the first server, with the source manifest of this job. */
export async function checkTree(
  context: StepContext,
  ports: TreePorts,
  moment: Omit<TreeMoment, 'filters'>,
): Promise<Outcome> {
  const { runbook } = context;
  const { gateway } = runbook;
  const wanted = await manifestOf(context, ports, wantedTree(runbook, 'source'));
  const shown = await manifestOf(context, ports, {
    ...wantedTree(runbook, 'gateway'),
    fresh: true,
  });
  await using differences = await openDifferences(context);
  const { filters } = await ports.datasync.describeTask();
  const policy = { ...treePolicy(context, { ...moment, filters }), readAll: false };
  const comparison = new Reconciliation({ policy, differences, signal: context.signal });
  const accepted = acceptedExtras(context);
  await comparison.compare({
    source: { rows: readRowsFile(wanted.file), expected: wanted.rows },
    gateway: { rows: readRowsFile(shown.file), expected: shown.rows },
    ...(accepted && { accepted: { rows: accepted } }),
  });
  const result = await comparison.conclude();
  await differences.end();
  return treeOutcome({
    what: `Every file on ${gateway.mount}`,
    result,
    manifests: [
      { name: 'Source', manifest: wanted },
      { name: 'Gateway', manifest: shown },
    ],
    differencesFile: differences.name,
    statements: [],
    data: { rule: policy.gatewayRule, frozen: moment.frozen },
  });
}

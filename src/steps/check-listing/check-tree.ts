// Compares every path of the source with what the gateway's mount shows.
import { Readable } from 'node:stream';
import type { Outcome } from '../../core/record.ts';
import { openFileSink, readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { Layer } from '../../reconcile/layers.ts';
import { Reconciliation } from '../../reconcile/reconciliation.ts';
import { wantedTree } from '../manifest/manifest-runs.ts';
import { asGatewayRecheck, listChangedFolders } from './list-changed-folders.ts';
import { gatewayRule, listCalibration } from '../tree/layer-rules.ts';
import { concludeTree } from '../tree/tree-summary.ts';
import type { StepContext } from '../frame/context.ts';
import { manifestOf, openDifferences } from '../manifest/manifest-store.ts';
import type { Manifest } from '../manifest/list-tree.ts';
import { pendingFile } from '../tree/proof.ts';
import { changedRows, recheckOf } from '../tree/recheck.ts';
import type { Recheck } from '../tree/recheck.ts';
import { acceptedExtras, treePolicy } from '../tree/tree-policy.ts';
import type { TreeInputs, TreePorts } from '../tree/adapters.ts';

/** Compares the gateway's view, listed on the first server or on the listers, with the source manifest of this job. */
export async function checkTree(
  context: StepContext,
  ports: TreePorts,
  inputs: TreeInputs,
): Promise<Outcome> {
  const began = context.clock.now();
  const wanted = await manifestOf(context, ports, wantedTree(context.runbook, 'source'));
  const { filters } = await ports.datasync.describeTask();
  const moment = { frozen: inputs.frozen, transferredAt: inputs.transferredAt, filters };
  const recheck = asGatewayRecheck(
    await recheckOf(context, 'gateway', inputs, { manifest: wanted, filters }),
  );
  const shown = await listGateway(context, ports, recheck, wanted);
  const held = await gatewayRule(context, wanted, shown.calibrated);
  await using differences = await openDifferences(context);
  const pending = pendingFile(context);
  await using toRemove = openFileSink(pending);
  const comparison = new Reconciliation({
    policy: {
      ...treePolicy(context, { ...moment, gatewayRule: held.rule }),
      readAll: false,
    },
    differences,
    toRemove,
    provenBefore: recheck.kind === 'all' ? 0 : wanted.rows - recheck.rows,
    signal: context.signal,
  });
  const accepted = acceptedExtras(context);
  await comparison.compare({
    source:
      recheck.kind === 'changed'
        ? { rows: changedRows(wanted, recheck) }
        : { rows: readRowsFile(wanted.file), expected: wanted.rows },
    gateway: shown.layer,
    ...(accepted && { accepted: { rows: accepted } }),
  });
  const result = await comparison.conclude();
  await differences.end();
  await toRemove.end();
  return await concludeTree(context, 'gateway', {
    what: `Every file on ${context.runbook.gateway.mount}`,
    result,
    manifests: [{ name: 'Source', manifest: wanted }, ...shown.manifests],
    user: context.runbook.verify.user,
    differencesFile: differences.name,
    statements: [],
    ...{ moment, began, pending, recheck, held },
    data: {},
  });
}

interface Shown {
  readonly layer: Layer;
  readonly manifests: readonly { readonly name: string; readonly manifest: Manifest }[];
  /** The listing that shows the calibration folder; undefined if the runbook asks for none. */
  readonly calibrated: Manifest | undefined;
}

/** The gateway's layer, all of it or the folders that the re-check needs. */
async function listGateway(
  context: StepContext,
  ports: TreePorts,
  recheck: Recheck,
  source: Manifest,
): Promise<Shown> {
  if (recheck.kind === 'changed') {
    const calibrated = await listCalibration(context, ports);
    if (recheck.folders.length === 0)
      return { layer: { rows: Readable.from([]) }, manifests: [], calibrated };
    const { rows, manifest } = await listChangedFolders(context, ports, recheck, source);
    return { layer: { rows }, manifests: [{ name: 'Gateway', manifest }], calibrated };
  }
  const manifest = await manifestOf(context, ports, {
    ...wantedTree(context.runbook, 'gateway'),
    fresh: true,
  });
  return {
    layer: { rows: readRowsFile(manifest.file), expected: manifest.rows },
    manifests: [{ name: 'Gateway', manifest }],
    calibrated: manifest,
  };
}

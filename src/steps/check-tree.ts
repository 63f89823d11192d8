// Every path of the source against what the gateway's mount shows.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Outcome } from '../core/record.ts';
import { openFileSink } from '../reconcile/byte-sink.ts';
import { DIFFERENCES_HEAD } from '../reconcile/differences.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import { readRowsFile } from '../reconcile/rows-file.ts';
import type { StepContext } from './context.ts';
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
  const { runbook, run, env } = context;
  const { verify, source, gateway } = runbook;
  const reader = { user: verify.user, group: verify.group };
  const wanted = await manifestOf(context, ports, {
    ...reader,
    mount: source.mount,
    label: 'source',
    export: source.export,
  });
  const shown = await manifestOf(context, ports, {
    ...reader,
    mount: gateway.mount,
    label: 'gateway',
    export: gateway.export,
    fresh: true,
  });
  const file = join(env.RUNNER_TEMP ?? '.', 'records', `${run.stepId}.differences.txt`);
  mkdirSync(dirname(file), { recursive: true });
  await using differences = openFileSink(file);
  await differences.write(Buffer.from(DIFFERENCES_HEAD));
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
    differencesFile: `${run.stepId}.differences.txt`,
    statements: [],
    data: { rule: policy.gatewayRule, frozen: moment.frozen },
  });
}

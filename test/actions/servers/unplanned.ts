// Compares the calls of one action on a bench with the plan of the step that it is in the workflow.
import type { CallEntry } from '../../../lab/protocol/calls.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import { disagreement } from '../../workflow/planned-calls.ts';

/**
 * What `calls` has that the plan of `step` in `job` does not have; with `whole` also what is missing. `from`: they begin
 * with the operation whose text begins so.
 */
export function unplanned(
  runbook: string,
  calls: readonly CallEntry[],
  {
    job,
    step,
    whole = false,
    from = '',
  }: {
    readonly job: string;
    readonly step: string;
    readonly whole?: boolean;
    readonly from?: string;
  },
): string | undefined {
  const loaded = parseRunbook(runbook, 'runbooks/image-archive.yml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const operations = planOf(loaded.runbook, 'cutover').jobs.flatMap((one) => one.operations);
  const all = operations.filter((one) => one.job === job && one.step === step);
  const own = all.slice(all.findIndex(({ what }) => what.startsWith(from)));
  // The bench has a job and a step of its own, which the comments of commands name.
  const named = calls.map((call) => ({
    ...call,
    ...(call.operation === 'SendCommand' && {
      input: { ...call.input, Comment: `nfs-cutover run 42 ${job}/${step}` },
    }),
  }));
  return disagreement(own, named, whole);
}

// Loads and checks the runbook and says, in order, what the run will do. Reads only.
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import { operations } from '../runbook/plan.ts';
import type { Until } from '../runbook/plan.ts';
import { planDigest } from '../runbook/plan-digest.ts';
import { planMarkdown } from '../runbook/plan-markdown.ts';
import type { StepContext } from './context.ts';
import { assertLab } from './lab-only.ts';

export interface PlanInputs {
  readonly until: Until;
  readonly ticket: string;
  readonly reason: string;
}

/** The operations in order, their digest, and the gates that the workflow must pass. */
export function plan(context: StepContext, inputs: PlanInputs): Outcome {
  const { runbook, run, say } = context;
  assertTicket(runbook.change.ticket, inputs.ticket);
  // Told before anybody is asked to approve it.
  if (inputs.until === 'cutover') assertLab(context, 'a run until cutover');
  const planned = operations(runbook, { run: run.id, until: inputs.until });
  for (const [i, { job, what }] of planned.entries()) say(`${i + 1}. ${job}: ${what}`);
  const digest = planDigest(runbook, inputs.until);
  return {
    verdict: 'pass',
    says: `${runbook.description}: the runbook is valid, ${planned.length} operations until ${inputs.until}.`,
    facts: [
      { name: 'Runbook', value: context.runbookFile },
      { name: 'Change ticket', value: inputs.ticket },
      { name: 'Reason', value: inputs.reason },
      { name: 'Gate of the cutover', value: runbook.gates.cutover },
      { name: 'Sign-offs before it', value: runbook.gates.signOff.join(', ') || 'none' },
      { name: 'Digest of the plan', value: digest },
    ],
    warnings: [],
    data: { ...inputs, digest, gates: runbook.gates, operations: planned },
    outputs: {
      digest,
      gate: runbook.gates.cutover,
      'sign-offs': JSON.stringify(runbook.gates.signOff),
      'application-region': runbook.application.region,
      'storage-region': runbook.storageRegion,
    },
    markdown: planMarkdown(runbook, planned),
  };
}

function assertTicket(pattern: string, ticket: string): void {
  if (new RegExp(pattern).test(ticket)) return;
  throw new CutoverError('bad-input', {
    what: 'input ticket',
    expected: `the runbook's pattern ${pattern}`,
    got: JSON.stringify(ticket.slice(0, 200)),
    cure: 'start the workflow again with the number of the approved change',
  });
}

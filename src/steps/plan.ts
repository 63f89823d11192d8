// Loads and checks the runbook and says, in order, what the run will do. Reads only.
import { canonicalJson } from '../core/canonical-json.ts';
import { CutoverError } from '../core/errors.ts';
import type { Outcome } from '../core/record.ts';
import { writeBesideRecords } from '../evidence/record-files.ts';
import { planOf } from '../runbook/plan.ts';
import type { Plan, Until } from '../runbook/plan.ts';
import { planDigest } from '../runbook/plan-digest.ts';
import { planMarkdown } from '../runbook/plan-markdown.ts';
import { filled } from '../runbook/plan-text.ts';
import type { StepContext } from './context.ts';
import { assertLab } from './lab-only.ts';

export interface PlanInputs {
  readonly until: Until;
  readonly ticket: string;
  readonly reason: string;
}

/** The plan's canonical JSON; its SHA-256 is the digest of the plan. */
const PLAN_FILE = 'plan.canonical.json';

/** The operations in order, their digest, and the gates that the workflow must pass. */
export function plan(context: StepContext, inputs: PlanInputs): Outcome {
  const { runbook, run } = context;
  assertTicket(runbook.change.ticket, inputs.ticket);
  // Told before anybody is asked to approve it.
  if (inputs.until === 'cutover') assertLab(context, 'a run until cutover');
  const planned = planOf(runbook, inputs.until);
  const known = { run: run.id };
  const count = tell(context, planned);
  const digest = planDigest(runbook, inputs.until);
  writeBesideRecords(PLAN_FILE, canonicalJson(planned), context.env);
  return {
    verdict: 'pass',
    says: `${runbook.description}: the runbook is valid, ${count} operations until ${inputs.until}.`,
    facts: [
      { name: 'Runbook', value: context.runbookFile },
      { name: 'Change ticket', value: inputs.ticket },
      { name: 'Reason', value: inputs.reason },
      { name: 'Gate of the cutover', value: runbook.gates.cutover },
      { name: 'Sign-offs before it', value: runbook.gates.signOff.join(', ') || 'none' },
      { name: 'Digest of the plan', value: digest },
    ],
    warnings: [],
    data: {
      ...inputs,
      digest,
      gates: runbook.gates,
      file: PLAN_FILE,
      jobs: planned.jobs,
    },
    outputs: {
      digest,
      gate: runbook.gates.cutover,
      'sign-offs': JSON.stringify(runbook.gates.signOff),
      'application-region': runbook.application.region,
      'storage-region': runbook.storageRegion,
    },
    markdown: planMarkdown(planned, known),
  };
}

/** Says what every run does, one line each; the job's summary has the rest. Answers how many operations there are. */
function tell({ run, say }: StepContext, { jobs }: Plan): number {
  let number = 0;
  for (const operation of jobs.flatMap(({ operations }) => operations)) {
    number += 1;
    const { job, step, what, only } = operation;
    if (only === undefined) say(`${number}. ${job}/${step}: ${filled(what, { run: run.id })}`);
  }
  return number;
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

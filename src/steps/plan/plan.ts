// Checks the runbook, looks at everything that it needs, and says, in order, what the run will do. Only reads.
import { canonicalJson } from '../../core/canonical-json.ts';
import { counted } from '../../core/text/markdown.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { writeBesideRecords } from '../../evidence/record-files.ts';
import { planOf } from './plan-of.ts';
import type { Plan, Until } from '../../plan/plan.ts';
import { planDigest } from '../../plan/digest.ts';
import { planMarkdown } from '../../plan/rendering/markdown.ts';
import { filled } from '../../plan/rendering/text.ts';
import { assertTicket } from '../../runbook/change-ticket.ts';
import { windowAt } from '../../runbook/change-window.ts';
import { ROLLBACK_ENVIRONMENT } from '../../runbook/quorum.ts';
import type { Runbook } from '../../runbook/runbook.ts';
import type { StepContext } from '../frame/context.ts';
import { assertWindow } from '../frame/change-window.ts';
import type { Finding } from '../preflight/finding.ts';
import {
  inNumbers,
  preflightError,
  preflightLines,
  preflightMarkdown,
  preflightWarnings,
} from '../preflight/table.ts';

export interface PlanInputs {
  readonly until: Until;
  readonly ticket: string;
  readonly reason: string;
  /** `false`: the plan without the preflight; `only`: the preflight without the plan, which another step has shown. */
  readonly preflight: 'true' | 'false' | 'only';
  /** Reads how the gates are protected; without it that is unproven. */
  readonly token: string | undefined;
}

/** The plan's canonical JSON; its SHA-256 is the digest of the plan. */
const PLAN_FILE = 'plan.canonical.json';

/** Every finding of the preflight. */
export type Look = () => Promise<readonly Finding[]>;

/**
 * Gives the operations in order, their digest, and the gates that the workflow must pass; with `look` also what is not
 * ready for them: every problem in one error `preflight`.
 */
export async function plan(
  context: StepContext,
  inputs: PlanInputs,
  look?: Look,
): Promise<Outcome> {
  const { runbook, say } = context;
  assertTicket(runbook.change.ticket, inputs.ticket);
  // This must fail before anybody approves it.
  if (inputs.until === 'cutover') assertWindow(context, 'plan');
  if (inputs.until === 'finalize') assertFinalize(runbook);
  if (inputs.until === 'finalize' || inputs.until === 'rollback') assertNoPreflight(inputs);
  const planned = planOf(runbook, inputs.until);
  if (inputs.preflight !== 'only') sayChanges(context, planned);
  const findings = await look?.();
  for (const line of preflightLines(findings ?? [])) say(line);
  const outcome = outcomeOf(context, inputs, planned);
  return findings === undefined ? outcome : withFindings(context, inputs, outcome, findings);
}

function outcomeOf(context: StepContext, inputs: PlanInputs, planned: Plan): Outcome {
  const { run, runbook, runbookFile } = context;
  const known = { run: run.id };
  const count = planned.jobs.reduce((sum, { operations }) => sum + operations.length, 0);
  const digest = planDigest(planned);
  writeBesideRecords(PLAN_FILE, canonicalJson(planned), context.env);
  return {
    verdict: 'pass',
    says: `${runbook.description}: the runbook is valid, ${count} operations until ${inputs.until}.`,
    facts: [
      { name: 'Runbook', value: runbookFile },
      { name: 'Change ticket', value: inputs.ticket },
      { name: 'Reason', value: inputs.reason },
      ...gateFacts(runbook, inputs.until),
      ...windowFacts(context, inputs.until),
      { name: 'Digest of the plan', value: digest },
    ],
    warnings: [],
    data: {
      until: inputs.until,
      ticket: inputs.ticket,
      reason: inputs.reason,
      digest,
      gates: runbook.gates,
      file: PLAN_FILE,
      jobs: planned.jobs,
      placeholders: planned.placeholders,
    },
    outputs: {
      digest,
      'removes-extras': String(runbook.verify.removeLimit !== undefined),
      gate: runbook.gates.cutover,
      finalize: runbook.finalize?.environment ?? '',
      'sign-offs': JSON.stringify(runbook.gates.signOff),
      'application-region': runbook.application.region,
      'storage-region': runbook.storageRegion,
    },
    markdown: planMarkdown(planned, known),
  };
}

function gateFacts({ finalize, gates }: Runbook, until: Until): readonly Fact[] {
  if (until === 'finalize')
    return [{ name: 'Gate of finalize', value: finalize?.environment ?? '' }];
  if (until === 'rollback') return [{ name: 'Gate of the rollback', value: ROLLBACK_ENVIRONMENT }];
  return [
    { name: 'Gate of the cutover', value: gates.cutover },
    { name: 'Sign-offs before it', value: gates.signOff.join(', ') || 'none' },
  ];
}

/** The change window is of a cutover alone: a rollback may always run. */
function windowFacts({ clock, runbook }: StepContext, until: Until): readonly Fact[] {
  const { window } = runbook.change;
  if (window === undefined || until === 'finalize' || until === 'rollback') return [];
  return [{ name: 'Change window', value: windowAt(window, clock.now()) }];
}

/** Says, job by job, what changes something; the job's summary has every operation. */
function sayChanges({ run, say }: StepContext, { jobs }: Plan): void {
  let number = 0;
  for (const { job, operations } of jobs) {
    const reads = operations.every(({ changes }) => changes === undefined);
    say(`${job}: ${counted(operations.length, 'operation')}${reads ? ' that only read' : ''}`);
    for (const { step, what, changes, only } of operations) {
      number += 1;
      if (changes === undefined) continue;
      const when = only === undefined ? '' : `, if ${only}`;
      say(`${number}. ${step}: ${filled(`${what}${when}`, { run: run.id })}`);
    }
  }
}

/** The outcome of plan and preflight together; of the preflight alone if another step has shown the plan. */
function withFindings(
  { runbook, runbookFile }: StepContext,
  { preflight, until }: PlanInputs,
  plan: Outcome,
  findings: readonly Finding[],
): Outcome {
  const alone = preflight === 'only';
  const error = preflightError(findings, `preflight of ${runbookFile}`);
  const failed = findings.some(({ state }) => state === 'fail');
  const fact: Fact = { name: 'Preflight', value: inNumbers(findings) };
  const table = preflightMarkdown(findings);
  const both = ['## Preflight', inNumbers(findings), table, plan.markdown ?? ''];
  return {
    verdict: error === undefined ? 'pass' : failed ? 'fail' : 'unproven',
    says: alone
      ? `${runbook.description}: preflight until ${until}: ${inNumbers(findings)}.`
      : `${plan.says} Preflight: ${inNumbers(findings)}.`,
    facts: alone ? [] : [...plan.facts, fact],
    warnings: preflightWarnings(findings),
    data: alone ? { preflight, until, findings } : { ...plan.data, findings },
    outputs: plan.outputs,
    markdown: alone ? table : both.join('\n\n'),
    ...(alone && { title: 'Preflight' }),
    showsAll: true,
    ...(error && { error }),
  };
}

function assertFinalize(runbook: Runbook): void {
  if (runbook.finalize === undefined)
    throw new CutoverError('bad-input', {
      what: 'input until',
      expected: 'another word than finalize for a runbook without the section finalize',
      got: 'finalize',
      cure: 'add the section by pull request, if finalize shall delete the task',
    });
}

/** These runs check themselves what they need, with only-check: the preflight belongs to a cutover. */
function assertNoPreflight({ preflight, until }: PlanInputs): void {
  if (preflight === 'false') return;
  throw new CutoverError('bad-input', {
    what: 'input preflight',
    expected: `false with until: ${until}`,
    got: preflight,
    cure: 'use only-check: true of the actions finalize, switch-mount, carry-back or settle-written',
  });
}

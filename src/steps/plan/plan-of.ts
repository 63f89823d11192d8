// Gathers the plans of all steps, in the order of the workflow.
import { cutover } from './jobs/cutover.ts';
import { finalizing } from './jobs/finalize.ts';
import { planning, planningAlone } from './jobs/plan.ts';
import { refreshing } from './jobs/refresh.ts';
import { report } from './jobs/report.ts';
import { listing, rollback } from './jobs/rollback.ts';
import { signOff } from './jobs/sign-off.ts';
import { sync } from './jobs/sync.ts';
import { verify } from './jobs/verify.ts';
import type { Job } from '../../plan/operation.ts';
import type { Plan, Until } from '../../plan/plan.ts';
import { asTemplate, placeholdersIn } from '../../plan/placeholders.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** What a run of this runbook will do, first to last. */
export function planOf(runbook: Runbook, until: Until): Plan {
  const jobs = jobsOf(asTemplate(runbook), until).filter(({ operations }) => operations.length > 0);
  return { format: 1, until, runbook, jobs, placeholders: placeholdersIn(jobs) };
}

function jobsOf(runbook: Runbook, until: Until): Job[] {
  if (until === 'finalize') return finalizing(runbook);
  if (until === 'plan') return [planningAlone(runbook), report(runbook, [])];
  const proof = [planning(runbook), sync(runbook), verify(runbook), refreshing(runbook)];
  if (until === 'proof') return [...proof, report(runbook, ['canary'])];
  return [
    ...proof,
    signOff(runbook),
    cutover(runbook),
    rollback(runbook),
    listing(runbook),
    report(runbook, ['canary', 'confirmation']),
  ];
}

// The exact operations of a run, in order, derived from the runbook alone.
import { cutover } from './operations/jobs/cutover.ts';
import { finalizing } from './operations/jobs/finalize.ts';
import { planning, planningAlone } from './operations/jobs/plan.ts';
import { refreshing } from './operations/jobs/refresh.ts';
import { report } from './operations/jobs/report.ts';
import { rollback } from './operations/jobs/rollback.ts';
import { signOff } from './operations/jobs/sign-off.ts';
import { sync } from './operations/jobs/sync.ts';
import { verify } from './operations/jobs/verify.ts';
import type { Job } from './operations/operation.ts';
import { asTemplate, placeholdersIn } from './operations/placeholders.ts';
import type { Runbook } from './runbook.ts';

/**
 * How far a run goes: read only, up to the proof that files arrive, or all of it; `finalize` is a run of its own, weeks
 * later.
 */
export type Until = 'plan' | 'proof' | 'cutover' | 'finalize';

/** A plan as it is kept; its canonical JSON has the digest that is approved. */
export interface Plan {
  readonly format: 1;
  readonly until: Until;
  readonly runbook: Runbook;
  /** In the order of the workflow. Texts are templates: braces are doubled, `{name}` is a placeholder. */
  readonly jobs: readonly Job[];
  /** The placeholders in `jobs`: what each stands for, and the form of its values. */
  readonly placeholders: Readonly<
    Record<string, { readonly means: string; readonly form: string }>
  >;
}

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
    report(runbook, ['canary', 'confirmation']),
  ];
}

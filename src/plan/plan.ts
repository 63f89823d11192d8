// A plan: the exact operations of a run, in order, derived from the runbook alone.
import type { Runbook } from '../runbook/runbook.ts';
import type { Job } from './operation.ts';

/**
 * How far a run goes: only reading, up to the proof that files arrive, or all of it; `finalize` and
 * `rollback` are runs of their own, maybe weeks later.
 */
export type Until = 'plan' | 'proof' | 'cutover' | 'finalize' | 'rollback';

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

// The digest of a plan: equal for equal runbooks, however their YAML is written.
import { digest } from '../core/canonical-json.ts';
import { planOf, type Until } from './plan.ts';
import type { Runbook } from './runbook.ts';

/** SHA-256 of the plan's canonical JSON. The run's own id, which is in file names, is a placeholder there. */
export function planDigest(runbook: Runbook, until: Until): string {
  return digest(planOf(runbook, until));
}

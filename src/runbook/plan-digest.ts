// The digest of a plan: equal for equal runbooks, however their YAML is written.
import { digest } from '../core/canonical-json.ts';
import { operations, type Until } from './plan.ts';
import type { Runbook } from './runbook.ts';

/** SHA-256 over the runbook and its operations. The run's own id, which is in file names, is left out of it. */
export function planDigest(runbook: Runbook, until: Until): string {
  return digest({ runbook, operations: operations(runbook, { run: '0', until }) });
}

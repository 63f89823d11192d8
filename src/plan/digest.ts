// The digest of a plan: equal for equal runbooks, however their YAML is written.
import { digest } from '../core/canonical-json.ts';
import type { Plan } from './plan.ts';

/** SHA-256 of the plan's canonical JSON, in hex. The run's own id, which is in file names, is a placeholder there. */
export const planDigest = (plan: Plan): string => digest(plan);

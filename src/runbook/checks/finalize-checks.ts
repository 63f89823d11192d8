// What must hold between the environment of finalize and the others.
import { FINALIZE_ENVIRONMENT } from '../schema/finalize-section.ts';
import { show } from '../problem.ts';
import { type Complaint, valueAt } from '../yaml.ts';

/** The workflow has environments of these names itself: without reviewers. */
export const UNGATED: readonly string[] = ['prepare', 'back'];

/** The deletion has reviewers of its own: its environment is no gate of the cutover and none that asks nobody. */
export function finalizeChecks(data: unknown): Complaint[] {
  const section = valueAt(data, ['finalize']);
  if (typeof section !== 'object' || section === null) return [];
  const path = ['finalize', 'environment'];
  const name = valueAt(data, path) ?? FINALIZE_ENVIRONMENT;
  if (typeof name !== 'string') return [];
  const signOff = valueAt(data, ['gates', 'sign-off']);
  const gates = [
    valueAt(data, ['gates', 'cutover']),
    ...(Array.isArray(signOff) ? (signOff as unknown[]) : []),
  ];
  // GitHub does not tell environments apart by case.
  const is = (other: unknown): boolean =>
    typeof other === 'string' && other.toLowerCase() === name.toLowerCase();
  const got = show(name);
  if (UNGATED.some(is)) return [{ path, expected: 'an environment with reviewers', got }];
  if (!gates.some(is)) return [];
  return [{ path, expected: 'another environment than the gates of the cutover', got }];
}

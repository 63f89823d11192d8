// Who approved at the gates, counted by people against what the runbook asks for.
import { gatesOf, quorumOf } from '../runbook/quorum.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** One decision at one or more gates of a run, as GitHub reports it. */
export interface Decision {
  readonly environments: readonly string[];
  readonly state: string;
  readonly user: string;
}

export interface Approvals {
  readonly quorum: number;
  /** Everybody who approved at a gate of the runbook, each once. */
  readonly people: readonly string[];
  readonly met: boolean;
  /** The same in words. */
  readonly says: string;
}

/** Counts different people: one who approved at two gates is one. GitHub ignores the case of both kinds of names. */
export function countApprovals(runbook: Runbook, decisions: readonly Decision[]): Approvals {
  const gates = new Set(gatesOf(runbook).map((name) => name.toLowerCase()));
  const people = new Map<string, string>();
  for (const { environments, state, user } of decisions)
    if (state === 'approved' && environments.some((name) => gates.has(name.toLowerCase())))
      people.set(user.toLowerCase(), user);
  const quorum = quorumOf(runbook);
  const names = [...people.values()];
  return {
    quorum,
    people: names,
    met: names.length >= quorum,
    says: `${names.length} of quorum ${quorum}, different people: ${names.join(', ') || 'nobody'}`,
  };
}

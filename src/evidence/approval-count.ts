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
  /** Everybody who certainly released this attempt at a gate of the runbook, each once. */
  readonly people: readonly string[];
  /** Gates of which nobody knows who released this attempt: one sentence for each. */
  readonly unproven: readonly string[];
  readonly met: boolean;
  /** The same in words. */
  readonly says: string;
}

/**
 * Counts different people: one who approved at two gates is one. GitHub ignores the case of both kinds of names. Its
 * answer has neither time nor attempt (GET …/runs/{run_id}/approvals), and nothing is said of its order. So a gate
 * proves its approver only if it has no more approvals than attempts, and all of them by one person. Any other gate
 * counts nobody.
 */
export function countApprovals(
  runbook: Runbook,
  decisions: readonly Decision[],
  attempt: number,
): Approvals {
  const people = new Map<string, string>();
  const unproven: string[] = [];
  for (const gate of gatesOf(runbook)) {
    const users = decisions
      .filter(({ environments, state }) => state === 'approved' && names(environments, gate))
      .map(({ user }) => user);
    const different = new Map(users.map((user) => [user.toLowerCase(), user]));
    if (users.length > attempt || different.size > 1)
      unproven.push(
        `${gate} has ${users.length} approvals, by ${[...different.values()].join(' and ')}, and GitHub does not say which of them released attempt ${attempt}`,
      );
    else for (const [key, user] of different) people.set(key, user);
  }
  const quorum = quorumOf(runbook);
  const found = [...people.values()];
  const counted = `${found.length} of quorum ${quorum}, different people: ${found.join(', ') || 'nobody'}`;
  return {
    quorum,
    people: found,
    unproven,
    met: found.length >= quorum,
    says: [counted, ...unproven].join('; '),
  };
}

const names = (environments: readonly string[], gate: string): boolean =>
  environments.some((name) => name.toLowerCase() === gate.toLowerCase());

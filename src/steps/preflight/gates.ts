// The environments that the workflow names: whether they exist and have the protection that the workflow relies on.
import type { GitHubEnvironments, Repository } from '../../github/environments.ts';
import { environmentsOf } from '../../runbook/quorum.ts';
import type { StepContext } from '../frame/context.ts';
import type { Finding } from './finding.ts';
import { judgeEnvironment } from './gate-checks.ts';
import { unanswered } from './group.ts';

export interface GatePorts {
  /** Undefined without a token: then the step cannot know anything. */
  readonly environments: GitHubEnvironments | undefined;
}

/** Checks every gate of the runbook, also those of finalize and of the rollback, `prepare` and `back`. Without an answer: unproven. */
export async function checkGates(
  context: StepContext,
  { environments }: GatePorts,
): Promise<readonly Finding[]> {
  if (environments === undefined) return [NO_TOKEN];
  let repository: Repository;
  try {
    repository = await environments.repository();
  } catch (thrown) {
    return [unseen(context, 'The repository', thrown)];
  }
  const found: Finding[] = [];
  for (const [name, kind] of environmentsOf(context.runbook)) {
    try {
      const environment = await environments.environment(name);
      found.push(...judgeEnvironment(name, kind, environment, repository));
    } catch (thrown) {
      found.push(unseen(context, `Environment ${name}`, thrown));
    }
  }
  return found;
}

const NO_TOKEN: Finding = {
  area: 'Gates',
  check: 'The environments',
  state: 'unproven',
  found: 'no token to ask GitHub with; expected to see how every environment is protected',
  cure: 'hand over github.token as the input token, and give this job "actions: read"',
};

function unseen(context: StepContext, check: string, thrown: unknown): Finding {
  context.signal.throwIfAborted();
  return unanswered('Gates', check, thrown);
}

// Whether a task can run: without its agents it hangs in LAUNCHING or is UNAVAILABLE.
import type { DataSync, Task } from '../../aws/datasync/datasync.ts';
import { CutoverError } from '../../core/errors.ts';
import { verifyModeProblem } from '../../runbook/task-overrides.ts';
import type { StepContext } from '../frame/context.ts';

/** Each agent of the task that is not ONLINE, in words. An agent is OFFLINE after five minutes without contact. */
export async function agentsOffline(datasync: DataSync, task: Task): Promise<readonly string[]> {
  if (task.source === undefined) return [];
  const agents = await datasync.describeAgents(task.source);
  return agents
    .filter(({ status }) => status !== 'ONLINE')
    .map(
      ({ name, status, lastSeen }) =>
        `agent ${name} is ${status}${lastSeen === undefined ? '' : ` (last seen ${lastSeen.toISOString()})`}`,
    );
}

/** Throws `not-ready` if the task cannot run, with DataSync's own words and each agent that is offline. */
export async function assertUsable(datasync: DataSync, task: Task): Promise<void> {
  if (task.status !== 'UNAVAILABLE' && task.status !== 'CREATING') return;
  const offline = await agentsOffline(datasync, task);
  throw new CutoverError('not-ready', {
    what: `DataSync task ${task.name ?? ''}`.trim(),
    expected: 'status AVAILABLE and every agent ONLINE',
    got: [`status ${task.status}`, task.errorDetail ?? task.errorCode, ...offline]
      .filter((part) => part !== undefined)
      .join(', '),
    cure: "start the agent's machine and its network, see that the NFS server answers it, then re-run this job",
  });
}

/** Throws `not-ready` if the task's mode lacks the verification that the runbook asks for: DataSync would refuse the start, but not say why. */
export function assertVerifiable({ runbook }: StepContext, { mode, name = '' }: Task): void {
  const problem = verifyModeProblem(runbook.datasync, mode);
  if (problem !== undefined)
    throw new CutoverError('not-ready', { what: `DataSync task ${name}`.trim(), ...problem });
}

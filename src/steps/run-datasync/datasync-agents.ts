// The agents of a task: a task without them hangs in LAUNCHING or is UNAVAILABLE.
import type { DataSync, Task } from '../../aws/datasync/datasync.ts';

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

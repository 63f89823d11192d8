// Finds who else uses what finalize would delete. What cannot be read counts as a user.
import { asCutoverError } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import { visible } from '../../core/text/markdown.ts';
import type { ListedLocation, LocationAgents } from '../../aws/datasync/location-agents.ts';
import type { OtherTasks } from '../../aws/datasync/other-tasks.ts';
import type { StepContext } from '../frame/context.ts';
import type { Resource } from './resources.ts';

export interface UserPorts {
  readonly tasks: Pick<OtherTasks, 'tasksAt'>;
  readonly locations: LocationAgents;
}

/**
 * Every other task at one of the two locations, and, if `deleteAgent` asks for it, every other location that one of
 * the agents leads to. In this Region and account: no others can have them.
 */
export async function otherUsers(
  context: StepContext,
  ports: UserPorts,
  {
    resources,
    deleteAgent,
  }: { readonly resources: readonly Resource[]; readonly deleteAgent: boolean },
): Promise<readonly Failure[]> {
  const found: Failure[] = [];
  const own = resources.filter(({ kind }) => kind === 'source' || kind === 'destination');
  for (const { kind, arn, description } of own) {
    const tasks = description === undefined ? [] : await ports.tasks.tasksAt(arn);
    if (tasks.length > 0)
      found.push({
        what: `the ${kind} location ${arn}`,
        expected: "no task besides the runbook's own",
        got: tasks.join(', '),
        cure: 'delete that task first, or keep this one: take finalize out of the runbook',
      });
  }
  const agents = resources.filter(
    ({ kind, description }) => kind === 'agent' && description !== undefined,
  );
  if (deleteAgent && agents.length > 0)
    found.push(...(await agentUsers(context, ports, own, agents)));
  return found;
}

async function agentUsers(
  context: StepContext,
  { locations }: UserPorts,
  own: readonly Resource[],
  agents: readonly Resource[],
): Promise<readonly Failure[]> {
  const users: string[] = [];
  for (const location of await locations.list()) {
    if (own.some(({ arn }) => arn === location.arn)) continue;
    const use = await useOf(context, locations, location, agents);
    if (use !== undefined) users.push(`${location.arn} (${visible(location.uri)}${use})`);
  }
  if (users.length === 0) return [];
  return [
    {
      what: `the agents ${agents.map(({ arn }) => arn).join(', ')}`,
      expected: 'no other location that they lead to',
      got: users.join('; '),
      cure: 'set finalize.delete-agent to false: agents are often shared',
    },
  ];
}

/** '' if one of the agents leads to it, words if that cannot be known, undefined if none does. */
async function useOf(
  { signal }: StepContext,
  locations: LocationAgents,
  location: ListedLocation,
  agents: readonly Resource[],
): Promise<string | undefined> {
  try {
    const used = await locations.agentsOf(location);
    if (used === undefined) return ', of a kind that is not known here';
    return agents.some(({ arn }) => used.includes(arn)) ? '' : undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    return `, which cannot be read: ${visible(asCutoverError(thrown).failure.got)}`;
  }
}

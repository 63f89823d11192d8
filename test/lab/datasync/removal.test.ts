// The end of what the lab's DataSync has: nothing goes that is still used, and what is gone is not found.
import {
  DeleteAgentCommand,
  DeleteLocationCommand,
  DeleteTaskCommand,
  DescribeAgentCommand,
  DescribeLocationNfsCommand,
  DescribeLocationS3Command,
  DescribeLocationSmbCommand,
  DescribeTaskCommand,
  InvalidRequestException,
  ListAgentsCommand,
  ListLocationsCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
} from '@aws-sdk/client-datasync';
import { expect, test } from '@jest/globals';
import type { TestLab } from './datasync-lab.ts';
import { client, follow, open, start, TASK } from './datasync-lab.ts';

async function ends(lab: TestLab) {
  const task = await client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }));
  const { SourceLocationArn: source, DestinationLocationArn: destination } = task;
  const nfs = new DescribeLocationNfsCommand({ LocationArn: source });
  const { OnPremConfig } = await client(lab).send(nfs);
  return { source, destination, agent: OnPremConfig?.AgentArns?.[0] };
}

const deleteTask = (lab: TestLab) => client(lab).send(new DeleteTaskCommand({ TaskArn: TASK }));
const deleteLocation = (lab: TestLab, LocationArn: string | undefined) =>
  client(lab).send(new DeleteLocationCommand({ LocationArn }));
const deleteAgent = (lab: TestLab, AgentArn: string | undefined) =>
  client(lab).send(new DeleteAgentCommand({ AgentArn }));

test('task, locations, agent: in this order, and each is gone for every operation', async () => {
  await using lab = await open();
  const { source, destination, agent } = await ends(lab);
  await expect(deleteLocation(lab, source)).rejects.toThrow(/in use by these task\(s\): .*task-/);
  await expect(deleteAgent(lab, agent)).rejects.toThrow(/in-use by these location\(s\): .*loc-/);
  await deleteTask(lab);
  await expect(deleteTask(lab)).rejects.toBeInstanceOf(InvalidRequestException);
  await expect(client(lab).send(new DescribeTaskCommand({ TaskArn: TASK }))).rejects.toThrow(
    /not found/,
  );
  await expect(start(lab)).rejects.toThrow(/not found/);
  await expect(
    client(lab).send(new ListTagsForResourceCommand({ ResourceArn: TASK })),
  ).rejects.toThrow(/not found/);
  expect((await client(lab).send(new ListTasksCommand({}))).Tasks).toEqual([]);
  await deleteLocation(lab, source);
  await deleteLocation(lab, destination);
  await expect(deleteLocation(lab, destination)).rejects.toThrow(/not found/);
  const s3 = new DescribeLocationS3Command({ LocationArn: destination });
  await expect(client(lab).send(s3)).rejects.toThrow(/not found/);
  expect((await client(lab).send(new ListLocationsCommand({}))).Locations).toEqual([]);
  // DataSync itself needs a while to see that the location is gone.
  await expect(deleteAgent(lab, agent)).rejects.toThrow(/in-use by/);
  await lab.me.sleep(10_000);
  await deleteAgent(lab, agent);
  await expect(client(lab).send(new DescribeAgentCommand({ AgentArn: agent }))).rejects.toThrow(
    /does not exist/,
  );
  expect((await client(lab).send(new ListAgentsCommand({}))).Agents).toEqual([]);
});

test('a task with an execution that has not ended stays', async () => {
  await using lab = await open();
  const arn = await start(lab);
  await expect(deleteTask(lab)).rejects.toThrow(/has not ended/);
  await follow(lab, arn);
  await deleteTask(lab);
});

test.each(['source', 'destination'] as const)(
  'another task at the %s keeps that location, and is found by it',
  async (uses) => {
    await using lab = await open({ others: { uses } });
    const found = await ends(lab);
    const Filters = [
      {
        Name: 'LocationId' as const,
        Operator: 'Contains' as const,
        Values: [found[uses]?.split('/').at(-1) ?? ''],
      },
    ];
    const { Tasks = [] } = await client(lab).send(new ListTasksCommand({ Filters }));
    expect(Tasks).toHaveLength(2);
    await deleteTask(lab);
    const other = Tasks.find(({ TaskArn }) => TaskArn !== TASK)?.TaskArn ?? 'none';
    await expect(deleteLocation(lab, found[uses])).rejects.toThrow(other);
  },
);

test('a further location that the agent leads to keeps the agent', async () => {
  await using lab = await open({ others: { locations: [{ kind: 'smb', agent: 'own' }] } });
  const { source, agent } = await ends(lab);
  const { Locations = [] } = await client(lab).send(new ListLocationsCommand({}));
  const smb = Locations.find(({ LocationUri = '' }) => LocationUri.startsWith('smb:'))?.LocationArn;
  const described = await client(lab).send(new DescribeLocationSmbCommand({ LocationArn: smb }));
  expect(described.AgentArns).toEqual([agent]);
  await deleteTask(lab);
  await deleteLocation(lab, source);
  await lab.me.sleep(10_000);
  await expect(deleteAgent(lab, agent)).rejects.toThrow(smb);
});

test('in another Region there is nothing to delete', async () => {
  await using lab = await open();
  const elsewhere = client(lab, 'eu-central-1');
  await expect(elsewhere.send(new DeleteTaskCommand({ TaskArn: TASK }))).rejects.toThrow(
    /not found/,
  );
});

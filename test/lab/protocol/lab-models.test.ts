// The lab against the service models of the AWS CLI: what it takes, and what it answers, member by member.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import type { Participant } from '../../../lab/time/participants.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import { awsCliVersion, inputDifferences, outputDifferences, readModel } from './botocore.ts';
import type { Model } from './botocore.ts';

const cli = awsCliVersion();
const whereCli = cli === undefined ? describe.skip : describe;
const ANY_CALL: Readonly<Record<string, readonly string[]>> = {
  FmrsService: ['datasync', 'list-tasks'],
  StorageGateway_20130630: ['storagegateway', 'list-gateways'],
  AmazonSSM: ['ssm', 'list-documents'],
  Logs_20140328: ['logs', 'describe-log-groups'],
  AWSEvents: ['events', 'list-rules'],
};

const OTHER_LOCATIONS = ['smb', 'hdfs', 'object-storage', 'azure-blob'] as const;

let lab: Lab;
let awake: Participant;
const models = new Map<string, Model>();

whereCli(`the models of ${cli ?? 'the AWS CLI'}`, () => {
  beforeAll(async () => {
    const share = { type: 'SMB', location: 'arn:aws:s3:::other-bucket/' } as const;
    const locations = OTHER_LOCATIONS.map((kind) => ({ kind, agent: 'another' as const }));
    const calendar = { name: 'changes', closed: [[60, 120] as const] };
    const scenario = { ...CALM, faults: { calendar, others: { share, locations } } };
    lab = await startLab({ runbook: 'runbooks/image-archive.yml', scenario });
    awake = lab.participants.open('test');
    await Promise.all(
      lab.services.map(async ({ target }) =>
        models.set(target, await readModel(lab.env, ANY_CALL[target] ?? [])),
      ),
    );
  });

  afterAll(async () => {
    awake[Symbol.dispose]();
    await lab.close();
  });

  test('the lab takes the members that they have, and no others', () => {
    const differences = lab.services.flatMap(({ target, operations, jsonVersion }) => {
      const model = models.get(target) as Model;
      expect(model.metadata).toMatchObject({ targetPrefix: target, jsonVersion });
      return Object.entries(operations).flatMap(([name, { input }]) => {
        const theirs = model.operations[name];
        if (theirs === undefined) return [`${target}.${name}: the model has no such operation`];
        const shape = theirs.input?.shape;
        return shape === undefined ? [] : inputDifferences(model, shape, input);
      });
    });
    expect(differences).toEqual([]);
  });

  test('a difference would be seen', () => {
    const model = models.get('FmrsService') as Model;
    const members = { MaxResults: { type: 'string' }, Colour: { type: 'string' } } as const;
    const shape = { type: 'structure', required: ['Colour'], members } as const;
    expect(inputDifferences(model, 'ListTasksRequest', shape)).toEqual([
      'ListTasksRequest members: lacks NextToken, Filters',
      'ListTasksRequest members: the model has no Colour',
      'ListTasksRequest required: the model has no Colour',
      'ListTasksRequest.MaxResults: string, the model has integer',
    ]);
    const answer = { Tasks: [{ TaskArn: 7, Status: 'FINE' }], Colour: 'red' };
    expect(outputDifferences(model, 'ListTasksResponse', answer)).toEqual([
      'ListTasksResponse.Tasks[].TaskArn: 7 is no string',
      "ListTasksResponse.Tasks[].Status: the model has no value 'FINE'",
      'ListTasksResponse.Colour: the model has no such member',
    ]);
  });

  test('the lab answers with members that they have', async () => {
    const differences: string[] = [];
    const called = await walk(async (target, operation, region, input) => {
      const answer = await call(target, operation, region, input);
      const model = models.get(target) as Model;
      const shape = model.operations[operation]?.output?.shape;
      if (shape !== undefined) differences.push(...outputDifferences(model, shape, answer));
      return answer;
    });
    expect(differences).toEqual([]);
    const all = lab.services.flatMap(({ target, operations }) =>
      Object.keys(operations).map((operation) => `${target}.${operation}`),
    );
    expect(all.filter((one) => !called.has(one))).toEqual([]);
  });
});

type Answer = Record<string, unknown>;
type Ask = (target: string, operation: string, region: string, input: Answer) => Promise<Answer>;

async function call(
  target: string,
  operation: string,
  region: string,
  input: Answer,
): Promise<Answer> {
  const service = (ANY_CALL[target] as string[])[0];
  const scope = `AKIAFAKEOFTHETEST000/20260101/${region}/${service}/aws4_request`;
  const response = await fetch(lab.url, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
  });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  return answer;
}

async function sleep(seconds: number): Promise<void> {
  await fetch(`${awake.env.NFS_CUTOVER_LAB_CLOCK}/sleep`, {
    method: 'POST',
    body: JSON.stringify({ milliseconds: seconds * 1000 }),
  });
}

/** Calls every operation of the lab; gives back which were called. */
async function walk(ask: Ask): Promise<Set<string>> {
  const called = new Set<string>();
  const { names, storageRegion } = lab.context.world;
  const on =
    (target: string, region: string) =>
    (operation: string, input: Answer = {}): Promise<Answer> => {
      called.add(`${target}.${operation}`);
      return ask(target, operation, region, input);
    };
  await walkDataSync(on('FmrsService', storageRegion), names.datasync.task);
  await walkGateway(on('StorageGateway_20130630', storageRegion));
  await walkEvents(on('AWSEvents', storageRegion), on('Logs_20140328', storageRegion));
  if (lab.services.some((one) => one.target === 'AmazonSSM'))
    await walkSsm(on('AmazonSSM', names.application.region));
  return called;
}

type On = (operation: string, input?: Answer) => Promise<Answer>;

async function walkDataSync(on: On, TaskArn: string): Promise<void> {
  const { Agents } = (await on('ListAgents')) as { Agents: { AgentArn: string }[] };
  await on('DescribeAgent', { AgentArn: Agents[0]?.AgentArn });
  await on('ListTasks');
  const task = await on('DescribeTask', { TaskArn });
  await walkLocations(on);
  await on('DescribeLocationNfs', { LocationArn: task.SourceLocationArn });
  await on('DescribeLocationS3', { LocationArn: task.DestinationLocationArn });
  const started = await on('StartTaskExecution', { TaskArn, Tags: [{ Key: 'a', Value: 'b' }] });
  const { TaskExecutionArn } = started;
  await on('DescribeTaskExecution', { TaskExecutionArn });
  await on('DescribeTask', { TaskArn });
  await sleep(70);
  await on('DescribeTaskExecution', { TaskExecutionArn });
  await on('UpdateTaskExecution', { TaskExecutionArn, Options: { BytesPerSecond: 1 << 20 } });
  await sleep(3600);
  expect(await on('DescribeTaskExecution', { TaskExecutionArn })).toMatchObject({
    Status: 'SUCCESS',
  });
  await on('ListTaskExecutions', { TaskArn });
  await on('ListTagsForResource', { ResourceArn: TaskExecutionArn });
  await on('TagResource', { ResourceArn: TaskArn, Tags: [{ Key: 'c', Value: 'd' }] });
  await on('ListTagsForResource', { ResourceArn: TaskArn });
  await on('UntagResource', { ResourceArn: TaskArn, Keys: ['c'] });
  await on('UpdateTask', { TaskArn, Name: 'renamed' });
  const again = await on('StartTaskExecution', { TaskArn });
  await on('CancelTaskExecution', { TaskExecutionArn: again.TaskExecutionArn });
  await on('DescribeTaskExecution', { TaskExecutionArn: again.TaskExecutionArn });
  await sleep(600);
  await on('DescribeTaskExecution', { TaskExecutionArn: again.TaskExecutionArn });
  await on('DeleteTask', { TaskArn });
  await on('DeleteLocation', { LocationArn: task.SourceLocationArn });
  await on('DeleteLocation', { LocationArn: task.DestinationLocationArn });
  await sleep(60);
  await on('DeleteAgent', { AgentArn: Agents[0]?.AgentArn });
}

async function walkLocations(on: On): Promise<void> {
  const { Locations } = await on('ListLocations');
  const all = Locations as { LocationArn: string; LocationUri: string }[];
  const at = (scheme: string): Answer => ({
    LocationArn: all.find(({ LocationUri: uri }) => uri.startsWith(`${scheme}:`))?.LocationArn,
  });
  await on('DescribeLocationSmb', at('smb'));
  await on('DescribeLocationHdfs', at('hdfs'));
  await on('DescribeLocationObjectStorage', at('object-storage'));
  await on('DescribeLocationAzureBlob', at('azure-blob'));
}

async function walkGateway(on: On): Promise<void> {
  const { share: FileShareARN, arn: GatewayARN } = lab.context.world.names.gateway;
  await on('ListGateways');
  await on('DescribeGatewayInformation', { GatewayARN });
  await on('DescribeCache', { GatewayARN });
  await on('DescribeMaintenanceStartTime', { GatewayARN });
  await on('ListFileShares', { GatewayARN });
  const all = (await on('ListFileShares', {})).FileShareInfoList as { FileShareARN: string }[];
  await on('DescribeSMBFileShares', { FileShareARNList: [all[1]?.FileShareARN] });
  await on('DescribeNFSFileShares', { FileShareARNList: [FileShareARN] });
  await on('RefreshCache', { FileShareARN, FolderList: ['/'], Recursive: true });
  for (const one of ['NotifyWhenUploaded', 'UpdateNFSFileShare']) await on(one, { FileShareARN });
  const of = { ResourceARN: FileShareARN };
  await on('AddTagsToResource', { ...of, Tags: [{ Key: 'a', Value: 'b' }] });
  await on('ListTagsForResource', of);
  await on('RemoveTagsFromResource', { ...of, TagKeys: ['a'] });
  await sleep(120);
}

async function walkEvents(on: On, logs: On): Promise<void> {
  await on('ListRules');
  await on('DescribeRule', { Name: 'nfs-cutover-image-archive-refresh' });
  await on('ListTargetsByRule', { Rule: 'nfs-cutover-image-archive-refresh' });
  const TargetArn = 'arn:aws:logs:us-west-2:111122223333:log-group:x';
  await on('ListRuleNamesByTarget', { TargetArn });
  await logs('DescribeLogGroups');
  const logGroupName = lab.context.world.names.refresh['log-group'];
  const found = await logs('FilterLogEvents', { logGroupName, startTime: 0 });
  expect(JSON.stringify(found)).toContain('refresh-complete');
}

async function walkSsm(on: On): Promise<void> {
  const [instance = ''] = lab.context.world.names.application.servers;
  for (const one of ['DescribeInstanceInformation', 'ListDocuments']) await on(one);
  await on('GetCalendarState', { CalendarNames: ['changes'] });
  await on('DescribeDocument', { Name: 'nfs-cutover-list-path' });
  await on('GetDocument', { Name: 'nfs-cutover-list-path' });
  await on('ListDocumentVersions', { Name: 'nfs-cutover-list-path' });
  const encode = (text: string): string[] => [Buffer.from(text).toString('base64')];
  const Parameters = {
    MountPath: encode(lab.context.world.names.source.mount),
    Target: encode('images'),
    User: encode('www-data'),
    Group: encode('www-data'),
  };
  const sent = (await on('SendCommand', {
    ...{ DocumentName: 'nfs-cutover-list-path', InstanceIds: [instance], Parameters },
  })) as { Command: { CommandId: string } };
  const { CommandId } = sent.Command;
  await sleep(2);
  await on('GetCommandInvocation', { CommandId, InstanceId: instance });
  await on('ListCommands', { CommandId });
  await on('ListCommandInvocations', { CommandId, Details: true });
  await on('CancelCommand', { CommandId });
}

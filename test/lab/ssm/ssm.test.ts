// Systems Manager of the lab, through the real SDK client.
import {
  CancelCommandCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  ListDocumentVersionsCommand,
  ListDocumentsCommand,
  SSMClient,
  SendCommandCommand,
  paginateListDocuments,
} from '@aws-sdk/client-ssm';
import type { SendCommandCommandInput } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { DOCUMENTS } from '../../../src/steps/servers/documents.ts';
import { encode, outcome } from '../application-server/server-lab.ts';
import { takePart } from '../time/taking-part.ts';
import type { Part } from '../time/taking-part.ts';

const LIST = {
  MountPath: '/mnt/data',
  Target: 'images/00001.jpg',
  User: 'www-data',
  Group: 'www-data',
};
const SEND = { DocumentName: 'nfs-cutover-list-path', Parameters: encode(LIST) };
const NO_COMMAND = '00000000-0000-4000-8000-000000000000';

let lab: Lab;
let part: Part;
let ssm: SSMClient;
let instance: string;

const clientIn = (region: string): SSMClient =>
  new SSMClient({
    endpoint: lab.url,
    region,
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
    maxAttempts: 1,
  });

const send = async (input: Partial<SendCommandCommandInput> = {}): Promise<string> => {
  const command = new SendCommandCommand({ ...SEND, InstanceIds: [instance], ...input });
  return (await ssm.send(command)).Command?.CommandId ?? '';
};

const get = (CommandId: string) =>
  ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: instance }));

beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  part = takePart(lab);
  ssm = clientIn('eu-central-1');
  [instance = ''] = lab.context.world.names.application.servers;
});

afterAll(async () => {
  part[Symbol.dispose]();
  ssm.destroy();
  await lab.close();
});

describe('a command', () => {
  test('is not there for a second, then goes on to its end', async () => {
    const CommandId = await send({ Comment: 'run 4711' });
    await expect(get(CommandId)).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
    const listed = await ssm.send(new ListCommandInvocationsCommand({ CommandId }));
    expect(listed.CommandInvocations).toEqual([]);
    await part.sleep(1500);
    const done = await get(CommandId);
    expect(done).toMatchObject({
      Status: 'Success',
      StatusDetails: 'Success',
      ResponseCode: 0,
      Comment: 'run 4711',
      PluginName: 'listPath',
      StandardErrorContent: '',
    });
    expect(outcome(done).said).toMatchObject({ state: 'present', entries: '200' });
    const again = await ssm.send(new ListCommandInvocationsCommand({ CommandId, Details: true }));
    expect(again.CommandInvocations?.[0]?.CommandPlugins?.[0]).toMatchObject({
      Status: 'Success',
      ResponseCode: 0,
    });
    expect(again.CommandInvocations?.[0]?.CommandPlugins?.[0]?.Output?.length).toBe(2500);
    const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId }));
    expect(Commands).toMatchObject([
      { Status: 'Success', TargetCount: 1, CompletedCount: 1, ErrorCount: 0 },
    ]);
  });

  test('that refuses has exit status 3, and the agent says so', async () => {
    const CommandId = await send({ Parameters: encode({ ...LIST, Target: '../x' }) });
    await part.sleep(1500);
    expect(await get(CommandId)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 3,
      StandardErrorContent: 'failed to run commands: exit status 3',
    });
  });

  test('writes its whole output to the bucket when asked', async () => {
    const { bucket } = lab.context.world.names;
    const OutputS3KeyPrefix = 'outputs/4711/';
    const CommandId = await send({ OutputS3BucketName: bucket.name, OutputS3KeyPrefix });
    await part.sleep(1500);
    const key = `outputs/4711/${CommandId}/${instance}/awsrunShellScript/listPath/stdout`;
    const done = await get(CommandId);
    expect(lab.store.bytes(bucket.name, key).toString()).toBe(done.StandardOutputContent);
    expect(done.StandardOutputUrl).toMatch(new RegExp(`/${key}$`));
    expect(lab.store.get(bucket.name, key.replace(/stdout$/, 'stderr'))).toBeUndefined();
  });

  test('that is cancelled before it begins never runs', async () => {
    const CommandId = await send();
    await ssm.send(new CancelCommandCommand({ CommandId }));
    await part.sleep(1500);
    expect(await get(CommandId)).toMatchObject({
      Status: 'Cancelled',
      ResponseCode: -1,
      ExecutionStartDateTime: '',
    });
    await expect(
      ssm.send(new CancelCommandCommand({ CommandId: NO_COMMAND })),
    ).rejects.toMatchObject({ name: 'InvalidCommandId' });
  });

  test('may name its servers by targets; a tag that nothing has is a success with nothing', async () => {
    const Targets = [{ Key: 'InstanceIds', Values: [instance] }];
    const named = new SendCommandCommand({ ...SEND, Targets });
    expect((await ssm.send(named)).Command).toMatchObject({ TargetCount: 1 });
    const tagged = new SendCommandCommand({
      ...SEND,
      Targets: [{ Key: 'tag:Role', Values: ['x'] }],
    });
    expect((await ssm.send(tagged)).Command).toMatchObject({
      TargetCount: 0,
      Status: 'Success',
      StatusDetails: 'NoInstancesInTag',
    });
    await part.sleep(1500);
  });

  const given = SEND.Parameters;
  test.each<[string, string, Partial<SendCommandCommandInput>]>([
    ['InvalidDocument', 'an unknown document', { DocumentName: 'AWS-RunShellScript' }],
    [
      'InvalidDocument',
      'another hash',
      { DocumentHash: '0'.repeat(64), DocumentHashType: 'Sha256' },
    ],
    ['InvalidDocumentVersion', 'another version', { DocumentVersion: '2' }],
    ['InvalidInstanceId', 'an unknown server', { InstanceIds: ['i-00000000'] }],
    ['InvalidParameters', 'an unknown parameter', { Parameters: { ...given, Command: ['aWQ='] } }],
    ['InvalidParameters', 'a missing parameter', { Parameters: { Target: ['YQ=='] } }],
    ['InvalidParameters', 'two values', { Parameters: { ...given, Target: ['YQ==', 'Yg=='] } }],
    ['InvalidParameters', 'shell code', { Parameters: { ...given, Target: ["'; id #"] } }],
    ['InvalidParameters', 'a newline at the end', { Parameters: { ...given, Target: ['YQ==\n'] } }],
    ['InvalidParameters', 'a reference', { Parameters: { ...given, Target: ['{{ User }}'] } }],
    ['ValidationException', 'a comment too long', { Comment: 'x'.repeat(101) }],
    ['ValidationException', 'too short a timeout', { TimeoutSeconds: 29 }],
    [
      'ValidationException',
      'what the lab does not model',
      { ServiceRoleArn: 'arn:aws:iam::1:role/x' },
    ],
  ])('is refused with %s: %s', async (name, _, change) => {
    await expect(send(change)).rejects.toMatchObject({ name });
  });

  test('names each server once', async () => {
    await expect(send({ InstanceIds: [instance, instance] })).rejects.toMatchObject({
      name: 'DuplicateInstanceId',
    });
  });
});

describe('documents', () => {
  const Name = 'nfs-cutover-switch-mount';
  const text = DOCUMENTS['switch-mount'];
  const Hash = createHash('sha256').update(text).digest('hex');

  test('are described with the hash of their content, which pins a command', async () => {
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name }));
    expect(Document).toMatchObject({
      Name,
      Hash,
      HashType: 'Sha256',
      Status: 'Active',
      DocumentVersion: '1',
    });
    expect(Document?.Parameters?.map((parameter) => parameter.Name)).toContain('FstabPath');
    const { Document: list } = await ssm.send(
      new DescribeDocumentCommand({ Name: SEND.DocumentName }),
    );
    const pinned = await send({
      DocumentHash: list?.Hash,
      DocumentHashType: 'Sha256',
      DocumentVersion: '1',
    });
    expect(pinned).toHaveLength(36);
  });

  test('are JSON unless YAML is asked for', async () => {
    const yaml = await ssm.send(new GetDocumentCommand({ Name, DocumentFormat: 'YAML' }));
    expect(yaml).toMatchObject({ Content: text, DocumentFormat: 'YAML' });
    const json = await ssm.send(new GetDocumentCommand({ Name }));
    expect(JSON.parse(json.Content ?? '')).toMatchObject({ schemaVersion: '2.2' });
  });

  test('are listed in pages', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListDocuments({ client: ssm, pageSize: 3 }, {}))
      names.push(...(page.DocumentIdentifiers ?? []).map((one) => one.Name));
    expect(names).toContain(Name);
    expect(new Set(names).size).toBe(names.length);
    const versions = await ssm.send(new ListDocumentVersionsCommand({ Name }));
    expect(versions.DocumentVersions).toMatchObject([
      { DocumentVersion: '1', IsDefaultVersion: true },
    ]);
    await expect(ssm.send(new ListDocumentsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidNextToken',
    });
  });
});

test('servers are online, in their Region only', async () => {
  const Filters = [{ Key: 'InstanceIds', Values: [instance] }];
  const here = await ssm.send(new DescribeInstanceInformationCommand({ Filters }));
  expect(here.InstanceInformationList).toMatchObject([
    { InstanceId: instance, PingStatus: 'Online' },
  ]);
  const other = clientIn('us-west-2');
  try {
    const there = await other.send(new DescribeInstanceInformationCommand({}));
    expect(there.InstanceInformationList).toEqual([]);
    const describe = other.send(new DescribeDocumentCommand({ Name: SEND.DocumentName }));
    await expect(describe).rejects.toMatchObject({ name: 'InvalidDocument' });
    const sent = other.send(new SendCommandCommand({ ...SEND, InstanceIds: [instance] }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidDocument' });
  } finally {
    other.destroy();
  }
});

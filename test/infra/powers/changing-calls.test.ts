// What each role may change, in full: every other changing call is denied to it. And IAM's own limits of size.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allows } from '../iam.ts';
import type { IamRequest, Statement } from '../iam.ts';
import { deployed, LOOKED_UP, ROLES, statementsOf, workshop } from '../roles.ts';

const { account, application, bucket, datasync, evidence, gateway, name } = workshop();
const DOCUMENTS = readdirSync(join(import.meta.dirname, '..', '..', '..', 'infra', 'documents'), {
  withFileTypes: true,
})
  .filter((one) => one.isDirectory() && one.name !== 'lib')
  .map((one) => one.name);
const EVERYTHING = {
  RemoveExtras: 'true',
  TaskReport: 'yes',
  FinalizeEnvironment: 'finalize',
  DeleteAgent: 'true',
};
const role = { ...ROLES, finalize: 'FinalizeRole' } as const;

/** The most that a request can bring along: each condition of an Allow holds, and the task is not switched. */
const CONTEXT: NonNullable<IamRequest['context']> = {
  'aws:TagKeys': ['nfs-cutover:run'],
  'aws:RequestTag/nfs-cutover:run': '42',
  's3:if-match': 'given',
  's3:if-none-match': '*',
  's3:ObjectCreationOperation': 'true',
  'iam:PassedToService': 'datasync.amazonaws.com',
};

const KEYS = {
  journal: 'journal/share-1/0000000001.json',
  ...Object.fromEntries(
    ['prepare', 'gate', 'back', 'rollback', 'finalize'].map((one) => [
      `evidence of ${one}`,
      `evidence/${name}/${one}/1.json`,
    ]),
  ),
  'evidence of another runbook': 'evidence/other/gate/1.json',
  uploads: 'uploads/1/source/0a',
  outputs: 'outputs/1/source/stdout',
  reports: 'reports/1/report.json',
  conflicts: 'conflicts/1/image.jpg',
} as const;

const s3 = (name: string, key: string): string => `arn:aws:s3:::${name}/${key}`;

/** Every changing call that a role might be given, in words. */
const CHANGES: Readonly<Record<string, IamRequest>> = Object.fromEntries(
  [
    ...DOCUMENTS.map((one) => [`send ${one}`, 'ssm:SendCommand', documentArn(one)]),
    [
      'send AWS-RunShellScript',
      'ssm:SendCommand',
      documentArn('').replace(/nfs-cutover-$/, 'AWS-RunShellScript'),
    ],
    ...['CreateDocument', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'DeleteDocument'].map(
      (one) => [one, `ssm:${one}`, documentArn('read-mounts')],
    ),
    ['StartSession', 'ssm:StartSession', serverArn()],
    ['cancel commands', 'ssm:CancelCommand', '*'],
    ['start the task', 'datasync:StartTaskExecution', datasync.task],
    ['cancel executions', 'datasync:CancelTaskExecution', `${datasync.task}/execution/exec-1`],
    ['tag executions', 'datasync:TagResource', `${datasync.task}/execution/exec-1`],
    ['tag the task', 'datasync:TagResource', datasync.task],
    ['untag the task', 'datasync:UntagResource', datasync.task],
    ['update the task', 'datasync:UpdateTask', datasync.task],
    ['update executions', 'datasync:UpdateTaskExecution', `${datasync.task}/execution/exec-1`],
    ['delete the task', 'datasync:DeleteTask', datasync.task],
    ['delete a location', 'datasync:DeleteLocation', LOOKED_UP.location],
    ['delete an agent', 'datasync:DeleteAgent', LOOKED_UP.agents],
    ['create a task', 'datasync:CreateTask', '*'],
    ['refresh the share', 'storagegateway:RefreshCache', gateway.share],
    ['update the share', 'storagegateway:UpdateNFSFileShare', gateway.share],
    ['ask for the event of uploads', 'storagegateway:NotifyWhenUploaded', gateway.share],
    ['delete the share', 'storagegateway:DeleteFileShare', gateway.share],
    ['tag the share', 'storagegateway:AddTagsToResource', gateway.share],
    ['shut the gateway down', 'storagegateway:ShutdownGateway', gateway.arn],
    ...Object.entries(KEYS).map(([what, key]) => [
      `add to ${what}`,
      's3:PutObject',
      s3(evidence.bucket, key),
    ]),
    ...Object.entries(KEYS).map(([what, key]) => [
      `remove from ${what}`,
      's3:DeleteObject',
      s3(evidence.bucket, key),
    ]),
    ['write a file', 's3:PutObject', s3(bucket.name, 'images/1.jpg')],
    ['remove a file', 's3:DeleteObject', s3(bucket.name, 'images/1.jpg')],
    ['remove a version', 's3:DeleteObjectVersion', s3(bucket.name, 'images/1.jpg')],
    ['change a bucket', 's3:PutBucketPolicy', `arn:aws:s3:::${evidence.bucket}`],
    ['go past Object Lock', 's3:BypassGovernanceRetention', s3(evidence.bucket, KEYS.journal)],
    ['disable the rule', 'events:DisableRule', '*'],
    ['delete the log group', 'logs:DeleteLogGroup', '*'],
    ['hand over the report role', 'iam:PassRole', roleArn('report')],
    ['hand over the role of the gate', 'iam:PassRole', roleArn('gate')],
    ['change a role', 'iam:PutRolePolicy', roleArn('gate')],
    ['take another role', 'sts:AssumeRole', roleArn('gate')],
  ].map(([what = '', action = '', resource = '']) => [
    what,
    { action, resource, context: CONTEXT },
  ]),
);

function documentArn(one: string): string {
  return `arn:aws:ssm:${application.region}:${account}:document/nfs-cutover-${one}`;
}
function serverArn(): string {
  return `arn:aws:ec2:${application.region}:${account}:instance/${application.servers[0]}`;
}
function roleArn(one: string): string {
  return `arn:aws:iam::${account}:role/nfs-cutover-${name}-${one}`;
}

const SERVICES = ['stop-services', 'start-services'];
const READING = ['read-mounts', 'list-path', 'list-tree', 'read-manifest-part'];
const sends = (...documents: readonly string[]): string[] => documents.map((one) => `send ${one}`);
const WAY_BACK = [
  ...sends(...READING, ...SERVICES, 'raise-epoch', 'list-folders'),
  ...sends('restore-mount', 'thaw-source', 'probe-share'),
  ...['cancel commands', 'update the share', 'ask for the event of uploads', 'add to journal'],
];
const PROOF = [
  ...sends(...READING, 'raise-epoch', 'upload-parts', 'hash-files', 'create-test-file'),
  ...['cancel commands', 'start the task', 'cancel executions', 'tag executions'],
  ...['refresh the share', 'add to uploads', 'add to journal'],
];

const MAY: Readonly<Record<keyof typeof role, readonly string[]>> = {
  prepare: [
    ...PROOF,
    ...sends('remove-test-file', 'calibration-folder', 'inspect-server', 'measure-speed'),
    'add to evidence of prepare',
  ],
  cutover: [
    ...PROOF,
    ...sends('list-folders', 'freeze-source', 'switch-mount', 'mark-confirmed'),
    ...sends('restore-mount', 'thaw-source', 'probe-share', ...SERVICES),
    ...['remove a file', 'hand over the report role', 'add to evidence of gate'],
    ...['update the task', 'update the share'],
  ],
  back: [...WAY_BACK, 'add to evidence of back'],
  rollback: [
    ...[...WAY_BACK, ...sends('carry-files')],
    ...['update the task', 'untag the task', 'add to evidence of rollback'],
  ],
  finalize: [
    ...sends('raise-epoch', 'read-mounts'),
    ...['cancel commands', 'delete the task', 'delete a location', 'delete an agent'],
    ...['add to journal', 'add to evidence of finalize'],
  ],
};

describe.each(Object.entries(role) as [keyof typeof role, string][])(
  'the role of %s',
  (environment, id) => {
    const template = deployed(EVERYTHING);
    const statements = statementsOf(template, id);
    const may = (all: readonly Statement[]): string[] =>
      Object.entries(CHANGES)
        .filter(([, request]) => allows(all, request))
        .map(([what]) => what);

    test('may change this and nothing else', () => {
      expect(may(statements).sort()).toEqual([...MAY[environment]].sort());
    });

    test('starts nothing once the task is closed', () => {
      const { [`start the task`]: start } = CHANGES;
      const switched = { ...start?.context, 'aws:ResourceTag/nfs-cutover:fenced': 'run-1' };
      expect(allows(statements, { ...(start as IamRequest), context: switched })).toBe(false);
    });

    test('each action that it has is in the table, or only reads', () => {
      const known = new Set(Object.values(CHANGES).map(({ action }) => action));
      const others = statements
        .flatMap(({ Action }) => Action)
        .filter((action) => !known.has(action) && !/:(Describe|Get|List|Filter)/.test(action));
      expect(others).toEqual([]);
    });

    test('IAM takes it: the sizes of its trust, its own policies and its managed ones', () => {
      const { AssumeRolePolicyDocument, ManagedPolicyArns, Policies } = (template.resources[id]
        ?.Properties ?? {}) as unknown as {
        readonly AssumeRolePolicyDocument: unknown;
        readonly ManagedPolicyArns: readonly string[];
        readonly Policies: readonly { readonly PolicyDocument: unknown }[];
      };
      const size = (document: unknown): number => JSON.stringify(document).length;
      const own = Policies.reduce((sum, { PolicyDocument }) => sum + size(PolicyDocument), 0);
      const managed = ManagedPolicyArns.map((one) =>
        size(template.resources[one]?.Properties.PolicyDocument),
      );
      expect(ManagedPolicyArns.length).toBeLessThanOrEqual(10);
      expect(size(AssumeRolePolicyDocument)).toBeLessThan(2048);
      expect(own).toBeLessThan(10_240);
      expect(Math.max(...managed)).toBeLessThan(6144);
    });
  },
);

// The roles of infra/cutover.yml: every call of every environment is allowed, and no permission is one too many.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { allows, inPieces } from './iam.ts';
import type { IamRequest, Statement } from './iam.ts';
import { environmentCalls, SECOND_SERVER } from './environment-calls.ts';
import type { EnvironmentCalls } from './environment-calls.ts';
import { permissionsOf } from './permissions.ts';
import { ACCOUNT, deployed, roleOf, ROLES, statementsOf } from './roles.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ENVIRONMENTS = ['prepare', 'cutover', 'back', 'rollback'] as const;
const ARNS = {
  task: 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718',
  evidence: 'arn:aws:s3:::image-archive-evidence-111122223333',
  server: 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0a1b2c3d4e5f60718',
  document: (name: string) => `arn:aws:ssm:eu-central-1:111122223333:document/${name}`,
};

const parts: EnvironmentCalls[] = [];
// Each with a limit of its own: on a busy machine all of them together take minutes.
for (const run of environmentCalls())
  beforeAll(async () => {
    parts.push(await run());
  }, 180_000);

const asked = (environment: keyof typeof ROLES): readonly IamRequest[] =>
  unique(
    parts
      .flatMap(({ calls }) => calls)
      .filter(({ role }) => role === roleOf(environment))
      .flatMap((call) => permissionsOf(call, ACCOUNT))
      // The stack of the workshop has one server. Another one of a play would stand beside it.
      .filter(({ resource }) => !resource.endsWith(SECOND_SERVER)),
  );

function unique(requests: readonly IamRequest[]): IamRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}

const LISTS = [
  ...['SendCommand', 'DescribeDocument', 'GetDocument'].map((one) => `SendWhatLists: ssm:${one}`),
  ...['ListCommands', 'DescribeInstanceInformation'].map(
    (one) => `FindServersAndCommands: ssm:${one}`,
  ),
  'NameWhatWasWrittenSince: s3:ListBucketVersions',
  'ReadLongOutputsAndTheGatesEvidence: s3:GetObject',
];

/** Stacks are deployed seldom. So they have what the journal's later steps will call, and no step calls yet. */
const AHEAD: Readonly<Record<(typeof ENVIRONMENTS)[number], readonly string[]>> = {
  // No night of this test begins behind one that was rolled back.
  prepare: ['OpenTheTask: datasync:UntagResource'],
  cutover: [],
  back: LISTS,
  rollback: LISTS,
};

const shown = ({ action, resource }: IamRequest): string => `${action} on ${resource}`;

test('what the calm cutover does not reach has run by itself: every step for failures, every step of the rollback', () => {
  const file = join(ROOT, '.github', 'workflows', 'cutover.yml');
  const { jobs } = parse(readFileSync(file, 'utf8')) as {
    readonly jobs: Readonly<
      Record<
        string,
        { environment?: string; steps: readonly { readonly uses?: string; readonly if?: string }[] }
      >
    >;
  };
  const named = Object.entries(jobs).flatMap(([job, { environment = '', steps }]) =>
    steps
      .filter(({ uses }) => uses?.startsWith('./actions/'))
      .filter((step) => job === 'rollback' || step.if?.includes('failure()'))
      .map(({ uses = '' }) => `${environment.replace(/^\$\{\{.*$/, 'cutover')} ${uses}`),
  );
  const ran = parts
    .flatMap(({ actions }) => actions)
    .map(({ environment, action }) => `${environment} ./actions/${action}`);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((one) => !ran.includes(one))).toEqual([]);
});

describe.each(ENVIRONMENTS)('the role of %s', (environment) => {
  const role = ROLES[environment];

  test('allows every call that its jobs make', () => {
    const statements = statementsOf(deployed(), role);
    const requests = asked(environment);
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.filter((request) => !allows(statements, request)).map(shown)).toEqual([]);
  });

  test('allows nothing more, but what the next steps need: without any other action on any resource, some call fails', () => {
    const pieces = inPieces(statementsOf(deployed(), role));
    const requests = asked(environment);
    const surplus = pieces.filter((piece) => {
      if (piece.Effect === 'Deny') return false;
      const rest = pieces.filter((other) => other !== piece);
      return requests.every((request) => allows(rest, request));
    });
    const names = surplus.map(({ Sid, Action }) => `${Sid}: ${String(Action)}`);
    expect([...new Set(names)].sort()).toEqual([...AHEAD[environment]].sort());
  });

  test('refuses what none of its steps does', () => {
    const statements = statementsOf(deployed(), role);
    expect(
      FORBIDDEN[environment].filter((request) => allows(statements, request)).map(shown),
    ).toEqual([]);
  });

  test('has no denial and no condition that refuses nothing', () => {
    const statements = statementsOf(deployed(), role);
    const idle = weakened(statements).filter(({ rest }) =>
      FORBIDDEN[environment].every((request) => !allows(rest, request)),
    );
    expect(idle.map(({ without }) => without)).toEqual([]);
  });
});

/** The statements without one denial or one condition, each in turn. */
function weakened(
  statements: readonly Statement[],
): readonly { without: string; rest: readonly Statement[] }[] {
  return statements.flatMap((statement, i) => {
    const others = statements.filter((_one, at) => at !== i);
    if (statement.Effect === 'Deny') return [{ without: statement.Sid ?? '', rest: others }];
    return Object.keys(statement.Condition ?? {}).map((operator) => {
      const { [operator]: _left, ...Condition } = statement.Condition ?? {};
      return {
        without: `${statement.Sid ?? ''} ${operator}`,
        rest: [...others, { ...statement, Condition }],
      };
    });
  });
}

const TAGS = { 'aws:RequestTag/nfs-cutover:run': '77', 'aws:TagKeys': ['nfs-cutover:run'] };
const FENCE = { 'aws:TagKeys': ['nfs-cutover:fenced'] };
const send = (document: string, server = ARNS.server): IamRequest[] => [
  { action: 'ssm:SendCommand', resource: ARNS.document(document) },
  { action: 'ssm:SendCommand', resource: server },
];
/** Of two permissions that one call needs, the one that must be missing. */
const missingDocument = (document: string): IamRequest => send(document)[0] as IamRequest;

const EVERYWHERE: readonly IamRequest[] = [
  ...['AWS-RunShellScript', 'nfs-cutover-new'].map(missingDocument),
  send('', 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0ffffffffffffffff')[1] as IamRequest,
  { action: 'ssm:UpdateDocument', resource: ARNS.document('nfs-cutover-read-mounts') },
  { action: 'datasync:StartTaskExecution', resource: ARNS.task },
  { action: 'datasync:StartTaskExecution', resource: `${ARNS.task}9`, context: TAGS },
  {
    action: 'datasync:StartTaskExecution',
    resource: ARNS.task,
    context: { ...TAGS, 'aws:ResourceTag/nfs-cutover:fenced': '76' },
  },
  { action: 'datasync:UpdateTask', resource: `${ARNS.task}9` },
  { action: 'datasync:UpdateTaskExecution', resource: `${ARNS.task}/execution/exec-1` },
  { action: 'datasync:TagResource', resource: ARNS.task, context: TAGS },
  {
    action: 'datasync:UntagResource',
    resource: ARNS.task,
    context: { 'aws:TagKeys': ['cost-centre'] },
  },
  { action: 'datasync:UntagResource', resource: `${ARNS.task}9`, context: FENCE },
  {
    action: 'datasync:TagResource',
    resource: `${ARNS.task}/execution/exec-1`,
    context: { 'aws:TagKeys': ['cost-centre'] },
  },
  { action: 's3:PutObject', resource: 'arn:aws:s3:::image-archive-111122223333/images/1.jpg' },
  { action: 's3:PutObject', resource: `${ARNS.evidence}/outputs/1/source/stdout` },
  { action: 's3:DeleteObject', resource: 'arn:aws:s3:::image-archive-111122223333/images/1.jpg' },
  { action: 's3:GetObject', resource: 'arn:aws:s3:::other/images/1.jpg' },
  { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/any' },
];

const FORWARD: readonly IamRequest[] = [
  ...['freeze-source', 'switch-mount', 'create-test-file', 'remove-test-file', 'hash-files'].map(
    (name) => missingDocument(`nfs-cutover-${name}`),
  ),
  { action: 'datasync:StartTaskExecution', resource: ARNS.task, context: TAGS },
  { action: 's3:GetObject', resource: 'arn:aws:s3:::image-archive-111122223333/images/1.jpg' },
  { action: 's3:PutObject', resource: `${ARNS.evidence}/uploads/1/source/0a` },
];

/** What settles a rollback: the task may run again. */
const AGAIN = ['datasync:UpdateTask', 'datasync:UntagResource'];

/** What closes the task, and opens it again. */
const FENCES: readonly IamRequest[] = [
  { action: 'datasync:UpdateTask', resource: ARNS.task },
  { action: 'datasync:TagResource', resource: ARNS.task, context: FENCE },
  { action: 'datasync:UntagResource', resource: ARNS.task, context: FENCE },
];

const FORBIDDEN: Readonly<Record<(typeof ENVIRONMENTS)[number], readonly IamRequest[]>> = {
  prepare: [
    ...EVERYWHERE,
    // It takes the tag of an earlier attempt off, and closes nothing.
    ...FENCES.filter(({ action }) => action !== 'datasync:UntagResource'),
    ...['freeze-source', 'thaw-source', 'switch-mount', 'restore-mount'].map((name) =>
      missingDocument(`nfs-cutover-${name}`),
    ),
  ],
  cutover: EVERYWHERE,
  back: [...EVERYWHERE, ...FENCES, ...FORWARD],
  rollback: [
    ...EVERYWHERE.filter(
      ({ action, resource }) => !AGAIN.includes(action) || resource !== ARNS.task,
    ),
    // It compares what it copies to the source with the bucket.
    ...FORWARD.filter(({ action }) => action !== 's3:GetObject'),
    {
      action: 'datasync:UntagResource',
      resource: ARNS.task,
      context: { 'aws:TagKeys': ['cost-centre'] },
    },
  ],
};

test('a bucket with a key of its own adds its decryption, through S3 alone, and nothing else', () => {
  const key = 'arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000';
  const sids = (statements: readonly Statement[]) => statements.map(({ Sid }) => Sid);
  const plain = statementsOf(deployed(), 'PrepareRole');
  const keyed = statementsOf(deployed({ BucketKeyArn: key }), 'PrepareRole');
  expect(sids(keyed).filter((sid) => !sids(plain).includes(sid))).toEqual(['DecryptTheObjects']);
  const decrypt = { action: 'kms:Decrypt', resource: key };
  const via = { 'kms:ViaService': 's3.us-west-2.amazonaws.com' };
  expect(allows(plain, { ...decrypt, context: via })).toBe(false);
  expect(allows(keyed, { ...decrypt, context: via })).toBe(true);
  expect(allows(keyed, decrypt)).toBe(false);
});

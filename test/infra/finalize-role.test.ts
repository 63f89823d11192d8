// The role of finalize, and what prepare gets for its look: enough for every call, nothing more, for nobody else.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parametersOf } from '../../scripts/infra/parameters.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { finalize, openConfirmed, withFinalize } from '../actions/confirmed-world.ts';
import { allows, inPieces } from './iam.ts';
import type { IamRequest, Statement } from './iam.ts';
import { permissionsOf } from './permissions.ts';
import { ACCOUNT, deployed, ROLES, roleOf, sessionOf, statementsOf, workshop } from './roles.ts';

const KEEPS_AGENTS = { FinalizeEnvironment: 'finalize' };
const DELETES_AGENTS = { ...KEEPS_AGENTS, DeleteAgent: 'true' };
const KINDS = ['nfs', 'smb', 'hdfs', 'object-storage', 'azure-blob', 's3'] as const;
const OTHERS: Faults = {
  others: { locations: KINDS.map((kind) => ({ kind, agent: 'another' as const })) },
};
const SETTINGS = [
  ['false', KEEPS_AGENTS],
  ['true', DELETES_AGENTS],
] as const;

const token = (environment: 'prepare' | 'finalize') => ({
  env: { AWS_SESSION_TOKEN: sessionOf(environment) },
});

/** By delete-agent and environment: what the calls of the look, of a stopped try and of the deletion ask for. */
const asked = new Map<string, readonly IamRequest[]>();

async function play(deleteAgent: 'true' | 'false'): Promise<void> {
  const text = withFinalize(`{delete-agent: ${deleteAgent}}`);
  await using bench = await openConfirmed({ text, faults: OTHERS });
  const looked = await finalize(bench, { 'only-check': 'true' }, token('prepare'));
  const stopped = await finalize(
    bench,
    {},
    {
      ...token('finalize'),
      watch: (stdout) => (stdout.includes('document read-mounts ') ? 'SIGINT' : undefined),
    },
  );
  const ended = await finalize(bench, {}, token('finalize'));
  expect([looked.code, stopped.code, ended.code]).toEqual([0, 41, 0]);
  for (const environment of ['prepare', 'finalize'] as const)
    asked.set(
      `${deleteAgent} ${environment}`,
      bench.lab.calls
        .filter(({ role }) => role === roleOf(environment))
        .flatMap((call) => permissionsOf(call, ACCOUNT)),
    );
}

beforeAll(async () => {
  for (const [deleteAgent] of SETTINGS) await play(deleteAgent);
}, 240_000);

const shown = ({ action, resource }: IamRequest): string => `${action} on ${resource}`;

/** What of `pieces` no request needs. */
const surplus = (
  pieces: readonly Statement[],
  all: readonly Statement[],
  requests: readonly IamRequest[],
) =>
  pieces
    .filter((piece) => {
      const rest = all.filter((other) => other !== piece);
      return requests.every((request) => allows(rest, request));
    })
    .map((one) => `${one.Sid}: ${String(one.Action)} on ${String(one.Resource)}`);

describe.each(SETTINGS)('with delete-agent %s', (deleteAgent, parameters) => {
  const requests = (environment: string): readonly IamRequest[] =>
    asked.get(`${deleteAgent} ${environment}`) ?? [];

  test('the role of finalize allows every call', () => {
    const statements = statementsOf(deployed(parameters), 'FinalizeRole');
    expect(requests('finalize').length).toBeGreaterThan(20);
    expect(
      requests('finalize')
        .filter((one) => !allows(statements, one))
        .map(shown),
    ).toEqual([]);
  });

  test('and nothing more: without any action on any resource of any statement, some call fails', () => {
    const pieces = inPieces(statementsOf(deployed(parameters), 'FinalizeRole'));
    expect(surplus(pieces, pieces, requests('finalize'))).toEqual([]);
  });

  test('prepare may look, and has nothing for it that the look does not need', () => {
    const template = deployed(parameters);
    const all = inPieces(statementsOf(template, ROLES.prepare));
    expect(
      requests('prepare')
        .filter((one) => !allows(all, one))
        .map(shown),
    ).toEqual([]);
    const before = statementsOf(deployed(), ROLES.prepare).map(({ Sid }) => Sid);
    const added = all.filter(({ Sid }) => !before.includes(Sid));
    expect(added.length).toBeGreaterThan(4);
    // What it has anyway: an earlier attempt may have closed the task, and the report reads the evidence of all jobs.
    const bucket = workshop().evidence.bucket;
    expect(surplus(added, all, requests('prepare'))).toEqual([
      `SeeTags: datasync:ListTagsForResource on ${workshop().datasync.task}`,
      `ReadWhatWasKept: s3:GetObject on arn:aws:s3:::${bucket}/evidence/image-archive/finalize/*`,
    ]);
  });

  test('gate and back get nothing of it, and nobody else may delete', () => {
    const template = deployed(parameters);
    for (const role of [ROLES.cutover, ROLES.back])
      expect(statementsOf(template, role)).toEqual(statementsOf(deployed(), role));
    const deletions = requests('finalize').filter(({ action }) => action.includes(':Delete'));
    // An agent is asked for again while it is called in use.
    expect(new Set(deletions.map(shown)).size).toBe(deleteAgent === 'true' ? 4 : 3);
    for (const role of Object.values(ROLES))
      expect(deletions.filter((one) => allows(statementsOf(template, role), one))).toEqual([]);
  });
});

const own = (resource: string): string => `arn:aws:datasync:us-west-2:${ACCOUNT}:${resource}`;
const evidence = `arn:aws:s3:::${workshop().evidence.bucket}`;

test.each<[string, IamRequest]>([
  ['another task', { action: 'datasync:DeleteTask', resource: own('task/task-0ffffffffffffffff') }],
  [
    'another location',
    { action: 'datasync:DeleteLocation', resource: own('location/loc-0ffffffffffffffff') },
  ],
  [
    'another agent',
    { action: 'datasync:DeleteAgent', resource: own('agent/agent-0ffffffffffffffff') },
  ],
  [
    'a start',
    {
      action: 'datasync:StartTaskExecution',
      resource: workshop().datasync.task,
      context: { 'aws:RequestTag/nfs-cutover:run': '1' },
    },
  ],
  [
    'a file',
    { action: 's3:DeleteObject', resource: 'arn:aws:s3:::image-archive-111122223333/images/1.jpg' },
  ],
  [
    'a look at a file',
    { action: 's3:GetObject', resource: 'arn:aws:s3:::image-archive-111122223333/images/1.jpg' },
  ],
  [
    'evidence of others',
    { action: 's3:PutObject', resource: `${evidence}/evidence/other/finalize/1.json` },
  ],
  [
    'the removal of evidence',
    { action: 's3:DeleteObject', resource: `${evidence}/evidence/image-archive/finalize/42.json` },
  ],
  ['the share', { action: 'storagegateway:DeleteFileShare', resource: workshop().gateway.share }],
  [
    'a change of mounts',
    {
      action: 'ssm:SendCommand',
      resource: `arn:aws:ssm:eu-central-1:${ACCOUNT}:document/nfs-cutover-restore-mount`,
    },
  ],
])('the role of finalize refuses %s', (_, request) => {
  expect(allows(statementsOf(deployed(DELETES_AGENTS), 'FinalizeRole'), request)).toBe(false);
});

test('without delete-agent it may delete no agent, not even its own', () => {
  const request = (asked.get('true finalize') ?? []).find(
    ({ action }) => action === 'datasync:DeleteAgent',
  );
  if (request === undefined) throw new Error('no agent was deleted');
  expect(allows(statementsOf(deployed(DELETES_AGENTS), 'FinalizeRole'), request)).toBe(true);
  expect(allows(statementsOf(deployed(KEEPS_AGENTS), 'FinalizeRole'), request)).toBe(false);
});

test('a runbook without the section has no such role, one with it has', () => {
  expect(deployed().resources.FinalizeRole).toBeUndefined();
  expect(deployed().resources.EndPolicy).toBeUndefined();
  const options = { repository: 'example/x', branch: 'main', bucketKey: '' };
  const asks = { environment: 'the-end', holdMs: 1000, deleteAgent: true };
  expect(parametersOf({ ...workshop(), finalize: asks }, options)).toMatchObject({
    FinalizeEnvironment: { value: 'the-end' },
    DeleteAgent: { value: 'true' },
  });
});

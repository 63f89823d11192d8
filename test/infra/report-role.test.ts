// The parts of infra/cutover.yml that a runbook with datasync.report needs: enough for its calls, and no more.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openBench } from '../actions/action-process.ts';
import { allows, denies, inPieces } from './iam.ts';
import type { IamRequest, Statement } from './iam.ts';
import { permissionsOf } from './permissions.ts';
import { ACCOUNT, deployed, statementsOf, workshop } from './roles.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/nfs-cutover-image-archive-report`;
const RUNBOOK = readFileSync('runbooks/image-archive.yml', 'utf8').replace(
  'timeout: 5h',
  `timeout: 5h\n  report: {role: "${ROLE}", level: all}`,
);
const YES = { TaskReport: 'yes' };
const SIDS = ['HandOverTheReportRole', 'ReadTheReports'];
const evidence = `arn:aws:s3:::${workshop().evidence.bucket}`;

let asked: readonly IamRequest[];
beforeAll(async () => {
  await using bench = await openBench({ runbook: RUNBOOK });
  const { outputs } = await bench.run({ action: 'run-datasync', inputs: { frozen: 'true' } });
  await bench.run({
    action: 'verify-s3',
    inputs: {
      ...{ scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' },
      'execution-arn': outputs['execution-arn'] ?? '',
    },
  });
  asked = bench.lab.calls.flatMap((call) => permissionsOf(call, ACCOUNT));
}, 120_000);

const pass = (service: string, role = ROLE): IamRequest => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': service },
});

describe('the role of the gate', () => {
  test('allows the calls, and only with the parameter', () => {
    const refused = (changed: Readonly<Record<string, string>>): string[] => {
      const statements = statementsOf(deployed(changed), 'GateRole');
      const left = asked.filter((request) => !allows(statements, request));
      return [...new Set(left.map(({ action }) => action))].sort();
    };
    expect(refused(YES)).toEqual([]);
    expect(refused({})).toEqual(['iam:PassRole', 's3:GetObject']);
  });

  test('has nothing for reports that no call needs', () => {
    const pieces = inPieces(statementsOf(deployed(YES), 'GateRole'));
    for (const sid of SIDS) {
      const rest = pieces.filter(({ Sid }) => Sid !== sid);
      expect(rest.length).toBe(pieces.length - 1);
      expect(asked.every((request) => allows(rest, request))).toBe(false);
    }
  });

  test('hands over that role to DataSync alone, and writes no report', () => {
    const statements = statementsOf(deployed(YES), 'GateRole');
    expect(allows(statements, pass('datasync.amazonaws.com'))).toBe(true);
    for (const request of [
      pass('ec2.amazonaws.com'),
      pass('datasync.amazonaws.com', `${ROLE}2`),
      { action: 's3:PutObject', resource: `${evidence}/reports/42/x.json` },
    ])
      expect(allows(statements, request)).toBe(false);
  });
});

test.each(['PrepareRole', 'BackRole'])('%s gets nothing of it', (role) => {
  expect(statementsOf(deployed(YES), role)).toEqual(statementsOf(deployed(), role));
});

describe("DataSync's role", () => {
  const role = () => deployed(YES).resources.ReportRole?.Properties ?? {};
  const trusts = (context: Readonly<Record<string, string>>): boolean => {
    const { AssumeRolePolicyDocument: trust } = role() as unknown as {
      readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
    };
    return allows(trust.Statement, { action: 'sts:AssumeRole', resource: '*', context });
  };

  test('is trusted for executions of this account and Region', () => {
    const task = workshop().datasync.task;
    expect(trusts({ 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': task })).toBe(true);
    expect(trusts({ 'aws:SourceAccount': '999999999999', 'aws:SourceArn': task })).toBe(false);
    const other = task.replace('us-west-2', 'us-east-1');
    expect(trusts({ 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': other })).toBe(false);
  });

  test('writes below reports/ and nowhere else; nobody else writes there', () => {
    const statements = statementsOf(deployed(YES), 'ReportRole');
    const put = (key: string): IamRequest => ({
      action: 's3:PutObject',
      resource: `${evidence}/${key}`,
    });
    expect(allows(statements, put('reports/42/x.json'))).toBe(true);
    expect(allows(statements, put('evidence/x'))).toBe(false);
    expect(allows(statements, put('outputs/x'))).toBe(false);
    const { PolicyDocument } = deployed(YES).resources.EvidenceBucketPolicy
      ?.Properties as unknown as {
      readonly PolicyDocument: { readonly Statement: readonly Statement[] };
    };
    const rules = PolicyDocument.Statement.filter(({ Sid }) => Sid === 'ReportsByDataSyncAlone');
    const by = (principal: string) => ({
      ...put('reports/42/x.json'),
      context: { 'aws:PrincipalArn': principal },
    });
    expect(denies(rules, by('ReportRole.Arn'))).toBe(false);
    expect(denies(rules, by('arn:aws:iam::111122223333:role/server'))).toBe(true);
  });
});

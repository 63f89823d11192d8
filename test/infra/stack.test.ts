// The stacks: who may take a role, what is deployed to servers, where evidence is kept, and the commands that make them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { documentsTemplate } from '../../scripts/infra/documents-template.ts';
import { DOCUMENTS } from '../../src/steps/servers/documents.ts';
import { allows, denies } from './iam.ts';
import type { Statement } from './iam.ts';
import { deployed, ROLES, workshop, WORKFLOWS_OF } from './roles.ts';
import { asText, readTemplate } from './template.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = join(ROOT, 'infra', 'documents');
const PLACE = { account: '111122223333', region: 'eu-central-1' };

describe('trust', () => {
  const KEY = 'token.actions.githubusercontent.com';
  const claims = (
    environment: keyof typeof ROLES,
    changed: Readonly<Record<string, string>> = {},
  ) => ({
    ...{ aud: 'sts.amazonaws.com', sub: `repo:example/nfs-cutover:environment:${environment}` },
    ...{ repository_id: '100200300', ref: 'refs/heads/main' },
    job_workflow_ref: workflow(WORKFLOWS_OF[environment][0]),
    ...changed,
  });
  const workflow = (file: string): string =>
    `example/nfs-cutover/.github/workflows/${file}@refs/heads/main`;
  const maySignIn = (role: string, given: Readonly<Record<string, string>>): boolean => {
    const { AssumeRolePolicyDocument } = (deployed().resources[role]?.Properties ??
      {}) as unknown as {
      readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
    };
    const context = Object.fromEntries(
      Object.entries(given).map(([claim, value]) => [`${KEY}:${claim}`, value]),
    );
    return allows(AssumeRolePolicyDocument.Statement, {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: '*',
      context,
    });
  };
  const withNumbers = (environment: string) =>
    `repo:example@400500600/nfs-cutover@100200300:environment:${environment}`;

  const all = Object.entries(ROLES) as [keyof typeof ROLES, string][];

  test.each(all)('%s: both forms of the subject get the role', (environment, role) => {
    expect(maySignIn(role, claims(environment))).toBe(true);
    expect(maySignIn(role, claims(environment, { sub: withNumbers(environment) }))).toBe(true);
    for (const file of WORKFLOWS_OF[environment])
      expect(maySignIn(role, claims(environment, { job_workflow_ref: workflow(file) }))).toBe(true);
  });

  test.each(all)('%s: anything else gets none', (environment, role) => {
    const own: readonly string[] = WORKFLOWS_OF[environment];
    const names = ['prepare', 'cutover', 'back', 'rollback', 'Cutover', 'Rollback'];
    const others = names.filter((one) => one !== environment);
    const files = ['cutover.yml', 'finalize.yml', 'rollback.yml', 'ci.yml'];
    const foreign = [
      ...others.map((one) => ({ sub: `repo:example/nfs-cutover:environment:${one}` })),
      { sub: 'repo:example/nfs-cutover:ref:refs/heads/main' },
      { sub: 'repo:example/nfs-cutover:pull_request' },
      { sub: `repo:example/other:environment:${environment}` },
      { sub: `repo:example@1/nfs-cutover@100200300:environment:${environment}` },
      { repository_id: '1' },
      { ref: 'refs/heads/try' },
      { ref: 'refs/tags/main' },
      ...own.map((one) => ({
        job_workflow_ref: workflow(one).replace('heads/main', 'heads/try'),
      })),
      ...files
        .filter((one) => !own.includes(one))
        .map((one) => ({ job_workflow_ref: workflow(one) })),
      { aud: 'other' },
    ];
    expect(
      foreign.filter((one) => maySignIn(role, claims(environment, one as Record<string, string>))),
    ).toEqual([]);
    for (const claim of Object.keys(claims(environment))) {
      const { [claim as 'sub']: _left, ...rest } = claims(environment);
      expect([claim, maySignIn(role, rest)]).toEqual([claim, false]);
    }
  });
});

describe('documents', () => {
  test('the stack holds the very bytes that the steps send and infra/documents makes', () => {
    const committed = join(ROOT, 'infra', 'documents.yml');
    const { resources } = readTemplate(committed, {}, PLACE);
    const held = Object.values(resources).map(({ Type, Properties }) => [
      Type,
      Properties.Name,
      Properties.Content,
    ]);
    expect(held).toEqual(
      Object.entries(DOCUMENTS)
        .sort()
        .map(([name, text]) => ['AWS::SSM::Document', `nfs-cutover-${name}`, text]),
    );
    expect(readFileSync(committed, 'utf8')).toBe(documentsTemplate(SOURCES));
  });

  test('the templates fit: one inline, one through a bucket; both in ASCII', () => {
    const [cutover, documents] = ['cutover.yml', 'documents.yml'].map((file) =>
      readFileSync(join(ROOT, 'infra', file)),
    );
    expect(cutover?.length).toBeLessThan(51_200);
    expect(documents?.length).toBeLessThan(1024 * 1024);
    for (const text of [cutover, documents]) expect(text?.every((byte) => byte < 128)).toBe(true);
  });

  test('each document that a role may send is deployed', () => {
    const names = Object.keys(DOCUMENTS).map((name) => `nfs-cutover-${name}`);
    const text = JSON.stringify(deployed().resources);
    const sent = [...text.matchAll(/:document\/([A-Za-z0-9-]+)/g)].map(([, name]) => name);
    expect([...new Set(sent)].sort()).toEqual(names.sort());
  });
});

describe('evidence', () => {
  const { resources } = deployed();

  test('the bucket: versions, no public access, owner alone, encrypted; outputs expire', () => {
    const { Properties } = resources.EvidenceBucket ?? { Properties: {} };
    expect(Properties).toMatchObject({
      BucketName: 'image-archive-evidence-111122223333',
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(Properties).not.toHaveProperty('ObjectLockConfiguration');
    const locked = deployed({ ObjectLockDays: '400' }).resources.EvidenceBucket;
    expect(locked?.Properties.ObjectLockConfiguration).toMatchObject({
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '400' } },
    });
  });

  test('servers may write under outputs/ and nowhere else, and remove nothing', () => {
    const { PolicyDocument } = (resources.ServerOutputPolicy?.Properties ?? {}) as unknown as {
      readonly PolicyDocument: { readonly Statement: readonly Statement[] };
    };
    const bucket = 'arn:aws:s3:::image-archive-evidence-111122223333';
    const may = (action: string, key: string): boolean =>
      allows(PolicyDocument.Statement, { action, resource: `${bucket}/${key}` });
    expect(may('s3:PutObject', 'outputs/42/source/stdout')).toBe(true);
    expect(may('s3:PutObject', 'evidence/42/record.json')).toBe(false);
    expect(may('s3:DeleteObject', 'outputs/42/source/stdout')).toBe(false);
    expect(may('s3:GetObject', 'outputs/42/source/stdout')).toBe(false);
  });
});

describe('the policy of the evidence bucket', () => {
  const { PolicyDocument } = (deployed().resources.EvidenceBucketPolicy?.Properties ??
    {}) as unknown as { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };
  const bucket = 'arn:aws:s3:::image-archive-evidence-111122223333';
  // The template's own name of the role stands for its ARN here.
  const write = {
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': 'PrepareRole.Arn',
    's3:ObjectCreationOperation': 'true',
    's3:if-none-match': '*',
  };
  const denied = (
    action: string,
    key: string,
    context: Readonly<Record<string, string>>,
  ): boolean => denies(PolicyDocument.Statement, { action, resource: `${bucket}/${key}`, context });
  const without = (key: keyof typeof write) =>
    Object.fromEntries(Object.entries(write).filter(([name]) => name !== key));

  const kept = ['evidence/1.json', 'journal/share-1/0000000001.json'];

  test.each(kept)('lets our roles add %s, each object once', (key) => {
    expect(denied('s3:PutObject', key, write)).toBe(false);
    expect(denied('s3:PutObject', key, without('s3:if-none-match'))).toBe(true);
    const part = { ...without('s3:if-none-match'), 's3:ObjectCreationOperation': 'false' };
    expect(denied('s3:PutObject', key, part)).toBe(false);
  });

  test.each(kept)('keeps others from adding %s, and everybody from removing it', (key) => {
    const server = { ...write, 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/servers' };
    expect(denied('s3:PutObject', key, server)).toBe(true);
    for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion'])
      expect(denied(action, key, write)).toBe(true);
  });

  test('lets nothing become an upload but what our roles have signed a moment ago, each object once', () => {
    const put = (change: Readonly<Record<string, string>>, from = write) =>
      denied('s3:PutObject', 'uploads/1/source/0a', {
        ...{ ...from, 's3:signatureAge': '899000' },
        ...change,
      });
    expect(put({})).toBe(false);
    expect(put({ 'aws:PrincipalArn': 'GateRole.Arn' })).toBe(false);
    expect(put({ 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/servers' })).toBe(true);
    for (const role of ['BackRole.Arn', 'RollbackRole.Arn'])
      expect(put({ 'aws:PrincipalArn': role })).toBe(true);
    expect(put({ 's3:signatureAge': '900001' })).toBe(true);
    expect(put({}, without('s3:if-none-match') as typeof write)).toBe(true);
  });

  test('lets servers write outputs over TLS, and nothing without TLS', () => {
    const server = { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': 'any' };
    expect(denied('s3:PutObject', 'outputs/1/stdout', server)).toBe(false);
    const open = { ...server, 'aws:SecureTransport': 'false' };
    expect(denied('s3:PutObject', 'outputs/1/stdout', open)).toBe(true);
  });
});

describe('events', () => {
  test('the rule lets through refreshes and uploads of this share alone, into the log group that the runbook names', () => {
    const { RefreshRule: rule, RefreshEvents: group } = deployed().resources;
    const { refresh, gateway } = workshop();
    expect(rule?.Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.storagegateway'],
        'detail-type': [
          'Storage Gateway Refresh Cache Event',
          'Storage Gateway File Upload Event',
          'Storage Gateway Upload Notification Event',
        ],
        resources: [gateway.share],
      },
    });
    expect(group?.Properties.LogGroupName).toBe(refresh.logGroup);
    const policy = deployed().resources.RefreshEventsPolicy?.Properties.PolicyDocument;
    const { Statement } = JSON.parse(asText(policy)) as {
      readonly Statement: readonly { readonly Resource: string }[];
    };
    for (const { Resource } of Statement)
      expect(Resource).toContain(`:log-group:${refresh.logGroup}:*`);
  });
});

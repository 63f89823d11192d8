// Who may take the role of finalize, and what the evidence bucket lets it write.
import { describe, expect, test } from '@jest/globals';
import { allows, denies } from './iam.ts';
import type { Statement } from './iam.ts';
import { deployed, workshop } from './roles.ts';

const KEEPS_AGENTS = { FinalizeEnvironment: 'finalize' };
const evidence = `arn:aws:s3:::${workshop().evidence.bucket}`;

describe('trust', () => {
  const KEY = 'token.actions.githubusercontent.com';
  const workflow = (name: string): string =>
    `example/nfs-cutover/.github/workflows/${name}@refs/heads/main`;
  const claims = (environment: string, file: string) => ({
    aud: 'sts.amazonaws.com',
    sub: `repo:example/nfs-cutover:environment:${environment}`,
    repository_id: '100200300',
    ref: 'refs/heads/main',
    job_workflow_ref: workflow(file),
  });
  const maySignIn = (
    role: string,
    given: Readonly<Record<string, string>>,
    parameters: Readonly<Record<string, string>> = KEEPS_AGENTS,
  ): boolean => {
    const { AssumeRolePolicyDocument: trust } = (deployed(parameters).resources[role]?.Properties ??
      {}) as unknown as {
      readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
    };
    const context = Object.fromEntries(
      Object.entries(given).map(([claim, value]) => [`${KEY}:${claim}`, value]),
    );
    return allows(trust.Statement, {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: '*',
      context,
    });
  };

  test('finalize.yml in its own environment gets the role, in both forms of the subject', () => {
    const mine = claims('finalize', 'finalize.yml');
    expect(maySignIn('FinalizeRole', mine)).toBe(true);
    const sub = 'repo:example@400500600/nfs-cutover@100200300:environment:finalize';
    expect(maySignIn('FinalizeRole', { ...mine, sub })).toBe(true);
  });

  test('anything else does not', () => {
    const mine = claims('finalize', 'finalize.yml');
    const foreign: Partial<typeof mine>[] = [
      ...['prepare', 'cutover', 'back', 'Finalize'].map((one) => ({ sub: claims(one, '').sub })),
      { job_workflow_ref: workflow('cutover.yml') },
      { job_workflow_ref: workflow('finalize.yml').replace('main', 'try') },
      { ref: 'refs/heads/try' },
      { repository_id: '1' },
      { aud: 'other' },
    ];
    expect(foreign.filter((one) => maySignIn('FinalizeRole', { ...mine, ...one }))).toEqual([]);
    for (const claim of Object.keys(mine)) {
      const { [claim as 'sub']: _left, ...rest } = mine;
      expect([claim, maySignIn('FinalizeRole', rest)]).toEqual([claim, false]);
    }
  });

  test('prepare is trusted from finalize.yml only where the runbook has the section; the others never', () => {
    const look = claims('prepare', 'finalize.yml');
    expect(maySignIn('PrepareRole', look)).toBe(true);
    expect(maySignIn('PrepareRole', claims('prepare', 'cutover.yml'))).toBe(true);
    expect(maySignIn('PrepareRole', look, {})).toBe(false);
    expect(maySignIn('GateRole', claims('cutover', 'finalize.yml'))).toBe(false);
    expect(maySignIn('BackRole', claims('back', 'finalize.yml'))).toBe(false);
  });
});

test('the evidence bucket takes its export, once, and from no role of that name where there is none', () => {
  const denied = (parameters: Readonly<Record<string, string>>, once: boolean): boolean => {
    const { PolicyDocument } = (deployed(parameters).resources.EvidenceBucketPolicy?.Properties ??
      {}) as unknown as { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };
    return denies(PolicyDocument.Statement, {
      action: 's3:PutObject',
      resource: `${evidence}/evidence/image-archive/finalize/42.json`,
      context: {
        'aws:SecureTransport': 'true',
        'aws:PrincipalArn': 'FinalizeRole.Arn',
        's3:ObjectCreationOperation': 'true',
        ...(once && { 's3:if-none-match': '*' }),
      },
    });
  };
  expect([denied(KEEPS_AGENTS, true), denied(KEEPS_AGENTS, false), denied({}, true)]).toEqual([
    false,
    true,
    true,
  ]);
});

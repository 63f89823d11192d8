// The change issue through the workflow: what it says at the gate and behind a denied night, and which jobs may write it.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { issuesOf } from '../../lab/github/rest/issues-rest.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import { startLab } from '../../lab/lab.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';

interface Job {
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly needs?: string | readonly string[];
}

const { jobs: declared } = parse(readFileSync('.github/workflows/cutover.yml', 'utf8')) as {
  readonly jobs: Readonly<Record<string, Job>>;
};
const ISSUES = ['issue', 'issue-waits', 'issue-ended'];

test('only the jobs of the issue may write issues, without any role, and no other job needs them', () => {
  const all = Object.entries(declared);
  const writing = all.filter(([, { permissions }]) => permissions.issues !== undefined);
  expect(writing.map(([name]) => name)).toEqual(ISSUES);
  for (const [, { environment, permissions }] of writing)
    expect([environment, permissions]).toEqual([undefined, { contents: 'read', issues: 'write' }]);
  const waiting = all.filter(([, { needs = [] }]) => ISSUES.some((one) => needs.includes(one)));
  expect(waiting.map(([name]) => name)).toEqual(['issue-waits', 'issue-ended']);
});

test('a denied night: opened, waits for its reviewers, closed as not planned', async () => {
  const runbook = WORKSHOP.replace('  ticket: ^CHG', '  issue: true\n  ticket: ^CHG');
  using checkout = new Checkout({ 'image-archive': runbook });
  const name = 'image-archive';
  await using lab = await startLab({ runbook: checkout.runbook(name), scenario: CALM });
  const { jobs } = await checkout.cutover(lab, {
    name,
    decide: () => Promise.resolve('reject'),
  });
  const results = ISSUES.map((job) => jobs[job]?.result);
  expect(results).toEqual(['success', 'success', 'success']);
  expect(issuesOf(lab.context)).toMatchObject([
    {
      title: 'Migration image-archive',
      state: 'closed',
      reason: 'not_planned',
      comments: [{ body: expect.stringContaining('denied: the source serves') as unknown }],
    },
  ]);
}, 300_000);

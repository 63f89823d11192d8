// The change issue: one for a migration, one comment in it, closed at the end; whatever goes wrong with it stops nothing.
import { expect, test } from '@jest/globals';
import { issuesOf } from '../../../lab/github/rest/issues-rest.ts';
import type { Issue } from '../../../lab/github/rest/issues-rest.ts';
import { WORKSHOP } from '../../workshop.ts';
import { openBench } from '../action-process.ts';
import type { ActionResult, Bench } from '../action-process.ts';
import { ISSUES_TOKEN, TOKEN } from '../github-api.ts';

const RUNBOOK = WORKSHOP.replace('  ticket: ^CHG', '  issue: true\n  ticket: ^CHG');

const open = (runbook = RUNBOOK): Promise<Bench> => openBench({ runbook });

const say = (
  bench: Bench,
  stage: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionResult> =>
  bench.run({
    action: 'change-issue',
    inputs: { ticket: 'CHG0000001', token: ISSUES_TOKEN, stage, ...inputs },
  });

const issues = ({ lab }: Bench): readonly Issue[] => issuesOf(lab.context);
const texts = (bench: Bench): string[] =>
  issues(bench).flatMap(({ comments }) => comments.map(({ body }) => body));

test('one issue and one comment, edited in place, and closed behind a confirmed run', async () => {
  await using bench = await open();
  expect((await say(bench, 'prepares')).outputs.url).toMatch(/\/issues\/1$/);
  expect(texts(bench)).toEqual([expect.stringContaining('| **Waits for** | nobody |')]);
  await say(bench, 'waits');
  expect(texts(bench)).toEqual([
    expect.stringMatching(/Stage.* proven; waits at its gate.*one reviewer at <code>cutover/s),
  ]);
  expect(issues(bench)[0]?.state).toBe('open');
  await say(bench, 'ended', { outcome: 'confirmed', left: 'nothing', next: 'nothing' });
  expect(texts(bench)).toEqual([expect.stringContaining('confirmed: the gateway serves')]);
  expect(issues(bench)).toMatchObject([
    { title: 'Migration image-archive', state: 'closed', reason: 'completed' },
  ]);
  // A migration of that name that is done: the next one has an issue of its own.
  await say(bench, 'prepares');
  expect(issues(bench).map(({ state }) => state)).toEqual(['closed', 'open']);
});

test('the run after a denied one goes on in the same issue', async () => {
  await using bench = await open();
  await say(bench, 'prepares');
  await say(bench, 'ended', { outcome: 'denied', left: 'nothing', next: 'nothing' });
  expect(issues(bench)).toMatchObject([{ state: 'closed', reason: 'not_planned' }]);
  const again = await say(bench, 'prepares');
  expect(again.record?.data).toMatchObject({ number: 1, state: 'reopened' });
  expect(issues(bench)).toMatchObject([{ state: 'open', comments: [{}] }]);
});

test.each([
  ['failed', 'split', 'settle', 'the workflow Rollback: the report says how'],
  ['rolled-back', 'nothing', 'settle', 'the workflow Rollback: the report says how'],
  ['confirmed', 'nothing', 'look', 'read the report now'],
  ['confirmed', 'nothing', '', 'read the report now'],
  ['unproven', 'nothing', 'nothing', 'read the report now'],
  ['', '', '', 'read the report now'],
])('after %s with %s left and next %s the issue stays open', async (outcome, left, next, says) => {
  await using bench = await open();
  const said = await say(bench, 'ended', { outcome, left, next });
  expect(texts(bench)[0]).toContain(says);
  expect([said.code, issues(bench)[0]?.state]).toEqual([0, 'open']);
  expect(texts(bench)[0]).toContain('| **Waits for** | the operator |');
});

test('an issue of somebody else with the same marker is not ours', async () => {
  await using bench = await open();
  await say(bench, 'prepares');
  const [ours] = issues(bench) as [Issue];
  issuesOf(bench.lab.context).push({ ...ours, number: 2, login: 'mallory', comments: [] });
  await say(bench, 'waits');
  expect(issues(bench).map(({ comments }) => comments.length)).toEqual([1, 0]);
});

test('names and numbers of others stay text: no mention, no link, no HTML', async () => {
  const description = '@octocat <img src=x> #1 https://evil.example [a](b) --> x';
  await using bench = await open(
    RUNBOOK.replace(/^description: .*$/m, `description: '${description}'`),
  );
  const said = await say(bench, 'prepares', { ticket: '@team <b>|x|</b> #2 www.evil.example' });
  expect(said.code).toBe(0);
  const all = [...issues(bench).map(({ body }) => body), ...texts(bench)].join('\n');
  const shown = all.replaceAll(/^<!-- nfs-cutover: change issue of image-archive -->$/gm, '');
  expect(shown).not.toMatch(/@\w|<img|<b>|#\d(?!\d*;)|:\/\/evil|\[a\]|www\.|-->/);
});

test.each<[string, (bench: Bench) => Readonly<Record<string, string>>, RegExp]>([
  ['a token without the permission', () => ({ token: TOKEN }), /give this job "issues: write"/],
  ['no token', () => ({ token: '' }), /the input token: expected github\.token/],
  [
    'a repository without issues',
    ({ lab }) => {
      Object.assign(lab.context.faults, { issues: 410 });
      return {};
    },
    /the change issue in .*Issues has been disabled/,
  ],
  [
    'a GitHub that is down',
    ({ lab }) => {
      Object.assign(lab.context.faults, { issues: 503 });
      return {};
    },
    /githubstatus/,
  ],
])('%s is a warning, and the run goes on', async (_name, before, says) => {
  await using bench = await open();
  const said = await say(bench, 'prepares', before(bench));
  expect([said.code, said.outputs.verdict]).toEqual([0, 'pass']);
  expect(said.record?.warnings.join()).toMatch(says);
  expect(issues(bench)).toEqual([]);
});

test('without the key nothing is asked', async () => {
  await using bench = await open(WORKSHOP);
  expect((await say(bench, 'prepares')).code).toBe(0);
  expect(issues(bench)).toEqual([]);
});

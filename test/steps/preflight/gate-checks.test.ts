// The findings on an environment, by tables.
import { describe, expect, test } from '@jest/globals';
import type { Environment, Repository } from '../../../src/github/environments.ts';
import { judgeEnvironment } from '../../../src/steps/preflight/gate-checks.ts';
import type { EnvironmentKind } from '../../../src/runbook/quorum.ts';

const PRIVATE: Repository = { defaultBranch: 'main', isPrivate: true };
const MAIN = [{ kind: 'branch', pattern: 'main' }];
const GATE: Environment = {
  reviewers: 2,
  reviewerNames: ['storage-team', 'ops'],
  preventsSelfReview: true,
  adminsBypass: false,
  waitMinutes: 0,
  otherRules: [],
  branches: MAIN,
};
const OPEN: Environment = {
  ...GATE,
  reviewers: 0,
  preventsSelfReview: false,
  adminsBypass: true,
};

const judged = (
  kind: EnvironmentKind,
  environment: Environment | undefined,
  repository: Repository = PRIVATE,
): string[] =>
  judgeEnvironment('evening', kind, environment, repository).map(
    ({ state, found }) => `${state}: ${found}`,
  );

test('one pass, where all is as it must be', () => {
  expect(judged('gate', GATE)).toEqual([
    'pass: 2 required reviewers, no self-review, no bypass, the branch main alone',
  ]);
  expect(
    judged('gate', {
      ...GATE,
      reviewers: 1,
      reviewerNames: ['reviewer'],
      waitMinutes: 5,
      otherRules: ['x'],
    }),
  ).toEqual(['pass: 1 required reviewer, no self-review, no bypass, the branch main alone']);
  expect(judged('prepare', OPEN)).toEqual(['pass: the branch main alone']);
  expect(judged('back', OPEN)).toEqual(['pass: waits for nobody, the branch main alone']);
});

describe('what fails', () => {
  test.each<[string, EnvironmentKind, Environment | undefined, RegExp]>([
    ['a gate that nobody has made', 'gate', undefined, /no such environment; expected one with re/],
    [
      'a missing environment of the rollback',
      'back',
      undefined,
      /expected one for the default branch/,
    ],
    ['no reviewers', 'gate', { ...GATE, reviewers: 0 }, /no required reviewers, in a private/],
    ['self-review', 'gate', { ...GATE, preventsSelfReview: false }, /who starts a run may approve/],
    ['bypass', 'gate', { ...GATE, adminsBypass: true }, /administrators may pass/],
    ['every branch', 'gate', { ...GATE, branches: 'all' }, /every branch may use it; expected the/],
    ['protected branches', 'prepare', { ...OPEN, branches: 'protected' }, /every protected branch/],
    ['no branch', 'prepare', { ...OPEN, branches: [] }, /no branch may use it/],
    [
      'another branch',
      'prepare',
      { ...OPEN, branches: [{ kind: 'branch', pattern: 'next' }] },
      /branch next; expected the branch main alone/,
    ],
    [
      'a tag of the name of the branch',
      'prepare',
      { ...OPEN, branches: [{ kind: 'tag', pattern: 'main' }] },
      /tag main; expected/,
    ],
    [
      'a pattern beside the default branch',
      'back',
      { ...OPEN, branches: [...MAIN, { kind: 'branch', pattern: 'rel\n*' }] },
      /branch main, branch rel\\n\*; expected/,
    ],
    ['a rollback that asks', 'back', { ...OPEN, reviewers: 1 }, /1 required reviewers; expected/],
    ['a rollback that waits', 'back', { ...OPEN, waitMinutes: 30 }, /timer of 30 minutes; expec/],
    ['a rollback that an App guards', 'back', { ...OPEN, otherRules: ['itsm'] }, /the rule itsm/],
  ])('%s', (_, kind, environment, found) => {
    const findings = judgeEnvironment('evening', kind, environment, PRIVATE);
    expect(findings).toEqual([
      {
        area: 'Gates',
        check: 'Environment evening',
        state: 'fail',
        found: expect.stringMatching(found) as unknown,
        cure: expect.stringMatching(/docs\/setup\.md, step 7/) as unknown,
      },
    ]);
  });

  test('everything that is wrong is named at once', () => {
    expect(judged('gate', { ...OPEN, branches: 'all' }).map((one) => one.slice(0, 24))).toEqual([
      'fail: no required review',
      'fail: administrators may',
      'fail: every branch may u',
    ]);
  });
});

test('a bypass of which GitHub says nothing is unproven', () => {
  expect(judged('gate', { ...GATE, adminsBypass: undefined })).toEqual([
    expect.stringMatching(/^unproven: GitHub does not say whether/),
  ]);
});

test.each([
  [true, /In a private .* GitHub Enterprise alone: on Free, Pro and Team/],
  [false, /^name reviewers: docs/],
])('without reviewers, private: %s, the cure says which plan helps', (isPrivate, cure) => {
  const none = { ...GATE, reviewers: 0 };
  const [finding] = judgeEnvironment('evening', 'gate', none, { ...PRIVATE, isPrivate });
  expect(finding?.cure).toMatch(cure);
});

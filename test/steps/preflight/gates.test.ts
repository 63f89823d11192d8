// The environments as the lab's GitHub returns them to the real client, with each fault of a scenario.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownRun } from '../../../lab/github/known-run.ts';
import { mountRest } from '../../../lab/github/rest/rest.ts';
import { REPOSITORY } from '../../../lab/github/repository.ts';
import { API_PREFIX } from '../../../lab/github/run.ts';
import type { KnownRun } from '../../../lab/github/run.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { faultsIn } from '../../../lab/faults/scenario.ts';
import type { EnvironmentFault, Faults } from '../../../lab/faults/scenario.ts';
import { openEnvironments } from '../../../src/github/environments.ts';
import { checkGates } from '../../../src/steps/preflight/gates.ts';
import { notedAccess } from '../../github/access.ts';
import { changed, load, sound } from '../../runbook/image-archive.ts';
import { contextOf } from './context.ts';

const RUNBOOK = join(import.meta.dirname, '../../../runbooks/image-archive.yml');
const MAY_READ = 'a token that may read actions';
const MAY_NOT = 'a token that may not';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ runbook: RUNBOOK });
});
afterAll(() => lab.close());

/** The lab's GitHub, seen by a job of a run. */
function known(given: Faults): KnownRun {
  const { world } = lab.context;
  const faults = faultsIn(world.names, given);
  return knownRun(
    { ...lab, context: { ...lab.context, faults } },
    {
      id: '42',
      tokens: new Map<string, (scope: string) => boolean>([
        [MAY_READ, (scope) => scope === 'actions'],
        [MAY_NOT, () => false],
      ]),
    },
  );
}

async function findings(
  faults: Faults = {},
  { token = MAY_READ, text = sound, apiUrl = `${lab.url}${API_PREFIX.slice(0, -1)}` } = {},
): Promise<string[]> {
  using mounted = new DisposableStack();
  mounted.use(mountRest(known(faults)));
  const { access } = notedAccess(apiUrl, { token, repository: REPOSITORY });
  const environments = await openEnvironments(access);
  const found = await checkGates(contextOf({ runbook: load(text) }), { environments });
  return found.map(({ check, state, found, cure }) => `${check}: ${state}: ${found} | ${cure}`);
}

test('a repository that is set up as it should be', async () => {
  expect(await findings()).toEqual([
    'Environment cutover: pass: 1 required reviewer, no self-review, no bypass, the branch main alone | undefined',
    'Environment rollback: pass: 1 required reviewer, no self-review, no bypass, the branch main alone | undefined',
    'Environment prepare: pass: the branch main alone | undefined',
    'Environment back: pass: waits for nobody, the branch main alone | undefined',
  ]);
});

test('the environment of finalize is looked at like a gate, where the runbook has one', async () => {
  const text = changed('change:', 'finalize: {environment: the-end}\nchange:');
  const found = await findings({}, { text });
  expect(found.map((one) => one.split(':')[0])).toEqual([
    'Environment cutover',
    'Environment the-end',
    'Environment rollback',
    'Environment prepare',
    'Environment back',
  ]);
  expect(found[1]).toMatch(
    /^Environment the-end: fail: no such environment; expected one with required reviewers/,
  );
});

describe('each fault of a scenario is found', () => {
  test.each<[string, EnvironmentFault, RegExp]>([
    ['gate', 'missing', /^Environment cutover: fail: no such environment/],
    ['gate', 'no-reviewers', /fail: no required reviewers, in a private .* GitHub Enterprise/],
    ['gate', 'self-review', /fail: who starts a run may approve it/],
    ['gate', 'bypass', /fail: administrators may pass it/],
    ['gate', 'any-branch', /fail: every branch may use it/],
    ['gate', 'protected-branches', /fail: every protected branch may use it/],
    ['gate', 'other-branch', /fail: branch main, branch release\/\*; expected the branch main alo/],
    ['prepare', 'tag', /^Environment prepare: fail: tag v\*; expected the branch main alone/],
    ['prepare', 'missing', /^Environment prepare: fail: no such environment/],
    ['back', 'missing', /^Environment back: fail: no such environment/],
    ['back', 'any-branch', /^Environment back: fail: every branch/],
    ['back', 'reviewers', /^Environment back: fail: 1 required reviewers; expected nothing/],
    ['rollback', 'missing', /^Environment rollback: fail: no such environment/],
    ['rollback', 'no-reviewers', /^Environment rollback: fail: no required reviewers/],
    ['back', 'wait-timer', /^Environment back: fail: a wait timer of 30 minutes; expected noth/],
  ])('%s: %s', async (name, fault, expected) => {
    const found = await findings({ environments: { [name]: fault } });
    expect(found.filter((one) => !one.includes(': pass: '))).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test('a gate without reviewers in a public repository needs no other plan', async () => {
    const [first] = await findings({
      environments: { gate: 'no-reviewers' },
      visibility: 'public',
    });
    expect(first).toMatch(/fail: no required reviewers; expected .* \| name reviewers: docs/);
  });
});

test('each sign-off is a gate like the cutover, and comes first', async () => {
  const text = changed(
    'cutover: cutover',
    'cutover: cutover\n  sign-off: [data-owner, night.watch]',
  );
  const found = await findings({}, { text });
  expect(found.map((one) => one.split(': ', 2).join(': '))).toEqual([
    'Environment data-owner: fail',
    'Environment night.watch: fail',
    'Environment cutover: pass',
    'Environment rollback: pass',
    'Environment prepare: pass',
    'Environment back: pass',
  ]);
});

describe('what GitHub does not answer is unproven', () => {
  test('a token without actions: read', async () => {
    const found = await findings({}, { token: MAY_NOT });
    expect(found).toHaveLength(4);
    for (const one of found)
      expect(one).toMatch(
        /^Environment \S+: unproven: the environment \S+ of example\/nfs-cutover: expected an answer of the GitHub API, got Resource not accessible .* \| give this job "actions: read"$/,
      );
  });

  test('a token that nobody knows', async () => {
    expect(await findings({}, { token: 'unknown' })).toEqual([
      expect.stringMatching(/^The repository: unproven: .* \| hand over this job's own token/),
    ]);
  });

  test('no token at all', async () => {
    const found = await checkGates(contextOf(), { environments: undefined });
    expect(found).toMatchObject([{ area: 'Gates', state: 'unproven' }]);
  });

  test('nobody at that address', async () => {
    expect(await findings({}, { apiUrl: 'http://127.0.0.1:9' })).toEqual([
      expect.stringMatching(/^The repository: unproven: .* \| look at githubstatus/),
    ]);
  });
});

test('a run that is stopped is not unproven', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const never = () => Promise.reject(new Error('aborted'));
  const environments = { repository: never, environment: never };
  await expect(checkGates(contextOf({ signal: stop.signal }), { environments })).rejects.toThrow(
    'stopped',
  );
});

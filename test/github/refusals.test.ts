// What GitHub refuses, and the cure that fits: a 403 is no missing permission by itself. With the real client.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { githubApi } from '../../src/github/octokit.ts';
import { gitHubFailure, isForbidden } from '../../src/github/refusals.ts';
import { notedAccess } from './access.ts';

type Answer = readonly [
  status: number,
  message: string,
  headers: Readonly<Record<string, string>>,
  cure: RegExp,
];

let answer: Answer | undefined;
const server = createServer((_, response) => {
  const [status = 500, message = '', headers = {}] = answer ?? [];
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ message }));
});
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function thrownBy(asked: Answer): Promise<unknown> {
  answer = asked;
  const { port } = server.address() as AddressInfo;
  const api = await githubApi(notedAccess(`http://127.0.0.1:${port}`).access);
  return api.request('GET /repos/{owner}/{repo}', { owner: 'octo', repo: 'repo' }).then(
    () => {
      throw new Error('it was not refused');
    },
    (thrown: unknown) => thrown,
  );
}

const LEFT = { 'x-ratelimit-remaining': '4000' };
const ALLOW =
  'Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';
const SAML =
  'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.';

test.each<Answer>([
  [401, 'Bad credentials', {}, /own token/],
  [
    403,
    'API rate limit exceeded for installation.',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795568400' },
    /^wait until 2026-11-25T01:00:00\.000Z, then/,
  ],
  [403, 'API rate limit exceeded for installation.', {}, /^wait until GitHub takes requests again/],
  [429, 'Too many requests', { 'x-ratelimit-reset': 'soon' }, /^wait until GitHub takes/],
  [403, 'You have exceeded a secondary rate limit.', LEFT, /^wait a minute at least, then/],
  [
    403,
    'You have exceeded a secondary rate limit.',
    { 'retry-after': '90' },
    /^wait 90 seconds, then/,
  ],
  [429, 'You have exceeded a secondary rate limit.', { 'retry-after': '60' }, /^wait 60 seconds/],
  [403, 'Please wait.', { 'retry-after': '60' }, /^wait 60 seconds/],
  [403, SAML, LEFT, /SAML single sign-on/],
  [403, 'Forbidden', { 'x-github-sso': 'required; url=https://github.com/x' }, /SAML/],
  [403, ALLOW, LEFT, /IP allow list/],
  [403, 'Resource not accessible by integration', LEFT, /^give this job "actions: read"$/],
  [403, 'Unable to create comment because issue is locked.', LEFT, /^give this job/],
  [404, 'Not Found', LEFT, /may read this repository/],
  [500, 'Server Error', {}, /githubstatus/],
])('HTTP %i, %s', async (...asked: Answer) => {
  const [status, message, , cure] = asked;
  const thrown = await thrownBy(asked);
  const { code, failure } = gitHubFailure('the repository', thrown, 'actions: read');
  expect([code, failure.what]).toEqual(['github-unavailable', 'the repository']);
  expect(failure.got).toContain(message);
  expect(failure.cure).toMatch(cure);
  expect(isForbidden(thrown)).toBe(status === 403 && failure.cure.startsWith('give'));
});

test('without an answer it is GitHub’s own state', () => {
  const { failure } = gitHubFailure('x', new Error('fetch failed'), 'actions: read');
  expect(failure).toMatchObject({
    got: 'fetch failed',
    cure: expect.stringMatching(/githubstatus/),
  });
});

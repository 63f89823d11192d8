// What is asked again, how often, and how long is waited. With the real client and a real server.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { githubApi } from '../../src/github/octokit.ts';
import { notedAccess } from './access.ts';

interface Told {
  /** 0: the connection is cut. */
  readonly status: number;
  /** What never comes: all of the answer, or the end of it. */
  readonly silent?: 'answer' | 'end';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const NOW = Date.parse('2026-11-30T22:00:00Z');
const GOOD: Told = { status: 200, body: '{"default_branch":"main"}' };
const LIMITED: Told = { status: 403, body: '{"message":"API rate limit exceeded."}' };

let answers: Told[] = [];
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.method ?? '');
  const { status, silent, headers, body = '{"message":"no"}' } = answers.shift() ?? GOOD;
  if (status === 0) {
    request.socket.destroy();
    return;
  }
  if (silent === 'answer') return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (silent === 'end') response.write(body.slice(0, -1));
  else response.end(body);
});
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function send(
  told: readonly Told[],
  method: 'GET' | 'PATCH' = 'GET',
  { attemptMs = 20_000, tickMs = 0 } = {},
) {
  answers = [...told];
  asked.length = 0;
  const { port } = server.address() as AddressInfo;
  const { access, slept, said } = notedAccess(`http://127.0.0.1:${port}`, { now: NOW });
  let now = NOW;
  const clock = { ...access.clock, now: () => (now += tickMs) };
  const api = await githubApi({ ...access, clock }, attemptMs);
  const got = await api
    .request(`${method} /repos/{owner}/{repo}`, { owner: 'octo', repo: 'repo' })
    .then(({ data }: { readonly data: unknown }) => JSON.stringify(data), String);
  return { got, slept, said, times: asked.length };
}

const times = (count: number, told: Told): Told[] => Array.from({ length: count }, () => told);
const reset = (seconds: number): Told => ({
  ...LIMITED,
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + seconds) },
});

test.each<[what: string, told: Told, least: number, most: number]>([
  ['a 502 of the front', { status: 502, headers: { 'content-type': 'text/html' } }, 0, 1_000],
  ['a 503 that names a time', { status: 503, headers: { 'retry-after': '7' } }, 7_000, 8_000],
  ['a lost connection', { status: 0 }, 0, 1_000],
  ['an answer that is cut off', { status: 200, body: '{"default_bra' }, 0, 1_000],
  ['a page of somebody else', { ...GOOD, headers: { 'content-type': 'text/html' } }, 0, 1_000],
  ['a 429 that names a time', { status: 429, headers: { 'retry-after': '30' } }, 30_000, 31_000],
  ['a limit that ends soon', reset(90), 90_000, 91_000],
  ['a limit that has just ended', reset(-3), 0, 1_000],
  ['too many at once', { status: 403, body: '{"message":"secondary rate limit"}' }, 60_000, 61_000],
])('%s: asked again after the time that fits', async (_what, told, least, most) => {
  const { got, slept, said, times: sent } = await send([told]);
  expect([got, sent, slept.length]).toEqual([GOOD.body, 2, 1]);
  expect(slept[0]).toBeGreaterThanOrEqual(least);
  expect(slept[0]).toBeLessThanOrEqual(most);
  expect(said).toEqual([expect.stringMatching(/^GitHub: .*; it is asked again in /)]);
});

test.each<[what: string, told: Told]>([
  ['no access', { status: 401 }],
  ['no permission', { status: 403 }],
  ['nothing there', { status: 404 }],
  ['a bad request', { status: 422 }],
  ['a limit of an hour', reset(3_000)],
  ['a time that is too long', { status: 429, headers: { 'retry-after': '3600' } }],
])('%s: thrown at once', async (_what, told) => {
  const { got, slept, times: sent } = await send([told]);
  expect(got).toMatch(/^HttpError/);
  expect([sent, slept]).toEqual([1, []]);
});

test('five times at most, each wait at most twice as long as the one before could be', async () => {
  const { got, slept, times: sent } = await send(times(9, { status: 500 }));
  expect(got).toBe('HttpError: no');
  expect(sent).toBe(5);
  expect(slept).toHaveLength(4);
  slept.forEach((one, i) => expect(one).toBeLessThanOrEqual(1_000 * 2 ** i));
});

test('all waiting together has a limit', async () => {
  const { slept, times: sent } = await send(
    times(9, { status: 429, headers: { 'retry-after': '120' } }),
  );
  expect([sent, slept.length]).toEqual([3, 2]);
});

test.each<[what: string, told: Told]>([
  ['an answer that never comes', { ...GOOD, silent: 'answer' }],
  ['an answer that never ends', { ...GOOD, silent: 'end' }],
  ['a file that never ends', { ...GOOD, headers: { 'content-type': 'a/b' }, silent: 'end' }],
])('%s: asked again after its limit', async (_what, told) => {
  const { got, said, times: sent } = await send([told], 'GET', { attemptMs: 1_500 });
  expect([got, sent]).toEqual([GOOD.body, 2]);
  expect(said).toEqual([
    expect.stringMatching(/^GitHub: no whole answer in 1.*s; it is asked again in /),
  ]);
});

test('a server that never answers is asked five times, and the limit is what is told', async () => {
  const never = times(9, { ...GOOD, silent: 'answer' });
  const { got, times: sent } = await send(never, 'GET', { attemptMs: 20 });
  expect([got, sent]).toEqual([expect.stringMatching(/^Error: no whole answer in /), 5]);
});

test('the time of the attempts counts too', async () => {
  const { got, times: sent } = await send(times(9, { status: 500 }), 'GET', { tickMs: 120_000 });
  expect([got, sent]).toEqual(['HttpError: no', 3]);
});

test('what writes has the same limit, and is sent once', async () => {
  const never = times(9, { ...GOOD, silent: 'answer' });
  const { got, times: sent } = await send(never, 'PATCH', { attemptMs: 20 });
  expect([got, sent]).toEqual([expect.stringMatching(/^Error: no whole answer in /), 1]);
});

test('a job that is cancelled while GitHub is silent says that, and no limit', async () => {
  const stop = new AbortController();
  server.once('request', () => stop.abort(new Error('cancelled')));
  answers = times(9, { ...GOOD, silent: 'answer' });
  const { port } = server.address() as AddressInfo;
  const { access, said } = notedAccess(`http://127.0.0.1:${port}`);
  const api = await githubApi({ ...access, signal: stop.signal });
  const sent = api.request('GET /repos/{owner}/{repo}', { owner: 'octo', repo: 'repo' });
  await expect(sent).rejects.toThrow('cancelled');
  expect(said).toEqual([]);
});

test('what writes is never sent twice', async () => {
  const { got, times: sent } = await send([{ status: 502 }], 'PATCH');
  expect(got).toBe('HttpError: no');
  expect([sent, asked]).toEqual([1, ['PATCH']]);
});

test('a job that is cancelled stops asking', async () => {
  answers = times(9, { status: 502 });
  const { port } = server.address() as AddressInfo;
  const { access } = notedAccess(`http://127.0.0.1:${port}`);
  const stop = new AbortController();
  const clock = {
    ...access.clock,
    sleep: () => {
      stop.abort(new Error('cancelled'));
      return Promise.resolve();
    },
  };
  const api = await githubApi({ ...access, clock, signal: stop.signal });
  const sent = api.request('GET /repos/{owner}/{repo}', { owner: 'octo', repo: 'repo' });
  await expect(sent).rejects.toThrow('cancelled');
});

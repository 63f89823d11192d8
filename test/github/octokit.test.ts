// The GitHub API over Node's own fetch: the token, the address, and the proxy of a self-hosted runner.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const seen: string[] = [];
const api = createServer(({ method, url, headers }, response) => {
  seen.push(`${method} ${url} ${headers.authorization}`);
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify([
      {
        state: 'approved',
        comment: 'go',
        user: { login: 'mona', type: 'User' },
        environments: [{ name: 'cutover' }],
      },
    ]),
  );
});
const tunnels: string[] = [];
const proxy = createServer().on('connect', ({ url }, socket: Socket) => {
  tunnels.push(url ?? '');
  const on = connect(portOf(api), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(on).pipe(socket);
  });
});

beforeAll(() => Promise.all([listen(api), listen(proxy)]));
afterAll(() => {
  for (const server of [api, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

test('asks the API that the runner names, with the token', async () => {
  const answer = await approvals(`http://127.0.0.1:${portOf(api)}`, {});
  expect(answer).toEqual([
    { environments: ['cutover'], state: 'approved', user: 'mona', isPerson: true, comment: 'go' },
  ]);
  expect(seen).toEqual(['GET /repos/octo/repo/actions/runs/7/approvals token secret']);
  expect(tunnels).toEqual([]);
});

test('goes through the proxy of the environment', async () => {
  const env = { HTTP_PROXY: `http://127.0.0.1:${portOf(proxy)}` };
  const answer = await approvals('http://github.example.test', env);
  expect(answer).toHaveLength(1);
  expect(tunnels).toEqual(['github.example.test:80']);
});

/** In a process of its own: the proxy is a setting of the process. */
async function approvals(url: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const script = `const { readGateDecisions } = await import('./src/github/approvals.ts');
    const access = { token: 'secret', repository: 'octo/repo', apiUrl: '${url}', clock: Date, say() {} };
    const { signal } = new AbortController();
    console.log(JSON.stringify(await readGateDecisions({ ...access, signal }, '7')));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env },
  );
  return JSON.parse(stdout);
}

const listen = (server: Server): Promise<void> =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done()));

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

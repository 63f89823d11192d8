// Why GitHub refuses a comment: a token that may not write is reported, a limit that was reached is no answer.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { type Commented, stick } from '../../src/github/sticky-comment.ts';
import { notedAccess } from './access.ts';

const headSha = 'a'.repeat(40);

/** Tries to comment where GitHub answers each POST with 403 and these headers and this message. */
async function refusedWith(
  headers: Readonly<Record<string, string>>,
  message: string,
): Promise<Commented> {
  const server = createServer((request, response) => {
    const write = request.method === 'POST';
    const body = write
      ? { message }
      : request.url?.includes('/comments') === true
        ? []
        : { head: { sha: headSha } };
    response.writeHead(write ? 403 : 200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await stick(
      { ...notedAccess(apiUrl).access, number: 7, headSha },
      '<!-- m -->',
      '<!-- m -->',
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each(['Resource not accessible by integration', 'Unable to create comment: it is locked.'])(
  '%s: reported, and no failure',
  async (message) => {
    expect(await refusedWith({ 'x-ratelimit-remaining': '4000' }, message)).toEqual({
      state: 'refused',
    });
  },
);

test.each([
  [{ 'retry-after': '60' }, 'You have exceeded a secondary rate limit.'],
  [{ 'x-ratelimit-remaining': '0' }, 'API rate limit exceeded for installation.'],
])(
  'a limit that was reached (%j) is a failure: the old comment would stand',
  async (headers, message) => {
    await expect(refusedWith(headers, message)).rejects.toMatchObject({
      code: 'github-unavailable',
      message: expect.stringContaining(message) as unknown,
    });
  },
);

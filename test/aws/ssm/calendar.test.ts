// What the adapter of the change calendar makes of answers that no lab gives: nothing that is unclear is open for ever.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { calendarState } from '../../../src/aws/ssm/calendar.ts';
import type { Connection } from '../../../src/aws/connection.ts';

/** Asks a service that answers this, with this status. */
async function ask(status: number, answer: string) {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connection: Connection = {
    ...{ region: 'eu-central-1', run: '42', signal: new AbortController().signal },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    env: process.env,
  };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHETEST000',
    AWS_SECRET_ACCESS_KEY: 'fake',
  });
  try {
    return await calendarState(connection, 'changes');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const AT = Date.parse('2026-12-05T21:00:00Z');

test.each([
  ['{"State":"OPEN"}', 'OPEN', undefined],
  ['{"State":"OPEN","NextTransitionTime":"2026-12-05T21:00:00Z"}', 'OPEN', AT],
  ['{"State":"OPEN","NextTransitionTime":"2026-12-05T22:00:00.000+01:00"}', 'OPEN', AT],
  ['{"State":"OPEN","NextTransitionTime":"2026-12-05T21:00:00"}', 'OPEN', NaN],
  ['{"State":"OPEN","NextTransitionTime":"9999"}', 'OPEN', NaN],
  ['{"State":"OPEN","NextTransitionTime":""}', 'OPEN', NaN],
  ['{}', 'unknown', undefined],
])('%s', async (answer, state, next) => {
  expect(await ask(200, answer)).toEqual({ state, next });
});

test.each([
  ['InvalidDocument', 'aws-not-found'],
  ['InvalidDocumentType', 'aws-not-found'],
  ['UnsupportedCalendarException', 'aws-not-found'],
  ['AccessDeniedException', 'aws-denied'],
  ['ThrottlingException', 'aws-throttled'],
])('%s is %s', async (type, code) => {
  await expect(ask(400, JSON.stringify({ __type: type }))).rejects.toMatchObject({ code });
});

test('what is no JSON is no answer', async () => {
  await expect(ask(200, '<html>OPEN</html>')).rejects.toMatchObject({ code: 'aws-unreadable' });
});

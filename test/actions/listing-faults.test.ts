// Faults of S3 while the proof lists the bucket: it ends right, or it fails closed and names the range.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { EXIT_STATUS } from '../../src/core/errors.ts';
import { errorDocument } from '../aws/s3/listing-server.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const INPUTS = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };
const FILES = 2500;

/** Sends the whole answer of the lab to `response`, or something else in its place. */
type Bend = (response: ServerResponse, whole: Buffer) => void;

let bench: Bench;
let bend: Bend | undefined;
let times = 0;
/** Between the action and the lab's S3: answers to lists that begin in the middle of the tree are bent. */
const proxy = createServer((message, response) => {
  const url = new URL(message.url ?? '/', 'http://s3');
  const isList = url.searchParams.has('list-type');
  const inMiddle = (url.searchParams.get('start-after') ?? '').includes('many/');
  const bent = isList && inMiddle && times > 0 ? bend : undefined;
  if (bent !== undefined) times -= 1;
  forward(message, response, bent);
});

function forward(message: IncomingMessage, response: ServerResponse, bent: Bend | undefined): void {
  const { method, url, headers } = message;
  const upstream = send(new URL(url ?? '/', bench.lab.url), { method, headers }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const whole = Buffer.concat(chunks);
      if (bent !== undefined) bent(response, whole);
      else response.writeHead(answer.statusCode ?? 500, answer.headers).end(whole);
    });
  });
  message.pipe(upstream);
}

beforeAll(async () => {
  bench = await openBench({ runbook: changed('depth: content', 'depth: size') });
  const { source } = bench.lab.context.world;
  mkdirSync(join(source, 'many'));
  for (let n = 0; n < FILES; n += 1)
    writeFileSync(join(source, 'many', `f${String(n).padStart(4, '0')}`), '');
  giveToOrdinaryUser(source);
  expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await bench[Symbol.asyncDispose]();
});

function verifyWith(fault: Bend, often: number) {
  bend = fault;
  times = often;
  const { port } = proxy.address() as AddressInfo;
  const env = { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` };
  return bench.run({ action: 'verify-s3', inputs: INPUTS, env });
}

const answering =
  (status: number, body: string): Bend =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  };
const cut: Bend = (response, whole) => {
  response.writeHead(200, { 'content-length': whole.length });
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
};

test.each<[string, Bend]>([
  ['503 Slow Down', answering(503, errorDocument('SlowDown'))],
  ['an error in a 200', answering(200, errorDocument('InternalError'))],
  ['a body that is cut', cut],
  ['an empty body', answering(200, '')],
])('%s, twice: every object is compared all the same', async (_, fault) => {
  const { code, record, stdout } = await verifyWith(fault, 2);
  expect([code, stdout]).toEqual([0, stdout]);
  expect(times).toBe(0);
  expect(record?.says).toContain(`${FILES + 204} of ${FILES + 204} paths are the same`);
});

const emptyPage = (truncated: boolean): string =>
  `<?xml version="1.0"?><ListBucketResult><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated></ListBucketResult>`;

test.each<[string, Bend, keyof typeof EXIT_STATUS]>([
  [
    'credentials that expire half way',
    answering(400, errorDocument('ExpiredToken')),
    'aws-expired',
  ],
  ['no permission', answering(403, errorDocument('AccessDenied')), 'aws-denied'],
  ['Slow Down for ever', answering(503, errorDocument('SlowDown')), 'aws-throttled'],
  ['bodies that are cut for ever', cut, 'aws-unavailable'],
  ['pages that lead nowhere', answering(200, emptyPage(true)), 'unproven'],
])('%s: no pass, and the range is named', async (_, fault, error) => {
  const { code, outputs, record } = await verifyWith(fault, Infinity);
  const verdict = error === 'unproven' ? 'unproven' : 'fail';
  expect([code, outputs.error, outputs.verdict]).toEqual([EXIT_STATUS[error], error, verdict]);
  expect(record?.error?.message).toMatch(
    /^listing s3:\/\/image-archive-111122223333\/, keys after "many\/f\d{4}" (up to "many\/f\d{4}"|to the last): /,
  );
});

test('a page that says that there is nothing: what it hides is missing, by name', async () => {
  const { code, record } = await verifyWith(answering(200, emptyPage(false)), 1);
  expect(code).toBe(62);
  expect(record?.data.tally).toMatchObject({ paths: { extra: 0, differs: 0 } });
  expect(record?.data.first).toContainEqual(
    expect.objectContaining({ verdict: 'missing', path: expect.stringMatching(/^many\/f\d{4}$/) }),
  );
});

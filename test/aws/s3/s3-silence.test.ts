// A bucket whose answers stop in the middle: given up after a silence, read once more where that is safe.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { openBucket } from '../../../src/aws/s3/s3.ts';
import type { Bucket } from '../../../src/aws/s3/s3.ts';
import { connectionTo } from './listing-server.ts';

/** Long enough for a busy machine to begin an answer. */
const SILENCE_MS = 400;
const BODY = Buffer.alloc(100_000, 'x');
const sha256 = createHash('sha256').update(BODY).digest('hex');

interface Silent extends AsyncDisposable {
  readonly bucket: Bucket;
  readonly asked: () => number;
}

/** A bucket of one object; the first `stalls` answers send half of it and then nothing, and stay open. */
async function openSilent(stalls: number): Promise<Silent> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { 'Content-Length': BODY.length, ETag: '"e"' });
    if (asked > stalls) response.end(BODY);
    else response.write(BODY.subarray(0, BODY.length / 2));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connection = connectionTo(`http://127.0.0.1:${port}`);
  return {
    bucket: openBucket(connection, 'b', '111122223333', { silenceMs: SILENCE_MS }),
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('an object whose bytes stop', () => {
  test('once is hashed from its beginning', async () => {
    await using silent = await openSilent(1);
    expect(await silent.bucket.sha256('key', '"e"')).toBe(sha256);
    expect(silent.asked()).toBe(2);
  });

  test('again and again has no hash', async () => {
    await using silent = await openSilent(9);
    await expect(silent.bucket.sha256('key', '"e"')).rejects.toMatchObject({
      code: 'aws-unavailable',
      message: expect.stringContaining(`${SILENCE_MS} ms of inactivity`),
    });
    expect(silent.asked()).toBe(2);
  });

  test('is an error to who reads it as a stream, who has had the first half', async () => {
    await using silent = await openSilent(1);
    let bytes = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of silent.bucket.stream('key')) bytes += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ code: 'aws-unavailable' });
    expect(bytes).toBe(BODY.length / 2);
    expect(silent.asked()).toBe(1);
  });
});

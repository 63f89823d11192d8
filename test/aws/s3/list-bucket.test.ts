// Listing a bucket through the real SDK: any key, any cut of the key space, one request each where ranges are pages.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { listBucket } from '../../../src/aws/s3/list-bucket.ts';
import { ALL, buffers, every, failureOf, KEYS, paths, request, text } from './listed.ts';
import { byBytes, connectionTo, serveListing } from './listing-server.ts';

describe('against the lab', () => {
  let lab: Lab;
  const hostile = [
    'a b',
    'a+b',
    'a%2Fb',
    'a&amp;b',
    'a"<>\'b',
    'a\nb\tc\u0001',
    '-rf',
    '..',
    './x',
    'z//y',
    'z/',
    'folder/',
    'folder/.aws-datasync-metadata',
    '\u00e9',
    'e\u0301',
    '\uffee',
    '\u{1f600}',
    '\u{10ffff}',
    `${'long/'.repeat(200)}end`,
    '*|#~!()',
  ];

  beforeAll(async () => {
    lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
    lab.store.createBucket('listed-bucket', 'us-west-2');
    for (const key of hostile)
      for (const prefix of ['', 'p/', 'p q&+%/'])
        lab.store.put('listed-bucket', `${prefix}${key}`, Buffer.from(key), {});
    lab.store.put('listed-bucket', 'p/', Buffer.alloc(0), {});
  });
  afterAll(() => lab.close());

  test('rows of any name, below any prefix, in the order of bytes', async () => {
    const sorted = [...hostile].sort(byBytes);
    const connection = connectionTo(lab.url);
    for (const prefix of ['p/', 'p q&+%/']) {
      const listing = listBucket(connection, request({ prefix }));
      expect(await paths(listing)).toEqual(sorted);
      expect(listing.counters).toMatchObject({ objects: hostile.length, requests: 1, retries: 0 });
    }
    const rows = await text(listBucket(connection, request({ prefix: 'p/' })));
    const stored = lab.store.get('listed-bucket', 'p/a b');
    const time = Math.floor((stored?.lastModified ?? 0) / 1000) * 1000;
    expect(rows).toContain(`3 ${time} ${stored?.etag ?? ''} STANDARD/a b\0`);
  });

  test('the same rows however the key space is cut', async () => {
    const connection = connectionTo(lab.url);
    const whole = await text(listBucket(connection, request()));
    const all = [...lab.store.keys('listed-bucket')];
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.oneof(fc.constantFrom(...all), fc.string({ unit: 'binary', minLength: 1 })),
        ),
        fc.integer({ min: 1, max: 9 }),
        async (cuts, concurrency) => {
          const splits = buffers(cuts.filter((cut) => cut.isWellFormed())).sort((a, b) =>
            a.compare(b),
          );
          expect(await text(listBucket(connection, request({ splits, concurrency })))).toBe(whole);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('an empty prefix has no rows; a missing bucket and a denied one are errors', async () => {
    const connection = connectionTo(lab.url);
    expect(await text(listBucket(connection, request({ prefix: 'none/' })))).toBe('');
    const missing = await failureOf(listBucket(connection, request({ bucket: 'no-such-bucket' })));
    expect(missing.code).toBe('aws-not-found');
    const lift = lab.deny('s3:ListBucket', '');
    const denied = await failureOf(listBucket(connection, request({ splits: buffers(['m']) })));
    lift();
    expect(denied.code).toBe('aws-denied');
    expect(denied.message).toMatch(/^listing s3:\/\/listed-bucket\/, keys /);
  });
});

describe('ranges', () => {
  test('one request each where they are as long as a page', async () => {
    await using server = await serveListing({ keys: KEYS, pageSize: 10 });
    const listing = listBucket(connectionTo(server.url), request({ splits: every(10) }));
    expect(await text(listing)).toBe(ALL);
    // Ten ranges that end at a split, and what comes after the last.
    expect(listing.counters.requests).toBe(11);
  });

  test('side by side, as many as asked for, and in the order of the keys', async () => {
    await using server = await serveListing({ keys: KEYS, pageSize: 5, latency: 200 });
    const listing = listBucket(
      connectionTo(server.url),
      request({ splits: every(5), concurrency: 7 }),
    );
    expect(await text(listing)).toBe(ALL);
    expect(server.atOnce).toBe(7);
  });

  test('a listing that is left sends nothing more', async () => {
    await using server = await serveListing({ keys: KEYS, pageSize: 2 });
    for await (const chunk of listBucket(connectionTo(server.url), request({ splits: every(4) }))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    // What was on its way when it was left may still arrive.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sent = server.asked.length;
    expect(sent).toBeLessThan(20);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.asked).toHaveLength(sent);
  });

  test('a cancelled run ends with its own reason', async () => {
    const stop = new AbortController();
    await using server = await serveListing({
      keys: KEYS,
      pageSize: 2,
      bend: ({ request: n }) => {
        if (n === 5) stop.abort(new Error('cancelled by the operator'));
        return undefined;
      },
    });
    const listing = listBucket(
      connectionTo(server.url, stop.signal),
      request({ splits: every(20) }),
    );
    await expect(text(listing)).rejects.toThrow('cancelled by the operator');
  });

  test('split points out of order, or outside the prefix, are refused', async () => {
    await using server = await serveListing({ keys: KEYS });
    const connection = connectionTo(server.url);
    for (const splits of [buffers(['k2', 'k1']), buffers(['k1', 'k1'])])
      expect((await failureOf(listBucket(connection, request({ splits })))).code).toBe('internal');
    const foreign = request({ prefix: 'p/', splits: buffers(['k1']) });
    expect((await failureOf(listBucket(connection, foreign))).message).toContain(
      'begins with "p/"',
    );
  });
});

// Listing a bucket through the real SDK: the lab's S3 for what is right, a bent server for what goes wrong.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { listBucket } from '../../src/aws/list-bucket.ts';
import type { ListingRequest } from '../../src/aws/list-bucket.ts';
import { CutoverError } from '../../src/core/errors.ts';
import {
  byBytes,
  connectionTo,
  document,
  entry,
  errorDocument,
  rowOf,
  serveListing,
} from './listing-server.ts';
import type { Bend } from './listing-server.ts';

const request = (given: Partial<ListingRequest> = {}): ListingRequest => ({
  bucket: 'listed-bucket',
  owner: '111122223333',
  prefix: '',
  splits: [],
  concurrency: 4,
  ...given,
});

/** The whole listing as text; bytes as they are, in Latin 1. */
async function text(listing: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of listing) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const paths = async (listing: AsyncIterable<Buffer>): Promise<string[]> =>
  Buffer.from(await text(listing), 'latin1')
    .toString('utf8')
    .split('\0')
    .slice(0, -1)
    .map((row) => row.slice(row.indexOf('/') + 1));

async function failureOf(listing: AsyncIterable<Buffer>): Promise<CutoverError> {
  try {
    await text(listing);
  } catch (thrown) {
    if (thrown instanceof CutoverError) return thrown;
    throw thrown;
  }
  throw new Error('the listing came to its end');
}

const KEYS = Array.from({ length: 100 }, (_, i) => `k${String(i).padStart(3, '0')}`);
const buffers = (keys: readonly string[]): Buffer[] => keys.map((key) => Buffer.from(key));
const every = (n: number): Buffer[] => buffers(KEYS.filter((_, i) => i % n === n - 1));
const ALL = KEYS.map(rowOf).join('');

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
          const splits = buffers(cuts.filter((cut) => cut.isWellFormed())).sort(Buffer.compare);
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
    await using server = await serveListing({ keys: KEYS, pageSize: 5, latency: 10 });
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
    const sent = server.asked.length;
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

/** Bends the answers to the range that begins after k049, the first `times` times that it is asked for. */
function inTheMiddle(times: number, reply: (normal: () => string) => ReturnType<Bend>): Bend {
  let left = times;
  return ({ query }, normal) => {
    if (query.get('start-after') !== 'k049' || left === 0) return undefined;
    left -= 1;
    return reply(normal);
  };
}

const middle = (times: number, reply: (normal: () => string) => ReturnType<Bend>) =>
  serveListing({ keys: KEYS, pageSize: 10, bend: inTheMiddle(times, reply) });

describe('faults that pass', () => {
  const splits = (): Buffer[] => buffers(['k024', 'k049', 'k074']);

  test.each([
    ['503 Slow Down', () => ({ status: 503, body: errorDocument('SlowDown') })],
    ['500', () => ({ status: 500, body: errorDocument('InternalError') })],
    ['an error in a 200', () => ({ status: 200, body: errorDocument('InternalError') })],
    ['a body cut short', (normal: () => string) => ({ status: 200, body: normal(), cutAt: 700 })],
    [
      'a page that ends early',
      (normal: () => string) => ({ status: 200, body: normal().slice(0, -900) }),
    ],
    ['no body', () => ({ status: 200, body: '' })],
    ['another document', () => ({ status: 200, body: '<html><body>proxy</body></html>' })],
    [
      'an entry lost on the way',
      (normal: () => string) => ({
        status: 200,
        body: normal().replace(/<Contents>.*?<\/Contents>/, ''),
      }),
    ],
  ])('%s: the range is asked for again, and no other', async (_, reply) => {
    await using server = await middle(2, reply);
    const listing = listBucket(connectionTo(server.url), request({ splits: splits() }));
    expect(await text(listing)).toBe(ALL);
    expect(listing.counters.retries).toBe(2);
    const starts = server.asked.map(({ query }) => query.get('start-after'));
    expect(starts.filter((one) => one === 'k049')).toHaveLength(3);
    expect(starts.filter((one) => one === 'k024')).toHaveLength(1);
  });

  test('more failures than the SDK bears: the range goes on from its last key', async () => {
    let failed = 0;
    await using server = await serveListing({
      keys: KEYS,
      pageSize: 10,
      bend: ({ query }) => {
        if (query.get('continuation-token') !== 'token:k059' || failed === 15) return undefined;
        failed += 1;
        return { status: 500, body: errorDocument('InternalError') };
      },
    });
    const listing = listBucket(connectionTo(server.url), request({ splits: splits() }));
    expect(await text(listing)).toBe(ALL);
    expect(server.asked.map(({ query }) => query.get('start-after'))).toContain('k059');
  });

  test('Slow Down lowers how much is asked at once, and it recovers', async () => {
    const keys = Array.from({ length: 600 }, (_, i) => `k${String(i).padStart(3, '0')}`);
    const splits = buffers(keys);
    await using server = await serveListing({
      keys,
      latency: 2,
      bend: ({ request: n }) => {
        if (n >= 100 && n < 108) return { status: 503, body: errorDocument('SlowDown') };
        if (n === 108 || n === 500) server.atOnce = 0;
        if (n === 130) low = server.atOnce;
        return undefined;
      },
    });
    let low = 0;
    const listing = listBucket(connectionTo(server.url), request({ splits, concurrency: 8 }));
    expect(await text(listing)).toBe(keys.map(rowOf).join(''));
    expect(listing.counters.throttles).toBe(8);
    expect(low).toBeLessThanOrEqual(6);
    expect(server.atOnce).toBe(8);
  });

  test('a page without keys, a page of nothing but the end, a missing token', async () => {
    await using server = await serveListing({
      keys: KEYS,
      pageSize: 10,
      bend: ({ query }, normal) => {
        const token = query.get('continuation-token');
        if (query.get('start-after') === 'k049' && token === null)
          return {
            status: 200,
            body: document(
              '<IsTruncated>true</IsTruncated><NextContinuationToken>token:k049</NextContinuationToken>',
            ),
          };
        if (token === 'token:k009' || token === 'token:k049')
          return {
            status: 200,
            body: normal().replace(/<NextContinuationToken>.*<\/NextContinuationToken>/, ''),
          };
        return undefined;
      },
    });
    const listing = listBucket(connectionTo(server.url), request({ splits: splits() }));
    expect(await text(listing)).toBe(ALL);
  });
});

describe('faults that stay end with an error that names the range', () => {
  const RANGE = /^listing s3:\/\/listed-bucket\/, keys after "k049" up to "k074": /;

  async function failure(reply: (normal: () => string) => ReturnType<Bend>): Promise<CutoverError> {
    await using server = await middle(Infinity, reply);
    const splits = buffers(['k024', 'k049', 'k074']);
    return await failureOf(listBucket(connectionTo(server.url), request({ splits })));
  }

  test.each<[string, (normal: () => string) => ReturnType<Bend>, string]>([
    [
      'credentials that expire half way',
      () => ({ status: 400, body: errorDocument('ExpiredToken') }),
      'aws-expired',
    ],
    [
      'expired, told in a 200',
      () => ({ status: 200, body: errorDocument('ExpiredToken') }),
      'aws-expired',
    ],
    [
      'Slow Down for ever',
      () => ({ status: 503, body: errorDocument('SlowDown') }),
      'aws-throttled',
    ],
    ['cut for ever', (normal) => ({ status: 200, body: normal(), cutAt: 99 }), 'aws-unavailable'],
    [
      'a document that is never whole',
      (normal) => ({ status: 200, body: normal().slice(0, 2000) }),
      'aws-unreadable',
    ],
    [
      'no word about the end',
      (normal) => ({ status: 200, body: normal().replace(/<IsTruncated>.*<\/IsTruncated>/, '') }),
      'aws-unreadable',
    ],
    [
      'neither keys nor a token',
      () => ({ status: 200, body: document('<IsTruncated>true</IsTruncated>') }),
      'unproven',
    ],
    [
      'the keys of another range',
      () => ({
        status: 200,
        body: document('<IsTruncated>false</IsTruncated>', [entry('k010', 10)]),
      }),
      'unproven',
    ],
    [
      'keys out of order',
      () => ({
        status: 200,
        body: document('<IsTruncated>false</IsTruncated>', [entry('k052', 52), entry('k051', 51)]),
      }),
      'unproven',
    ],
    [
      'a key twice',
      () => ({
        status: 200,
        body: document('<IsTruncated>false</IsTruncated>', [entry('k052', 52), entry('k052', 52)]),
      }),
      'unproven',
    ],
    [
      'a key with a zero byte',
      () => ({
        status: 200,
        body: document('<IsTruncated>false</IsTruncated>', [entry('k05\0', 52)]),
      }),
      'differs',
    ],
  ])('%s', async (_, reply, code) => {
    const error = await failure(reply);
    expect(error.message).toMatch(RANGE);
    expect(error.code).toBe(code);
  });

  test('a token that comes again, and keys outside the prefix', async () => {
    const again = document(
      '<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>',
    );
    await using circling = await serveListing({
      keys: [],
      bend: () => ({ status: 200, body: again }),
    });
    const stuck = await failureOf(listBucket(connectionTo(circling.url), request()));
    expect(stuck.message).toContain('all keys: expected');
    expect(stuck.message).toContain('the same token again');
    await using deaf = await serveListing({
      keys: KEYS,
      bend: () => ({
        status: 200,
        body: document('<IsTruncated>false</IsTruncated>', [entry('q/a', 1)]),
      }),
    });
    const outside = await failureOf(listBucket(connectionTo(deaf.url), request({ prefix: 'p/' })));
    expect(outside.code).toBe('unproven');
    expect(outside.message).toContain('"q/a", which does not begin with the prefix');
  });
});

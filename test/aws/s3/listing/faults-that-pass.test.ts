// Faults that S3 and networks have: the listing comes to its right end.
import { describe, expect, test } from '@jest/globals';
import { listBucket } from '../../../../src/aws/s3/list-bucket.ts';
import { ALL, buffers, KEYS, middle, request, text } from '../listed.ts';
import { connectionTo, document, errorDocument, rowOf, serveListing } from '../listing-server.ts';

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
    const keys = Array.from({ length: 300 }, (_, i) => `k${String(i).padStart(3, '0')}`);
    const splits = buffers(keys);
    await using server = await serveListing({
      keys,
      pageSize: 1,
      // Answers wait for the eighth request: on a busy machine it may come late, but it comes.
      latency: () => (server.asked.length > 200 && server.atOnce < 8 ? 500 : 20),
      bend: ({ request: n }) => {
        if (n >= 100 && n < 108) return { status: 503, body: errorDocument('SlowDown') };
        if (n === 116 || n === 200) server.atOnce = 0;
        if (n === 122) low = server.atOnce;
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

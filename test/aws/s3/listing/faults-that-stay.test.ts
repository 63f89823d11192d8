// Faults that stay: the listing ends with an error, never with fewer rows.
import { describe, expect, test } from '@jest/globals';
import { listBucket } from '../../../../src/aws/s3/list-bucket.ts';
import type { CutoverError } from '../../../../src/core/errors.ts';
import { buffers, failureOf, KEYS, middle, request } from '../listed.ts';
import { connectionTo, document, entry, errorDocument, serveListing } from '../listing-server.ts';
import type { Bend } from '../listing-server.ts';

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
      'expired, reported in a 200',
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

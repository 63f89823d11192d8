// The bucket's settings: each state of each.
import { describe, expect, test } from '@jest/globals';
import {
  judgeArchives,
  judgeEncryption,
  judgeLifecycle,
  judgeOwnership,
  judgeRegion,
  judgeVersioning,
} from '../../../../src/steps/preflight/aws/bucket-checks.ts';
import { share } from '../healthy-answers.ts';

test('Region', () => {
  expect(judgeRegion('us-west-2', 'us-west-2').state).toBe('pass');
  expect(judgeRegion('eu-west-1', 'us-west-2').state).toBe('fail');
  expect(judgeRegion('', 'us-west-2').state).toBe('fail');
});

test.each([
  ['Enabled', 'fail', 'pass'],
  ['Suspended', 'accept-list', 'warn'],
  ['', 'fail', 'warn'],
  ['Enabled', 'remove', 'pass'],
  ['Suspended', 'remove', 'fail'],
  ['', 'remove', 'fail'],
] as const)("versions '%s', extras %s: %s", (status, extras, state) => {
  expect(judgeVersioning(status, extras).state).toBe(state);
});

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d';
test.each([
  ['none', undefined, {}, 'fail'],
  ['S3 on both', { algorithm: 'AES256', key: undefined }, {}, 'pass'],
  ['KMS on the bucket alone', { algorithm: 'aws:kms', key: KEY }, {}, 'warn'],
  [
    'KMS on both, one key',
    { algorithm: 'aws:kms', key: '0a1b2c3d' },
    { encryption: 'SseKms', kmsKey: KEY },
    'pass',
  ],
  [
    'KMS on both, two keys',
    { algorithm: 'aws:kms', key: `${KEY}9` },
    { encryption: 'SseKms', kmsKey: KEY },
    'warn',
  ],
  ['something new', { algorithm: 'new', key: undefined }, {}, 'unproven'],
  [
    'a share that does not say',
    { algorithm: 'AES256', key: undefined },
    { encryption: 'unknown' },
    'unproven',
  ],
])('encryption: %s', (_, encryption, changed, state) => {
  expect(judgeEncryption(encryption, { ...share, ...changed }).state).toBe(state);
});

test.each([
  ['BucketOwnerEnforced', 'private', 'pass'],
  ['BucketOwnerEnforced', 'bucket-owner-full-control', 'pass'],
  ['BucketOwnerEnforced', 'public-read', 'fail'],
  ['BucketOwnerEnforced', 'bucket-owner-read', 'fail'],
  ['ObjectWriter', 'private', 'pass'],
  ['', 'bucket-owner-read', 'pass'],
  ['ObjectWriter', 'public-read', 'warn'],
  ['BucketOwnerPreferred', 'authenticated-read', 'warn'],
  ['BucketOwnerEnforced', 'unknown', 'unproven'],
])("ownership '%s' with ACL %s: %s", (ownership, objectAcl, state) => {
  expect(judgeOwnership(ownership, { objectAcl }).state).toBe(state);
});

test('without the share neither encryption nor ACL is proven', () => {
  expect(judgeOwnership('BucketOwnerEnforced', undefined).state).toBe('unproven');
  expect(judgeEncryption({ algorithm: 'AES256', key: undefined }, undefined).state).toBe(
    'unproven',
  );
});

describe('lifecycle', () => {
  const rule = (moves: readonly string[], prefix = '', removes = false) => ({
    id: 'r',
    prefix,
    moves,
    removes,
  });

  test.each([
    ['none', [], '', 'pass'],
    ['a class that can be read', [rule(['STANDARD_IA', 'GLACIER_IR'])], '', 'pass'],
    ['Glacier', [rule(['GLACIER'])], '', 'fail'],
    ['Glacier later', [rule(['STANDARD_IA', 'DEEP_ARCHIVE'])], '', 'fail'],
    ['Glacier above our prefix', [rule(['GLACIER'], 'home/')], 'home/2026/', 'fail'],
    ['Glacier below our prefix', [rule(['GLACIER'], 'home/2026/old/')], 'home/2026/', 'fail'],
    ['Glacier elsewhere', [rule(['GLACIER'], 'logs/')], 'home/', 'pass'],
    ['a class that is not known', [rule(['NEW'])], '', 'unproven'],
    ['removal', [rule([], '', true)], '', 'warn'],
    ['removal elsewhere', [rule([], 'logs/', true)], 'home/', 'pass'],
    ['removal and Glacier', [rule([], '', true), rule(['GLACIER'])], '', 'fail'],
  ])('%s', (_, rules, prefix, state) => {
    expect(judgeLifecycle(rules, prefix).state).toBe(state);
  });

  test('names the rule', () => {
    expect(judgeLifecycle([rule(['GLACIER'], 'a/')], '').found).toContain(
      "rule r on 'a/': GLACIER",
    );
  });
});

test.each([
  ['none', [], 'pass'],
  ['one', [{ id: 'a', prefix: '', tiers: ['ARCHIVE_ACCESS'] }], 'fail'],
  ['one elsewhere', [{ id: 'a', prefix: 'logs/', tiers: ['ARCHIVE_ACCESS'] }], 'pass'],
])('archive tiers: %s', (_, archives, state) => {
  expect(judgeArchives(archives, 'home/').state).toBe(state);
});

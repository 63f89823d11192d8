// Keys and lists of the lab's S3 through the real SDK.
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Bucket, failure, openS3Lab } from './s3-client.ts';

const opened = await openS3Lab();
const { lab, s3 } = opened;

afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

const KEYS = [
  'a/ü+%#.txt',
  'a/\u{1f600}',
  'a/\uffee',
  'a b',
  'quo\'te"<&>',
  'z//double',
  'A',
  '../up',
];

test('keys of every kind; too long a key is refused', async () => {
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: 'other', Key, Body: Key }));
  for (const Key of KEYS) {
    const got = await s3.send(new GetObjectCommand({ Bucket: 'other', Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
  }
  const long = new PutObjectCommand({ Bucket: 'other', Key: 'ü'.repeat(513), Body: 'x' });
  expect((await failure(s3.send(long))).name).toBe('KeyTooLongError');
  const heavy = { Bucket, Key: 'heavy', Body: 'x', Metadata: { a: 'x'.repeat(2048) } };
  expect((await failure(s3.send(new PutObjectCommand(heavy)))).name).toBe('MetadataTooLarge');
});

describe('lists', () => {
  const list = async (input: object): Promise<(string | undefined)[]> => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'other', ...input }));
    return [...(page.Contents ?? []), ...(page.CommonPrefixes ?? [])].map(
      (one) => ('Key' in one ? one.Key : undefined) ?? ('Prefix' in one ? one.Prefix : undefined),
    );
  };

  test('in the order of UTF-8 bytes', async () => {
    const sorted = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await list({})).toEqual(sorted);
    expect(await list({ StartAfter: 'a/ü+%#.txt' })).toEqual(
      sorted.slice(sorted.indexOf('a/ü+%#.txt') + 1),
    );
  });

  test('folded at a delimiter, below a prefix', async () => {
    expect(await list({ Delimiter: '/' })).toEqual(['A', 'a b', 'quo\'te"<&>', '../', 'a/', 'z/']);
    expect(await list({ Prefix: 'z/', Delimiter: '/' })).toEqual(['z//']);
    expect(await list({ Prefix: 'a/', MaxKeys: 0 })).toEqual([]);
  });

  test('encoded on demand, as botocore decodes it', async () => {
    const encoded = await list({ Prefix: 'a', EncodingType: 'url' });
    const decode = (key = ''): string => decodeURIComponent(key.replaceAll('+', ' '));
    expect(encoded[0]).toBe('a+b');
    expect(encoded.map(decode)).toEqual(await list({ Prefix: 'a' }));
  });

  test('in pages, whatever lies at their border', async () => {
    for (let i = 0; i < 103; i += 1)
      lab.store.put('other', `many/${i % 3 === 0 ? `d${i}/` : ''}${i}`, Buffer.alloc(0), {});
    for (const [Delimiter, pageSize] of [
      [undefined, 7],
      ['/', 7],
      [undefined, 1],
      ['/', 100],
    ] as const) {
      const found: string[] = [];
      const input = {
        Bucket: 'other',
        Prefix: 'many/',
        ...(Delimiter === undefined ? {} : { Delimiter }),
      };
      for await (const page of paginateListObjectsV2({ client: s3, pageSize }, input)) {
        const keys = (page.Contents ?? []).map((one) => one.Key ?? '');
        const prefixes = (page.CommonPrefixes ?? []).map((one) => one.Prefix ?? '');
        expect(page.KeyCount).toBe(keys.length + prefixes.length);
        expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
        found.push(...keys, ...prefixes);
      }
      expect(new Set(found).size).toBe(103);
      expect(found).toHaveLength(103);
    }
  });

  test('a bucket without versions has one version of each object', async () => {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: 'other', Prefix: 'a' }));
    expect(page.Versions?.[0]).toMatchObject({ Key: 'a b', VersionId: 'null', IsLatest: true });
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: 'other' }));
    expect(Status).toBeUndefined();
    const other = new GetObjectCommand({ Bucket: 'other', Key: 'A', VersionId: 'v2' });
    expect((await failure(s3.send(other))).name).toBe('InvalidArgument');
  });

  test('bad arguments are refused', async () => {
    const bad = (input: object): Promise<unknown> =>
      failure(s3.send(new ListObjectsV2Command({ Bucket, ...input })));
    const refused = { name: 'InvalidArgument', status: 400 };
    expect(await bad({ MaxKeys: -1 })).toEqual(refused);
    expect(await bad({ ContinuationToken: 'nonsense' })).toEqual(refused);
    expect(await bad({ EncodingType: 'base64' })).toEqual(refused);
  });
});

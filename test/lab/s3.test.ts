// S3 of the lab through the real SDK: what our steps and everyone's scripts rely on.
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';

const Bucket = 'image-archive-111122223333';
const KEYS = ['a/ü+%#.txt', 'a/\u{1f600}', 'a/\uffee', 'a b', "quo'te\"<&>", 'z//double', 'A', '../up'];
let lab: Lab;
let s3: S3Client;

function client(region: string): S3Client {
  const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
  return new S3Client({ endpoint: lab.url, region, credentials, forcePathStyle: true });
}

async function failure(call: Promise<unknown>): Promise<{ name: string; status: number }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof S3ServiceException)
      return { name: error.name, status: error.$metadata.httpStatusCode ?? 0 };
    throw error;
  }
  throw new Error('the call succeeded');
}

beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  lab.store.createBucket('other', 'us-west-2');
  s3 = client('us-west-2');
});

afterAll(async () => {
  s3.destroy();
  await lab.close();
});

describe('objects', () => {
  test('what is put is got, with metadata, type, ETag and checksum', async () => {
    const Body = 'some text';
    const put = await s3.send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'put/one', Body, ContentType: 'text/plain' },
        Metadata: { 'file-mtime': '1700000000000ns', Name: 'ü' },
      }),
    );
    const got = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'put/one', ChecksumMode: 'ENABLED' }),
    );
    expect(await got.Body?.transformToString()).toBe(Body);
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentLength: Body.length,
      ETag: `"${createHash('md5').update(Body).digest('hex')}"`,
      ChecksumCRC32: put.ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
      Metadata: {
        'file-mtime': '1700000000000ns',
        name: `=?UTF-8?B?${Buffer.from('ü').toString('base64')}?=`,
      },
    });
    expect(got.LastModified).toBeInstanceOf(Date);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'put/one' }));
    expect(head).toMatchObject({ ContentLength: Body.length, ETag: put.ETag });
    expect(head.ChecksumCRC32).toBeUndefined();
  });

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
    'a %s that the writer gives is kept; a wrong one is refused',
    async (algorithm) => {
      const known = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        SHA1: sum('sha1'),
        SHA256: sum('sha256'),
        CRC64NVME: 'rosUhgp5mIg=',
      }[algorithm];
      const Key = `sums/${algorithm}`;
      const name = `Checksum${algorithm}`;
      const Body = '123456789';
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, [name]: known }));
      const head = await s3.send(
        new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }),
      );
      expect(head).toHaveProperty(name, known);
      const wrong = new PutObjectCommand({ Bucket, Key, Body: '12345678', [name]: known });
      expect(await failure(s3.send(wrong))).toEqual({ name: 'BadDigest', status: 400 });
    },
  );

  test('an object without a checksum gets CRC64NVME; GetObjectAttributes tells it', async () => {
    lab.store.put(Bucket, 'sums/none', Buffer.from('123456789'), {});
    const told = await s3.send(
      new GetObjectAttributesCommand({
        ...{ Bucket, Key: 'sums/none' },
        ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'],
      }),
    );
    expect(told).toMatchObject({
      Checksum: { ChecksumCRC64NVME: 'rosUhgp5mIg=', ChecksumType: 'FULL_OBJECT' },
      ObjectSize: 9,
      ETag: createHash('md5').update('123456789').digest('hex'),
      StorageClass: 'STANDARD',
    });
  });

  test('a streamed body comes aws-chunked, with its checksum as a trailer', async () => {
    const bytes = Buffer.alloc(300_000, 'x');
    const body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    await s3.send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'put/streamed', Body: body, ContentLength: bytes.length },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    expect(lab.store.bytes(Bucket, 'put/streamed')).toEqual(bytes);
    expect(lab.store.get(Bucket, 'put/streamed')).toMatchObject({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      headers: { 'content-type': 'application/octet-stream' },
      checksum: { algorithm: 'SHA256' },
    });
  });

  test('ranges', async () => {
    lab.store.put(Bucket, 'range', Buffer.from('0123456789'), {});
    const read = async (Range: string): Promise<string> => {
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      return `${got.ContentRange ?? 'whole'} ${await got.Body?.transformToString()}`;
    };
    expect(await read('bytes=2-4')).toBe('bytes 2-4/10 234');
    expect(await read('bytes=7-')).toBe('bytes 7-9/10 789');
    expect(await read('bytes=-3')).toBe('bytes 7-9/10 789');
    expect(await read('bytes=8-99')).toBe('bytes 8-9/10 89');
    expect(await read('lines=1-2')).toBe('whole 0123456789');
    expect(await failure(read('bytes=10-'))).toEqual({ name: 'InvalidRange', status: 416 });
  });

  test('writes on condition', async () => {
    const Key = 'journal';
    const first = await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: '1', IfNoneMatch: '*' }),
    );
    const again = new PutObjectCommand({ Bucket, Key, Body: '2', IfNoneMatch: '*' });
    expect(await failure(s3.send(again))).toEqual({ name: 'PreconditionFailed', status: 412 });
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '3', IfMatch: first.ETag }));
    const late = new PutObjectCommand({ Bucket, Key, Body: '4', IfMatch: first.ETag });
    expect(await failure(s3.send(late))).toEqual({ name: 'PreconditionFailed', status: 412 });
    const none = new PutObjectCommand({ Bucket, Key: 'none', Body: '5', IfMatch: first.ETag });
    expect(await failure(s3.send(none))).toEqual({ name: 'NoSuchKey', status: 404 });
    expect(lab.store.bytes(Bucket, Key).toString()).toBe('3');
  });

  test('of many writers at once, one creates the object', async () => {
    const writes = Array.from({ length: 8 }, (_, i) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'race', Body: `${i}`, IfNoneMatch: '*' })),
    );
    const settled = await Promise.allSettled(writes);
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  test('reads on condition', async () => {
    const { etag } = lab.store.put(Bucket, 'read', Buffer.from('r'), {});
    const get = (condition: object): Promise<unknown> =>
      s3.send(new GetObjectCommand({ Bucket, Key: 'read', ...condition }));
    expect((await failure(get({ IfMatch: '"other"' }))).status).toBe(412);
    expect((await failure(get({ IfNoneMatch: `"${etag}"` }))).status).toBe(304);
    await get({ IfMatch: `"${etag}"`, IfNoneMatch: '"other"' });
  });

  test('a copy keeps the metadata, or takes new', async () => {
    const CopySource = `${Bucket}/${encodeURIComponent('copy/from ü')}`;
    lab.store.put(Bucket, 'copy/from ü', Buffer.from('c'), { owner: 'me' });
    const kept = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy/kept', CopySource }));
    expect(kept.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update('c').digest('hex')}"`);
    expect(lab.store.get(Bucket, 'copy/kept')?.metadata).toEqual({ owner: 'me' });
    await s3.send(
      new CopyObjectCommand({
        ...{ Bucket, Key: 'copy/new', CopySource, Metadata: { owner: 'you' } },
        MetadataDirective: 'REPLACE',
      }),
    );
    expect(lab.store.get(Bucket, 'copy/new')?.metadata).toEqual({ owner: 'you' });
    const itself = new CopyObjectCommand({ Bucket, Key: 'copy/from ü', CopySource });
    expect((await failure(s3.send(itself))).name).toBe('InvalidRequest');
    const missing = new CopyObjectCommand({ Bucket, Key: 'x', CopySource: `${Bucket}/none` });
    expect((await failure(s3.send(missing))).name).toBe('NoSuchKey');
  });

  test('what is deleted is gone; deleting again is no error', async () => {
    const it = { Bucket, Key: 'gone' };
    lab.store.put(Bucket, 'gone', Buffer.from('g'), {});
    await s3.send(new DeleteObjectCommand(it));
    expect(await failure(s3.send(new HeadObjectCommand(it)))).toEqual({
      name: 'NotFound',
      status: 404,
    });
    expect(await failure(s3.send(new GetObjectCommand(it)))).toEqual({
      name: 'NoSuchKey',
      status: 404,
    });
    await s3.send(new DeleteObjectCommand(it));
  });

  test('keys of every kind; too long a key is refused', async () => {
    for (const Key of KEYS)
      await s3.send(new PutObjectCommand({ Bucket: 'other', Key, Body: Key }));
    for (const Key of KEYS) {
      const got = await s3.send(new GetObjectCommand({ Bucket: 'other', Key }));
      expect(await got.Body?.transformToString()).toBe(Key);
    }
    const long = new PutObjectCommand({ Bucket: 'other', Key: 'ü'.repeat(513), Body: 'x' });
    expect((await failure(s3.send(long))).name).toBe('KeyTooLongError');
    const heavy = { Bucket, Key: 'heavy', Body: 'x', Metadata: { a: 'x'.repeat(2048) } };
    expect((await failure(s3.send(new PutObjectCommand(heavy)))).name).toBe('MetadataTooLarge');
  });
});

const sum = (algorithm: string): string =>
  createHash(algorithm).update('123456789').digest('base64');

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
    expect(await list({ StartAfter: 'a/ü+%#.txt' })).toEqual(sorted.slice(sorted.indexOf('a/ü+%#.txt') + 1));
  });

  test('folded at a delimiter, below a prefix', async () => {
    expect(await list({ Delimiter: '/' })).toEqual(['A', 'a b', "quo'te\"<&>", '../', 'a/', 'z/']);
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
    for (const [Delimiter, pageSize] of [[undefined, 7], ['/', 7], [undefined, 1], ['/', 100]] as const) {
      const found: string[] = [];
      const input = { Bucket: 'other', Prefix: 'many/', ...(Delimiter === undefined ? {} : { Delimiter }) };
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

describe('buckets', () => {
  test('are listed, found, and live in a Region', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map((one) => one.Name)).toEqual([Bucket, 'other']);
    await s3.send(new HeadBucketCommand({ Bucket }));
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe('us-west-2');
    expect(await failure(s3.send(new ListObjectsV2Command({ Bucket: 'none' })))).toEqual({
      name: 'NoSuchBucket',
      status: 404,
    });
    expect((await failure(s3.send(new HeadBucketCommand({ Bucket: 'none' })))).status).toBe(404);
  });

  test('a client of another Region is sent on', async () => {
    const frankfurt = client('eu-central-1');
    expect(await failure(frankfurt.send(new ListObjectsV2Command({ Bucket })))).toEqual({
      name: 'PermanentRedirect',
      status: 301,
    });
    const virginia = client('us-east-1');
    expect(await failure(virginia.send(new ListObjectsV2Command({ Bucket })))).toEqual({
      name: 'AuthorizationHeaderMalformed',
      status: 400,
    });
    const { LocationConstraint } = await virginia.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe('us-west-2');
  });

  test('of another account are not for us', async () => {
    const theirs = { Bucket, ExpectedBucketOwner: '999999999999' };
    expect((await failure(s3.send(new ListObjectsV2Command(theirs)))).name).toBe('AccessDenied');
    await s3.send(new ListObjectsV2Command({ Bucket, ExpectedBucketOwner: '111122223333' }));
  });
});

describe('refusals', () => {
  test('without s3:ListBucket a missing key is 403, an existing one is read', async () => {
    lab.store.put(Bucket, 'here', Buffer.from('h'), {});
    const lift = lab.deny('s3:ListBucket', `arn:aws:s3:::${Bucket}`);
    const missing = { Bucket, Key: 'not-here' };
    expect((await failure(s3.send(new HeadObjectCommand(missing)))).status).toBe(403);
    expect((await failure(s3.send(new GetObjectCommand(missing)))).name).toBe('AccessDenied');
    expect((await failure(s3.send(new ListObjectsV2Command({ Bucket })))).status).toBe(403);
    await s3.send(new HeadObjectCommand({ Bucket, Key: 'here' }));
    lift();
    expect((await failure(s3.send(new HeadObjectCommand(missing)))).status).toBe(404);
  });

  test('a denied action is denied below its prefix alone', async () => {
    const lift = lab.deny('s3:PutObject', `${Bucket}/evidence/`);
    const put = (Key: string): Promise<unknown> =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body: 'e' }));
    expect(await failure(put('evidence/1'))).toEqual({ name: 'AccessDenied', status: 403 });
    await put('other/1');
    lift();
    await put('evidence/1');
  });

  test('what the lab does not know is not answered with an empty OK', async () => {
    const tagging = { Bucket, Key: 'here', Tagging: { TagSet: [] } };
    const refused = { name: 'NotImplemented', status: 501 };
    expect(await failure(s3.send(new PutObjectTaggingCommand(tagging)))).toEqual(refused);
    expect(await failure(s3.send(new CreateBucketCommand({ Bucket: 'new' })))).toEqual(refused);
    const tagged = { Bucket, Key: 'here', Body: 'x', Tagging: 'a=b' };
    expect(await failure(s3.send(new PutObjectCommand(tagged)))).toEqual(refused);
    const locked = { Bucket, Key: 'here', Body: 'x', ObjectLockMode: 'GOVERNANCE' } as const;
    const lock = new PutObjectCommand({ ...locked, ObjectLockRetainUntilDate: new Date() });
    expect((await failure(s3.send(lock))).name).toBe('InvalidRequest');
  });

  test('an unsigned or badly signed request is refused', async () => {
    const ask = (authorization?: string): Promise<string> => rawGet(`/${Bucket}/here`, authorization);
    expect(await ask()).toMatch(/^403 .*<Code>AccessDenied</s);
    expect(await ask('AWS4-HMAC-SHA256 nonsense')).toMatch(/^400 .*<Code>AuthorizationHeaderMalformed</s);
    const scope = 'AKIAFAKEOFTHETEST000/20260101/us-west-2/datasync/aws4_request';
    const parts = `Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    expect(await ask(`AWS4-HMAC-SHA256 ${parts}`)).toMatch(/incorrect service/);
  });
});

function rawGet(path: string, authorization?: string): Promise<string> {
  const headers = authorization === undefined ? {} : { authorization };
  return new Promise((resolve, reject) => {
    httpRequest(new URL(path, lab.url), { headers }, (response) => {
      let text = `${response.statusCode} `;
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}

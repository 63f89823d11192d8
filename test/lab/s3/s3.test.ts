// Objects of the lab's S3 through the real SDK: what our steps and everyone's scripts rely on.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, expect, test } from '@jest/globals';
import { Bucket, failure, openS3Lab } from './s3-client.ts';

const opened = await openS3Lab();
const { lab, s3 } = opened;

afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

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
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toHaveProperty(name, known);
    const wrong = new PutObjectCommand({ Bucket, Key, Body: '12345678', [name]: known });
    expect(await failure(s3.send(wrong))).toEqual({ name: 'BadDigest', status: 400 });
  },
);

test('an object without a checksum gets CRC64NVME; GetObjectAttributes shows it', async () => {
  lab.store.put(Bucket, 'sums/none', Buffer.from('123456789'), {});
  const attributes = await s3.send(
    new GetObjectAttributesCommand({
      ...{ Bucket, Key: 'sums/none' },
      ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'],
    }),
  );
  expect(attributes).toMatchObject({
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
  const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1', IfNoneMatch: '*' }));
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

const sum = (algorithm: string): string =>
  createHash(algorithm).update('123456789').digest('base64');

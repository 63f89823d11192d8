// A bucket with versions, through the real SDK: what is removed without a version's id can be brought back.
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { failure, openS3Lab } from './s3-client.ts';

const Bucket = 'kept';
const Key = 'a b/ü.txt';

test('former versions stay behind a marker, and only the object that is meant is removed', async () => {
  await using opened = await openS3Lab();
  const { lab, s3 } = opened;
  lab.store.createBucket(Bucket, 'us-west-2', { versioned: true });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'one' }));
  const second = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'two' }));
  expect(first.VersionId).not.toBe(second.VersionId);
  const read = async (VersionId?: string): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
  expect([await read(), await read(first.VersionId)]).toEqual(['two', 'one']);

  const wrong = s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: first.ETag }));
  expect(await failure(wrong)).toEqual({ name: 'PreconditionFailed', status: 412 });
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: second.ETag }));
  expect(marker.DeleteMarker).toBe(true);
  expect((await failure(s3.send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404);
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
  expect(await read(second.VersionId)).toBe('two');
  const gone = s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: second.ETag }));
  expect((await failure(gone)).status).toBe(404);

  const all = await s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: 'url' }));
  expect(all.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }]);
  expect(all.Versions).toMatchObject([
    { VersionId: second.VersionId, IsLatest: false },
    { VersionId: first.VersionId },
  ]);
  const pages: (string | undefined)[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {};
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...from }));
    pages.push(
      ...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map((v) => v.VersionId),
    );
    from = {
      ...(page.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
      ...(page.NextVersionIdMarker !== undefined && { VersionIdMarker: page.NextVersionIdMarker }),
    };
  } while (from.KeyMarker !== undefined);
  expect(pages).toEqual([marker.VersionId, second.VersionId, first.VersionId]);

  const one = new DeleteObjectCommand({ Bucket, Key, VersionId: first.VersionId });
  expect((await failure(s3.send(one))).name).toBe('NotImplemented');
  const marked = new GetObjectCommand({ Bucket, Key, VersionId: marker.VersionId });
  expect((await failure(s3.send(marked))).name).toBe('MethodNotAllowed');
});

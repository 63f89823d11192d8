// Who may do what where in the lab's S3: Regions, accounts, permissions, and what it does not know.
import { request as httpRequest } from 'node:http';
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Bucket, failure, openS3Lab } from './s3-client.ts';

const opened = await openS3Lab();
const { lab, s3 } = opened;

afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

describe('buckets', () => {
  test('are listed, found, and live in a Region', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map((one) => one.Name)).toEqual([
      Bucket,
      'image-archive-evidence-111122223333',
      'other',
    ]);
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
    const frankfurt = opened.client('eu-central-1');
    expect(await failure(frankfurt.send(new ListObjectsV2Command({ Bucket })))).toEqual({
      name: 'PermanentRedirect',
      status: 301,
    });
    const virginia = opened.client('us-east-1');
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
    const ask = (authorization?: string): Promise<string> =>
      rawGet(`/${Bucket}/here`, authorization);
    expect(await ask()).toMatch(/^403 .*<Code>AccessDenied</s);
    expect(await ask('AWS4-HMAC-SHA256 nonsense')).toMatch(
      /^400 .*<Code>AuthorizationHeaderMalformed</s,
    );
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

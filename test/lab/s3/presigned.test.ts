// Presigned uploads, signed by the SDK's own presigner: what S3 takes of their holder, and what it refuses.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { signUpload } from '../../../src/aws/s3/sign-upload.ts';
import { Bucket } from './s3-client.ts';

const BODY = Buffer.from('a part of a manifest');
const CHECKSUM = createHash('sha256').update(BODY).digest('base64');
const OWNER = '111122223333';
const Key = 'uploads/4711/source/part one+%41';

let lab: Lab;
let s3: S3Client;
beforeAll(async () => {
  lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
  s3 = new S3Client({
    endpoint: lab.url,
    region: 'us-west-2',
    forcePathStyle: true,
    credentials: {
      accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: 'session/of+=the test',
    },
  });
});
afterAll(async () => {
  s3.destroy();
  await lab.close();
});
beforeEach(() => {
  lab.store.remove(Bucket, Key);
});

const signed = (minutesAgo = 0): Promise<string> =>
  signUpload(
    s3,
    { now: () => lab.context.clock.now() - minutesAgo * 60_000, sleep: () => Promise.resolve() },
    { bucket: Bucket, owner: OWNER },
    { key: Key, bytes: BODY.length, sha256: CHECKSUM },
  );

const HEADERS = {
  'if-none-match': '*',
  'x-amz-checksum-sha256': CHECKSUM,
  'x-amz-expected-bucket-owner': OWNER,
  'content-length': String(BODY.length),
};

/** What S3 answers to a PUT: its status and the code of its error. */
async function put(
  url: string,
  headers: Readonly<Record<string, string>> = HEADERS,
  body: Buffer = BODY,
): Promise<string> {
  const asked = request(url, { method: 'PUT', headers });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const code = /<Code>(\w+)<\/Code>/.exec(await text(answer))?.[1];
  return [answer.statusCode, code].join(' ').trim();
}

describe('a presigned upload', () => {
  test('takes the bytes that it was signed for, once', async () => {
    const url = await signed();
    expect(await put(url)).toBe('200');
    expect(lab.store.bytes(Bucket, Key).equals(BODY)).toBe(true);
    expect(await put(url)).toBe('412 PreconditionFailed');
    expect(lab.calls.at(-1)).toMatchObject({ session: 'session/of+=the test' });
  });

  const other = createHash('sha256').update('other').digest('base64');
  const { 'if-none-match': _once, ...overwriting } = HEADERS;
  const { 'x-amz-checksum-sha256': _sum, ...unchecked } = HEADERS;
  const { 'x-amz-expected-bucket-owner': _owner, ...ofAnybody } = HEADERS;
  const longer = Buffer.concat([BODY, BODY]);
  test.each<[string, string, number, (url: string) => Promise<string>]>([
    ['just before its end', '200', 14.9, put],
    ['after its end', '403 AccessDenied', 15.1, put],
    ['an hour before it was signed', '403 AccessDenied', -60, put],
    ['without If-None-Match', '403 SignatureDoesNotMatch', 0, (url) => put(url, overwriting)],
    ['without the checksum', '403 SignatureDoesNotMatch', 0, (url) => put(url, unchecked)],
    ['without the owner', '403 SignatureDoesNotMatch', 0, (url) => put(url, ofAnybody)],
    [
      'with another checksum',
      '403 SignatureDoesNotMatch',
      0,
      (url) => put(url, { ...HEADERS, 'x-amz-checksum-sha256': other }),
    ],
    [
      'with more bytes',
      '403 SignatureDoesNotMatch',
      0,
      (url) => put(url, { ...HEADERS, 'content-length': String(longer.length) }, longer),
    ],
    [
      'with other bytes of that size',
      '400 BadDigest',
      0,
      (url) => put(url, HEADERS, Buffer.from(BODY.map((byte) => byte ^ 1))),
    ],
    [
      'with a header that was not signed',
      '403 AccessDenied',
      0,
      (url) => put(url, { ...HEADERS, 'x-amz-storage-class': 'GLACIER' }),
    ],
    [
      'to another key',
      '403 SignatureDoesNotMatch',
      0,
      (url) => put(url.replace('/4711/', '/4712/')),
    ],
    [
      'for a longer time',
      '403 SignatureDoesNotMatch',
      20,
      (url) => put(url.replace('X-Amz-Expires=900', 'X-Amz-Expires=90000')),
    ],
    [
      'for ever',
      '400 AuthorizationQueryParametersError',
      0,
      (url) => put(url.replace('X-Amz-Expires=900', 'X-Amz-Expires=700000')),
    ],
    [
      'without a time',
      '400 AuthorizationQueryParametersError',
      0,
      (url) => put(url.replace(/X-Amz-Date=\w+/, 'X-Amz-Date=today')),
    ],
  ])('%s: %s', async (_, expected, minutesAgo, holder) => {
    expect(await holder(await signed(minutesAgo))).toBe(expected);
    expect(lab.store.get(Bucket, Key) !== undefined).toBe(expected === '200');
  });

  test('that the presigner signs as it does by itself holds its holder to no checksum', async () => {
    const command = new PutObjectCommand({ Bucket, Key, ChecksumSHA256: CHECKSUM });
    const signingDate = new Date(lab.context.clock.now());
    const url = new URL(await getSignedUrl(s3, command, { signingDate }));
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
    expect(url.searchParams.get('x-amz-checksum-sha256')).toBe(CHECKSUM);
  });
});

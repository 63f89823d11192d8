// The lean way reads what the SDK's HeadObject reads: any header, any key, and every answer that is no object.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { startLab } from '../../../../lab/lab.ts';
import type { Lab } from '../../../../lab/lab.ts';
import { clientConfig } from '../../../../src/aws/connection.ts';
import type { Connection } from '../../../../src/aws/connection.ts';
import { openBucket } from '../../../../src/aws/s3/s3.ts';
import { CutoverError } from '../../../../src/core/errors.ts';
import { connectionTo } from '../listing-server.ts';
import { answer, PLAIN, serveHeads } from './head-server.ts';

const OWNER = '111122223333';

/** What the SDK reads, in our words. */
async function sdkHead(connection: Connection, bucket: string, key: string): Promise<unknown> {
  const client = new S3Client({ ...clientConfig(connection), forcePathStyle: true });
  const input = { Bucket: bucket, Key: key, ExpectedBucketOwner: OWNER };
  const head = await client.send(new HeadObjectCommand(input)).finally(() => client.destroy());
  return {
    key,
    size: head.ContentLength ?? -1,
    etag: head.ETag ?? '',
    lastModified: head.LastModified,
    versionId: head.VersionId,
    storageClass: head.StorageClass ?? 'STANDARD',
    metadata: head.Metadata ?? {},
  };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (thrown: unknown) => (thrown instanceof CutoverError ? thrown : String(thrown)),
  );

/** Which of its rules a header breaks is the parser's affair. */
const inShort = (thrown: unknown): string => String(thrown).replace(/.*(Parse Error).*/, '$1');

describe('headers', () => {
  /** What HTTP lets a field hold, in Latin 1: spaces, tabs and bytes above 127 too. */
  const value = fc.string({
    unit: fc.oneof(
      fc.constantFrom(' ', '\t', ',', '=?UTF-8?Q?', '"', ':', '\u00e9', '\u00ff'),
      fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    ),
    maxLength: 30,
  });
  const name = fc.constantFrom(
    ...['x-amz-meta-file-mtime', 'X-Amz-Meta-File-Owner', 'x-amz-meta-', 'x-amz-meta-__proto__'],
    ...['x-amz-meta-constructor', 'x-amz-version-id', 'x-amz-storage-class', 'ETag', 'etag'],
    ...['Last-Modified', 'Content-Length', 'Content-Encoding', 'x-amz-missing-meta', 'Age'],
  );
  const usual = fc.constantFrom(
    'Content-Length: 0',
    'Content-Length: 12345678901234',
    'Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT',
    'Last-Modified: Sunday, 06-Nov-94 08:49:37 GMT',
    'Last-Modified: Sun Nov  6 08:49:37 1994',
    'Last-Modified: Thu, 01 Jan 2026 10:20:30.5 GMT',
    'Last-Modified: Mon, 01 Jan 2026 10:20:30 GMT',
    'x-amz-storage-class: STANDARD_IA',
    'x-amz-version-id: null',
    'x-amz-meta-file-mtime: 1595002920000000000ns',
  );
  const field = fc.oneof(
    usual,
    fc.tuple(name, value).map(([of, what]) => `${of}:${what}`),
  );

  test('of any value are read as the SDK reads them', async () => {
    let fields: readonly string[] = PLAIN;
    await using server = await serveHeads(() => ({ text: answer('200 OK', fields) }));
    const connection = connectionTo(server.url);
    const bucket = openBucket(connection, 'b-1', OWNER);
    await bucket.head('first');
    let lean = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 8 }), fc.boolean(), async (more, plain) => {
        fields = plain ? [...PLAIN, ...more] : more;
        const before = server.asked.length;
        const wanted = await sdkHead(connection, 'b-1', 'k').catch(inShort);
        const found = await bucket
          .head('k')
          .catch((thrown: unknown) => inShort((thrown as CutoverError).cause));
        expect(found).toEqual(wanted);
        const own = server.asked.slice(before).filter(({ headers }) => !headers['amz-sdk-request']);
        lean += own.length > 0 ? 1 : 0;
      }),
      { numRuns: 150 },
    );
    // A header that only the SDK can judge takes no second request.
    expect(lean).toBe(150);
  });
});

describe('against the lab', () => {
  let lab: Lab;
  let connection: Connection;
  const BUCKET = 'head-bucket';
  const hostile = [
    ...[
      'a b',
      'a+b',
      'a%2Fb',
      'a&amp;b',
      'a"<>\'b',
      "!'()*~",
      'a\nb\tc\u0001',
      '..',
      './x',
      '../y',
    ],
    ...[
      'z//y',
      'z/',
      '/',
      '\u00e9',
      'e\u0301',
      '\u{1f600}',
      '\u{10ffff}',
      '?versionId=1',
      '#x',
      '\\',
    ],
    `${'long/'.repeat(200)}end`,
  ];

  beforeAll(async () => {
    lab = await startLab({ runbook: 'runbooks/image-archive.yml' });
    connection = connectionTo(lab.url);
    for (const region of ['us-west-2', 'eu-central-1'])
      lab.store.createBucket(region === 'us-west-2' ? BUCKET : 'far-bucket', region);
    for (const [size, key] of hostile.entries())
      lab.store.put(BUCKET, key, Buffer.alloc(size), { 'x-amz-meta-file-owner': String(size) });
  });
  afterAll(() => lab.close());

  test('any key is asked for as the SDK asks for it', async () => {
    const bucket = openBucket(connection, BUCKET, OWNER);
    await bucket.head('first');
    for (const key of hostile)
      expect(await bucket.head(key)).toEqual(await sdkHead(connection, BUCKET, key));
  });

  test('a missing object is none, for the first request and for all others', async () => {
    const bucket = openBucket(connection, BUCKET, OWNER);
    expect(await bucket.head('none')).toBeUndefined();
    expect(await bucket.head('none')).toBeUndefined();
    expect(await bucket.head('a b')).toMatchObject({ key: 'a b', size: 0 });
    expect(await bucket.head('none')).toBeUndefined();
  });

  test('a refusal and another Region have the words that the first request gets', async () => {
    for (const [name, pattern] of [
      [BUCKET, /either the object may not be read, or it is missing/],
      ['far-bucket', /the bucket is in eu-central-1/],
    ] as const) {
      const lift = name === BUCKET ? lab.deny('s3:GetObject', '') : () => undefined;
      const bucket = openBucket(connection, name, OWNER);
      const first = (await failure(bucket.head('a b'))) as CutoverError;
      const second = (await failure(bucket.head('a b'))) as CutoverError;
      lift();
      expect(second.message).toMatch(pattern);
      expect([second.code, second.message]).toEqual([first.code, first.message]);
    }
  });

  test('credentials that are renewed sign the next request', async () => {
    let renewed = 0;
    const credentials = (): Promise<{
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string;
      readonly expiration: Date;
    }> => {
      renewed += 1;
      // So near its end that the SDK asks again before each request.
      const expiration = new Date(Date.now() + 1000);
      const accessKeyId = `ASIARENEWED${String(renewed).padStart(9, '0')}`;
      return Promise.resolve({ accessKeyId, secretAccessKey: 's', sessionToken: 't', expiration });
    };
    const ids: string[] = [];
    await using server = await serveHeads(({ headers }) => {
      ids.push(/Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? 'none');
      return { text: answer('200 OK', PLAIN) };
    });
    const bucket = openBucket({ ...connectionTo(server.url), credentials }, BUCKET, OWNER);
    for (const key of ['1', '2', '3']) await bucket.head(key);
    connection = connectionTo(lab.url);
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain('none');
  });
});

// What S3 and networks answer besides the usual, each cause played by the lab: through the real SDK and the adapters.
import { describe, expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { S3Faults } from '../../../lab/faults/s3-faults.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import type { Connection } from '../../../src/aws/connection.ts';
import { openBucketSettings } from '../../../src/aws/s3/bucket-settings.ts';
import { openEvidence } from '../../../src/aws/s3/evidence-bucket.ts';
import { listBucket } from '../../../src/aws/s3/list-bucket.ts';
import { listFolders } from '../../../src/aws/s3/list-folders.ts';
import { openBucket } from '../../../src/aws/s3/s3.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import { paths, request } from './listed.ts';
import { byBytes, connectionTo } from './listing-server.ts';

const BUCKET = 'listed-bucket';
const OWNER = '111122223333';

interface S3 extends AsyncDisposable {
  readonly lab: Lab;
  readonly connection: Connection & { readonly slept: number[] };
}

async function openS3(s3: S3Faults, keys: readonly string[] = []): Promise<S3> {
  const lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults: { s3 } },
  });
  lab.store.createBucket(BUCKET, 'us-west-2');
  for (const key of keys) lab.store.put(BUCKET, key, Buffer.from('x'), {});
  return { lab, connection: connectionTo(lab.url), [Symbol.asyncDispose]: () => lab.close() };
}

/** Every listing of ours, as the paths below the prefix that it finds. */
const LISTINGS: Readonly<
  Record<string, (connection: Connection, prefix?: string) => Promise<string[]>>
> = {
  'the main listing': (connection, prefix = '') =>
    paths(listBucket(connection, request({ prefix }))),
  'the listing of folders': (connection, prefix = '') =>
    paths(
      listFolders(connection, {
        ...request({ prefix }),
        folders: [Buffer.alloc(0)],
        isKnown: () => Promise.resolve(false),
      }),
    ),
  'the listing by time': async (connection, prefix = '') => {
    const found: string[] = [];
    const bucket = openBucket(connection, BUCKET, OWNER);
    for await (const { key } of bucket.modifiedSince(prefix, 0, () => true))
      found.push(key.slice(prefix.length));
    return found;
  },
};

const failure = async (work: Promise<unknown>): Promise<CutoverError> => {
  const thrown = await work.then(
    (value) => new Error(`no failure: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof CutoverError) return thrown;
  throw thrown as Error;
};

const STRANGE = ['100%', 'a+b', 'a b', ' a ', '%41', 'é\u{1f600}', 'in/a+b%'].sort(byBytes);
const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${String(i).padStart(4, '0')}`);
/** The first page ends with a key, and where folders are folded, with the folder d1. */
const MANY = [
  ...numbered('a', 998),
  ...['d0/x', 'd1/x', 'd1/y', 'd2/x', 'd3/x'],
  ...numbered('f', 1000),
];

describe('every listing finds every key once', () => {
  test.each<[string, S3Faults, readonly string[]]>([
    ['where the server encodes keys', {}, STRANGE],
    ['where it does not look at encoding-type', { encoding: 'ignored' }, STRANGE],
    ['where it refuses one token', { refusedTokens: 1 }, MANY],
    ['where it refuses every token', { refusedTokens: 99 }, MANY],
  ])('%s', async (_what, faults, wanted) => {
    const prefix = 'p+ %/';
    await using s3 = await openS3(
      faults,
      wanted.map((path) => `${prefix}${path}`),
    );
    for (const [name, list] of Object.entries(LISTINGS))
      expect([name, await list(s3.connection, prefix)]).toEqual([name, wanted]);
    if (faults.refusedTokens === undefined) return;
    const refused = s3.lab.calls.filter(({ error }) => error === 'InvalidArgument');
    expect(refused).toHaveLength(faults.refusedTokens === 1 ? 1 : 6);
  });
});

describe('every listing ends with one clear error', () => {
  test.each<[string, S3Faults, RegExp]>([
    [
      'a lone percent sign in a key that is called encoded',
      { encoding: 'claimed' },
      /a percent sign without two hex digits/,
    ],
    [
      'a page without its count, and without one entry',
      { leavesOut: true },
      /[56] entries where KeyCount is missing/,
    ],
    [
      'a gzip answer',
      { gzip: true },
      /an answer with Content-Encoding "gzip", for which nobody asked/,
    ],
  ])('%s', async (_what, faults, says) => {
    await using s3 = await openS3(faults, STRANGE);
    for (const [name, list] of Object.entries(LISTINGS)) {
      const { code, message } = await failure(list(s3.connection));
      expect([name, code, message]).toEqual([
        name,
        expect.stringMatching(/^(unproven|aws-unreadable)$/),
        expect.stringMatching(says),
      ]);
    }
  });
});

describe('a gzip answer to another question', () => {
  test('is told as such, with its cure; HEAD has no body', async () => {
    await using s3 = await openS3({ gzip: true }, ['k']);
    const settings = openBucketSettings(s3.connection, BUCKET, OWNER);
    const error = await failure(settings.versioning());
    expect([error.code, error.message]).toEqual([
      'aws-unreadable',
      expect.stringMatching(/Content-Encoding "gzip".*; see which proxy encodes the answers/),
    ]);
    const evidence = openEvidence(s3.connection, BUCKET, OWNER);
    // Not "there is none": the 404 could not be read.
    expect((await failure(evidence.read('none'))).code).toBe('aws-unreadable');
    expect(await openBucket(s3.connection, BUCKET, OWNER).head('k')).toMatchObject({ size: 1 });
  });
});

const CONFLICT = /ConditionalRequestConflict \(HTTP 409\).*; another request was changing the same/;

describe('a conditional write', () => {
  test.each<[string, S3Faults, string | RegExp, number]>([
    ['without a conflict', {}, 'created', 0],
    ['after two conflicts', { conflicts: 2 }, 'created', 2],
    ['whose conflict was none', { doneConflicts: 1 }, 'exists', 0],
    ['that meets conflicts without end', { conflicts: 99 }, CONFLICT, 4],
  ])('%s', async (_, faults, wanted, waits) => {
    await using s3 = await openS3(faults);
    const put = openEvidence(s3.connection, BUCKET, OWNER).put('k', '{}');
    await expectEnd(put, wanted);
    expect(s3.connection.slept).toHaveLength(waits);
    expect(s3.lab.store.get(BUCKET, 'k') !== undefined).toBe(typeof wanted === 'string');
  });
});

describe('a conditional delete', () => {
  test.each<[string, S3Faults, string | RegExp, 'there' | 'gone']>([
    ['of the listed object', {}, 'removed', 'gone'],
    ['after two conflicts', { conflicts: 2 }, 'removed', 'gone'],
    ['whose conflict was none', { doneConflicts: 1 }, 'gone', 'gone'],
    ['that meets conflicts without end', { conflicts: 99 }, CONFLICT, 'there'],
    ['whose answer is lost, then 404', { lostDeletes: 1 }, 'gone', 'gone'],
    ['whose answer is lost, then 412', { lostDeletes: 1, missingIs: 412 }, 'gone', 'gone'],
  ])('%s', async (_, faults, wanted, after) => {
    await using s3 = await openS3(faults);
    const { etag } = s3.lab.store.put(BUCKET, 'k', Buffer.from('listed'), {});
    await expectEnd(openBucket(s3.connection, BUCKET, OWNER).remove('k', etag), wanted);
    expect(s3.lab.store.get(BUCKET, 'k') === undefined ? 'gone' : 'there').toBe(after);
  });

  test('of an object that is another by now leaves it alone, after a conflict, too', async () => {
    await using s3 = await openS3({ conflicts: 1 });
    const { etag } = s3.lab.store.put(BUCKET, 'k', Buffer.from('listed'), {});
    s3.lab.store.put(BUCKET, 'k', Buffer.from('another'), {});
    const bucket = openBucket(s3.connection, BUCKET, OWNER);
    expect([await bucket.remove('k', etag), await bucket.remove('k', etag)]).toEqual([
      'changed',
      'changed',
    ]);
    expect(s3.lab.store.get(BUCKET, 'k')).toBeDefined();
  });

  test('of an object that was gone before is told so; of a bucket that is not there, it fails', async () => {
    await using s3 = await openS3({});
    expect(await openBucket(s3.connection, BUCKET, OWNER).remove('k', 'e')).toBe('gone');
    const none = openBucket(s3.connection, 'no-such-bucket', OWNER);
    expect((await failure(none.remove('k', 'e'))).code).toBe('aws-not-found');
  });
});

async function expectEnd(work: Promise<string>, wanted: string | RegExp): Promise<void> {
  if (typeof wanted === 'string') {
    expect(await work).toBe(wanted);
    return;
  }
  const error = await failure(work);
  expect([error.code, error.message]).toEqual(['aws-unavailable', expect.stringMatching(wanted)]);
}

describe('a bucket in another Region', () => {
  const CALLS: Readonly<Record<string, (connection: Connection) => Promise<unknown>>> = {
    ...LISTINGS,
    HEAD: (connection) => openBucket(connection, BUCKET, OWNER).head('k'),
    'a delete': (connection) => openBucket(connection, BUCKET, OWNER).remove('k', 'e'),
    'a write': (connection) => openEvidence(connection, BUCKET, OWNER).put('k', '{}'),
    'a setting': (connection) => openBucketSettings(connection, BUCKET, OWNER).versioning(),
  };

  test.each([
    ['301', 'eu-central-1'],
    // Where us-east-1 is asked, S3 answers with the error of the signature.
    ['400', 'us-east-1'],
  ])('%s: every call names the Region that it is in', async (status, region) => {
    await using s3 = await openS3({});
    const connection = { ...s3.connection, region };
    for (const [name, call] of Object.entries(CALLS)) {
      const { code, message } = await failure(call(connection));
      expect([name, code, message]).toEqual([
        name,
        'aws-refused',
        expect.stringMatching(
          new RegExp(
            `expected a bucket in ${region}, .*HTTP ${status}\\): the bucket is in us-west-2; `,
          ),
        ),
      ]);
    }
    expect(await openBucketSettings(connection, BUCKET, OWNER).region()).toBe('us-west-2');
  });
});

// What a journal meets in S3: dates on the lab's clock, locked objects, lost answers, stores that ignore conditions.
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { startLab } from '../../../lab/lab.ts';
import type { Lab } from '../../../lab/lab.ts';
import { takePart } from '../time/taking-part.ts';
import { failure } from './s3-client.ts';

const Bucket = 'image-archive-evidence-111122223333';
const KEY = { Bucket, Key: 'journal/share-1/0000000001.json' };

async function open(faults: Faults): Promise<{ lab: Lab; s3: S3Client } & AsyncDisposable> {
  const lab = await startLab({
    runbook: 'runbooks/image-archive.yml',
    scenario: { ...CALM, faults },
  });
  const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
  const config = { endpoint: lab.url, region: 'us-west-2', credentials, maxAttempts: 2 };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  return {
    ...{ lab, s3 },
    [Symbol.asyncDispose]: async () => {
      s3.destroy();
      await lab.close();
    },
  };
}

const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=AKIAFAKEOFTHETEST000/20260101/us-west-2/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
};

const create = (s3: S3Client, Body: string) =>
  s3.send(new PutObjectCommand({ ...KEY, Body, IfNoneMatch: '*' }));
const bodyOf = async (s3: S3Client): Promise<string | undefined> =>
  (await s3.send(new GetObjectCommand(KEY))).Body?.transformToString();

test('an answer has the time of the lab in its Date; the SDK sends what failed no second time for it', async () => {
  await using opened = await open({});
  const { lab } = opened;
  await takePart(lab).sleep(7 * 86_400_000);
  const { s3: patient } = opened;
  expect(await failure(patient.send(new HeadObjectCommand(KEY)))).toMatchObject({ status: 404 });
  expect(lab.calls.filter(({ operation }) => operation === 'HeadObject')).toHaveLength(1);
  const answer = await fetch(`${lab.url}/${Bucket}?list-type=2`, { headers: SIGNED });
  expect(Date.parse(answer.headers.get('date') ?? '')).toBe(
    Math.floor(lab.context.clock.now() / 1000) * 1000,
  );
});

test('a store that ignores conditions takes a second object of the same key', async () => {
  await using careless = await open({ s3: { ignoresConditions: true } });
  await create(careless.s3, 'first');
  await create(careless.s3, 'second');
  expect(await bodyOf(careless.s3)).toBe('second');
});

test('a write whose answer is lost has done its work', async () => {
  await using opened = await open({ s3: { lostWrites: 1 } });
  // The SDK repeats it by itself, and takes its own object for that of another.
  expect(await failure(create(opened.s3, 'first'))).toEqual({
    ...{ name: 'PreconditionFailed', status: 412 },
  });
  expect(await bodyOf(opened.s3)).toBe('first');
});

test('Object Lock keeps what is created, and wants a checksum', async () => {
  await using opened = await open({ evidence: { objectLockDays: 30 } });
  const { lab, s3 } = opened;
  const { VersionId } = await create(s3, 'first');
  expect(VersionId).toBeDefined();
  const head = await s3.send(new HeadObjectCommand(KEY));
  expect(head.ObjectLockMode).toBe('GOVERNANCE');
  const kept = Number(head.ObjectLockRetainUntilDate) - Number(head.LastModified);
  expect(Math.round(kept / 86_400_000)).toBe(30);
  const plain = await fetch(`${lab.url}/${Bucket}/plain`, {
    method: 'PUT',
    body: 'x',
    headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...SIGNED },
  });
  expect([plain.status, await plain.text()]).toEqual([
    400,
    expect.stringContaining('Content-MD5 OR x-amz-checksum- HTTP header is required'),
  ]);
});

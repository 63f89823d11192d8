// Parts that the server uploads by presigned URLs, through the real presigner, curl and the lab's S3; and what goes wrong.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Faults } from '../../../lab/faults/scenario.ts';
import { openBucket } from '../../../src/aws/s3/s3.ts';
import type { SigningBucket } from '../../../src/aws/s3/s3.ts';
import { storageConnection } from '../../../src/steps/frame/context.ts';
import { fetchManifest } from '../../../src/steps/manifest/fetch-manifest.ts';
import { listTree } from '../../../src/steps/manifest/list-tree.ts';
import { openManifestLab, rowsIn, WANTED } from './manifest-lab.ts';
import { row, sha256 } from './manifest-server.ts';

type Opened = Awaited<ReturnType<typeof openManifestLab>>;

const documents = ({ lab }: Opened): unknown[] =>
  lab.calls
    .filter(({ operation }) => operation === 'SendCommand')
    .map(({ input }) => String(input?.DocumentName).replace('nfs-cutover-', ''));

const spoolOf = ({ lab }: Opened): string =>
  join(
    lab.context.world.server('i-0a1b2c3d4e5f60718'),
    'var/lib/nfs-cutover/mnt-data-6faba07f33e6/4711/tree-source',
  );

/** Fetches with `sign` in the place of the bucket's own signing. */
const fetchSigned = (
  opened: Opened,
  sign: (...args: Parameters<SigningBucket['signUpload']>) => Promise<string>,
) => {
  const { outputs, ssm } = opened.ports;
  const signing: SigningBucket = {
    name: outputs.name,
    head: outputs.head.bind(outputs),
    sha256: outputs.sha256.bind(outputs),
    stream: outputs.stream.bind(outputs),
    modifiedSince: outputs.modifiedSince.bind(outputs),
    signUpload: sign,
  };
  const ports = { ssm, outputs: signing };
  return fetchManifest(opened.context, ports, { ...WANTED, directory: opened.directory });
};

const sign = ({ ports }: Opened, ...args: Parameters<SigningBucket['signUpload']>) =>
  ports.outputs.signUpload(...args);

describe('where the server cannot upload, its agent prints the parts', () => {
  const open = async (faults: Faults = {}) => openManifestLab({ faults });
  const signedBefore = (minutes: number) => (opened: Opened) => {
    const { context } = opened;
    const clock = { ...context.clock, now: () => context.clock.now() - minutes * 60_000 };
    const { account, evidence } = context.runbook;
    const early = openBucket({ ...storageConnection(context), clock }, evidence.bucket, account);
    return fetchSigned(opened, (upload) => early.signUpload(upload));
  };
  const changedUrl = (change: (url: string) => string) => (opened: Opened) =>
    fetchSigned(opened, async (upload) => change(await sign(opened, upload)));
  const plainly = (opened: Opened) => opened.fetch();
  const NO_HOST = 'bad-parameter (a URL has another host than S3)';
  const NO_CHARACTER = 'bad-parameter (a URL has a character that no presigned URL has)';

  test.each<[string, string, Faults, (opened: Opened) => ReturnType<typeof plainly>]>([
    ['has no curl', 'there is no curl', { server: { curl: 'missing' } }, plainly],
    ['reaches no S3', 'S3 did not answer in time', { server: { curl: 'blocked' } }, plainly],
    [
      'may not put',
      'S3 answers 403 AccessDenied',
      {},
      (opened) => {
        opened.lab.deny('s3:PutObject', `arn:aws:s3:::${opened.ports.outputs.name}/uploads/`);
        return plainly(opened);
      },
    ],
    ['gets URLs that have expired', 'S3 answers 403 AccessDenied', {}, signedBefore(16)],
    [
      'gets URLs with another signature',
      'S3 answers 403 SignatureDoesNotMatch',
      {},
      changedUrl((url) => url.replace(/(X-Amz-Signature=)[0-9a-f]{8}/, '$100000000')),
    ],
    ['gets a URL of another host', NO_HOST, {}, changedUrl(() => 'https://example.com/a')],
    [
      'gets a URL that only looks like one of S3',
      NO_HOST,
      {},
      changedUrl(() => 'https://example.com/b.amazonaws.com/a'),
    ],
    ['gets a URL with a quote', NO_CHARACTER, {}, changedUrl((url) => `${url}"`)],
    [
      'gets a URL with a line that curl would obey',
      'bad-parameter (a part is not a whole number)',
      {},
      changedUrl((url) => `${url}\noutput = /etc/passwd`),
    ],
  ])('as it %s', async (_, why, faults, fetch) => {
    await using opened = await open(faults);
    const manifest = await fetch(opened);
    expect(manifest.handedOver).toBe(`by the agent: ${why}`);
    expect(rowsIn(manifest).toString('latin1').split('\0')).toHaveLength(manifest.rows + 1);
    expect(opened.said).toContain(
      `i-0a1b2c3d4e5f60718 cannot upload its parts: ${why}. Its agent prints them.`,
    );
    // One look is enough to know it.
    expect(documents(opened)).toEqual([
      'list-tree',
      'upload-parts',
      'read-manifest-part',
      'read-manifest-part',
    ]);
  });
});

describe('a part is what the server has listed, or nothing is proven', () => {
  test('one that an earlier attempt has put is read, and not put again', async () => {
    await using opened = await openManifestLab();
    const first = await opened.fetch();
    const again = await opened.fetch();
    const { began, ended, asked } = again;
    expect(again).toEqual({ ...first, began, ended, asked });
    expect(again.handedOver).toBe('1 part by presigned uploads');
    const puts = opened.lab.calls.filter(({ operation }) => operation === 'PutObject');
    expect(puts.map(({ error }) => error)).toEqual([undefined, 'PreconditionFailed']);
  });

  test('other bytes under its key are named', async () => {
    await using opened = await openManifestLab();
    await opened.fetch();
    const { outputs } = opened.ports;
    const [key = ''] = opened.lab.store.keys(outputs.name);
    opened.lab.store.put(outputs.name, key, Buffer.from('forged'), {});
    await expect(opened.fetch()).rejects.toMatchObject({
      code: 'unproven',
      message: expect.stringContaining(`look at s3://${outputs.name}/${key}`),
    });
  });

  const overwrite = (change: (bytes: Buffer) => Buffer) => (opened: Opened) => {
    const part = join(spoolOf(opened), 'part.1');
    writeFileSync(part, change(readFileSync(part)));
  };
  test.each<[string, string, string, (opened: Opened) => void]>([
    [
      'of the same size',
      'unproven',
      'S3 refuses them by their SHA-256',
      overwrite((bytes) => Buffer.from(bytes.map((byte) => byte ^ 1))),
    ],
    [
      'of another size',
      'server-refused',
      'part-changed',
      overwrite((bytes) => Buffer.concat([bytes, bytes])),
    ],
  ])('other bytes %s on the server do not leave it', async (_, code, message, change) => {
    await using opened = await openManifestLab();
    const fetching = fetchSigned(opened, async (upload) => {
      change(opened);
      return await sign(opened, upload);
    });
    await expect(fetching).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect([...opened.lab.store.keys(opened.ports.outputs.name)]).toEqual([]);
  });
});

describe('a manifest of more parts than one answer describes', () => {
  const PARTS = 151;

  /** Puts a listing of so many parts, of one file each, in the place of the one that the server has made. */
  async function plantListing(opened: Opened): Promise<Buffer> {
    await listTree(opened.context, opened.ports.ssm, WANTED);
    const spool = spoolOf(opened);
    const rows = Array.from({ length: PARTS }, (_, i) => row(String(10_000 + i)));
    const asked = readFileSync(join(spool, 'asked'));
    const files = new Map([['asked', asked]]);
    const index = rows.map((text, i) => {
      const packed = gzipSync(text);
      files.set(`part.${i + 1}`, packed);
      const facts = Buffer.from(`1 ${packed.length} ${sha256(packed)}`).toString('base64');
      return `@part-${i + 1}=${facts}\n`;
    });
    files.set('index', Buffer.from(index.join('')));
    for (const [name, bytes] of files) writeFileSync(join(spool, name), bytes);
    const sums = [...files].map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`);
    writeFileSync(join(spool, 'sums'), sums.join(''));
    const all = Buffer.from(rows.join(''));
    const values = { rows: PARTS, folders: 0, parts: PARTS, sha256: sha256(all) };
    const answer = readFileSync(join(spool, 'answer'), 'utf8').replaceAll(
      /^@([a-z0-9]+)=.*$/gm,
      (line, key: keyof typeof values) =>
        key in values ? `@${key}=${Buffer.from(String(values[key])).toString('base64')}` : line,
    );
    writeFileSync(join(spool, 'answer'), answer);
    return all;
  }

  test('comes whole, ten parts a command', async () => {
    await using opened = await openManifestLab();
    const all = await plantListing(opened);
    const manifest = await opened.fetch();
    expect(manifest.handedOver).toBe(`${PARTS} parts by presigned uploads`);
    expect(gunzipSync(readFileSync(manifest.file)).equals(all)).toBe(true);
    const sent = documents(opened);
    expect(sent.filter((name) => name === 'upload-parts')).toHaveLength(Math.ceil(PARTS / 10));
    // A further page of the index, and the removal.
    expect(sent.filter((name) => name === 'read-manifest-part')).toHaveLength(2);
  });
});

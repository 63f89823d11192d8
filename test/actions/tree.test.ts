// The proof of every file: hostile names through the whole chain, and damage of every kind found by name.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
/** Later than anything here: nothing is newer than the transfer. */
const FROZEN = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };
const RUNBOOK = readFileSync('runbooks/image-archive.yml', 'utf8');

const HOSTILE = [
  ' leading and trailing ',
  "it's",
  '"double"',
  'two\nlines',
  'tab\there',
  '100%25+%2F',
  'a+b',
  '#hash?query=1',
  '*|[a-z]',
  '-rf',
  '.hidden',
  '..twice',
  '$(touch x)`y`;&',
  'emoji 😀 𝒳',
  'é composed',
  'e\u0301 decomposed',
  '\u202Egpj.exe',
  'back\\slash',
  '{{ MountPath }}',
  'x'.repeat(255),
];

/** 2,000 names, each of three pieces that shells, XML, URLs, globs and terminals read in their own way. */
const PIECES = [
  ' ',
  '\n',
  '\t',
  '%',
  '+',
  '#',
  '*',
  '|',
  '-',
  '.',
  '"',
  "'",
  '\\',
  '&',
  '<',
  ';',
  '$',
  '😀',
  'é',
  'e\u0301',
  '\u0001',
  'a',
  'Z',
];
const MANY = Array.from({ length: 2000 }, (_, i) => {
  const piece = (n: number): string => PIECES[n % PIECES.length] ?? '';
  return `${piece(i)}${piece(Math.floor(i / PIECES.length))}${piece(i * 7)}${i}`;
});

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({
    runbook: RUNBOOK.replace('sample: 300', 'sample: 20').replace(
      'newer-limit: 100',
      "newer-limit: 0\n  tolerate: ['/tolerated/*']",
    ),
  });
  const { source } = bench.lab.context.world;
  mkdirSync(join(source, 'hostile', 'deep'), { recursive: true });
  for (const [i, name] of HOSTILE.entries())
    for (const folder of ['hostile', 'hostile/deep'])
      writeFileSync(join(source, folder, name), `content ${i}\n`);
  mkdirSync(join(source, 'many'));
  for (const name of MANY) writeFileSync(join(source, 'many', name), name);
  giveToOrdinaryUser(source);
  expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const verify = () => bench.run({ action: 'verify-s3', inputs: FROZEN });
const check = () => bench.run({ action: 'check-listing', inputs: FROZEN });
const refresh = () => bench.run({ action: 'refresh-cache', inputs: { scope: 'share' } });

interface TreeData {
  readonly tally: { readonly paths: Readonly<Record<string, number>> };
  readonly first: readonly { readonly verdict: string; readonly path: string }[];
}

async function differences(
  run: () => ReturnType<Bench['run']>,
): Promise<{ readonly code: number | undefined; readonly found: readonly string[] }> {
  const { code, record, stdout } = await run();
  if (record?.data.tally === undefined) throw new Error(stdout);
  const { first } = record.data as unknown as TreeData;
  return { code, found: first.map(({ verdict, path }) => `${verdict} ${path}`) };
}

describe('hostile names', () => {
  test('every one is the same in the bucket, by its bytes', async () => {
    const { code, record, stdout } = await verify();
    expect([code, stdout]).toEqual([0, stdout]);
    const { paths } = (record?.data as unknown as TreeData).tally;
    // 200 images, their folder, another file in its folder, three folders, and the names.
    expect(paths.same).toBe(203 + 3 + 2 * HOSTILE.length + MANY.length);
    expect(record?.facts.map(({ value }) => value).join()).toContain(
      'no difference in 20 sampled files: below 14 % with 95 % confidence',
    );
  });

  test('every one is the same on the gateway, once it is refreshed', async () => {
    const before = await differences(check);
    expect(before.code).toBe(62);
    expect(before.found).toContain("missing hostile/deep/it's");
    expect((await refresh()).code).toBe(0);
    const after = await differences(check);
    expect(after).toEqual({ code: 0, found: [] });
  });
});

describe('damage is found by name', () => {
  test('in the bucket', async () => {
    const { store } = bench.lab;
    const meta = store.get(BUCKET, 'images/00004.jpg')?.metadata ?? {};
    store.remove(BUCKET, 'images/00003.jpg');
    store.put(BUCKET, 'images/00004.jpg', Buffer.from('other bytes'), meta);
    store.put(BUCKET, 'hostile/deep/added by\nsomeone', Buffer.from('x'), {});
    store.put(BUCKET, 'tolerated/by the runbook', Buffer.from('x'), {});
    // Test files of earlier runs stay in the bucket: DataSync keeps what was deleted.
    store.put(BUCKET, 'new-image-41.jpg', Buffer.from('x'), {});
    store.put(BUCKET, 'new-image2-41.jpg', Buffer.from('x'), {});
    store.put(BUCKET, '.nfs-cutover-speed-41/a1', Buffer.from('x'), {});
    const { code, found } = await differences(verify);
    expect(code).toBe(62);
    expect(found).toEqual([
      'extra hostile/deep/added by\\nsomeone',
      'missing images/00003.jpg',
      'differs images/00004.jpg',
    ]);
  });

  test('on the gateway', async () => {
    const { gateway } = bench.lab.context.world;
    rmSync(join(gateway, 'hostile', '-rf'));
    writeFileSync(
      join(gateway, 'hostile', 'deep', '$(touch x)`y`;&'),
      'longer than it was before\n',
    );
    writeFileSync(join(gateway, 'hostile', 'stranger'), '');
    const { code, found } = await differences(check);
    expect(code).toBe(62);
    expect(found).toEqual(
      expect.arrayContaining([
        'missing hostile/-rf',
        'differs hostile/deep/$(touch x)`y`;&',
        'extra hostile/stranger',
      ]),
    );
  });
});

test('other bytes of the same size and time are found where all files are read', async () => {
  await using other = await openBench({ runbook: RUNBOOK.replace('sample: 300', 'sample: all') });
  const { store } = other.lab;
  const object = store.get(BUCKET, 'images/00005.jpg');
  const bytes = Buffer.from(store.bytes(BUCKET, 'images/00005.jpg'));
  bytes[100] = (bytes[100] ?? 0) ^ 0xff;
  store.put(BUCKET, 'images/00005.jpg', bytes, object?.metadata ?? {});
  const { code, record } = await other.run({
    action: 'verify-s3',
    inputs: FROZEN,
  });
  expect(code).toBe(62);
  const { first } = record?.data as unknown as TreeData;
  expect(first).toMatchObject([{ verdict: 'differs', path: 'images/00005.jpg' }]);
});

test('what S3 cannot hold is impossible, by name, and nothing is lost beside it', async () => {
  await using other = await openBench({ runbook: RUNBOOK });
  const { source } = other.lab.context.world;
  const invalid = Buffer.concat([Buffer.from(`${source}/images/bad-`), Buffer.from([0xff, 0xfe])]);
  writeFileSync(invalid, 'x');
  const long = Array.from({ length: 6 }, () => 'y'.repeat(200)).join('/');
  mkdirSync(join(source, long), { recursive: true });
  writeFileSync(join(source, long, 'z'), 'x');
  await other.run({ action: 'run-datasync' });
  const { code, record } = await other.run({
    action: 'verify-s3',
    inputs: FROZEN,
  });
  expect(code).toBe(62);
  const { tally, first } = record?.data as unknown as TreeData;
  const impossible = first.filter(({ verdict }) => verdict === 'impossible');
  expect(impossible.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['images/bad-\\xff\\xfe', `${long}/z`]),
  );
  expect(tally.paths.same).toBeGreaterThan(200);
});

test.each([
  ['what servers upload cannot be read', [['s3:GetObject', 'uploads']]],
  [
    'servers can neither upload nor leave their output',
    [
      ['s3:PutObject', 'uploads'],
      ['s3:GetObject', 'outputs'],
    ],
  ],
])('where %s, nothing is proven', async (_, denied) => {
  await using other = await openBench();
  for (const [action = '', prefix = ''] of denied)
    other.lab.deny(action, `arn:aws:s3:::image-archive-evidence-111122223333/${prefix}`);
  const { code, outputs } = await other.run({
    action: 'verify-s3',
    inputs: FROZEN,
  });
  expect(outputs.verdict).toBe('fail');
  expect(code).toBeGreaterThan(0);
});

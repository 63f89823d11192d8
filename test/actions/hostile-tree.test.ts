// 2,000 names through the whole chain, those that no object can have too: each is the same or impossible, by name.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { visiblePath } from '../../src/reconcile/paths/visible-path.ts';
import { expectedRows, hostileNames, join as joined, plant } from '../infra/hostile-tree.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
const PREFIX = 'élan +%2F/';
const ROOM = 1024 - Buffer.byteLength(PREFIX);
const INPUTS = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };

/** Names that end like a folder's, that are only blanks, or that begin like what is left out. */
const SINGLE = [
  ...[
    ' ',
    '   ',
    '\n',
    '\t \n',
    'blank at its end ',
    'a\u2215',
    'a\uff0f',
    'a%2F',
    'a%2f%2F',
    'a\\',
  ],
  ...[
    '...',
    '. ',
    '.a',
    '.snapshot-not',
    '~snapshots',
    '.nfs0123456789abcde',
    '.zfs.',
    '%00',
    'a\r',
  ],
].map((text) => Buffer.from(text));
const BROKEN = [
  [0xc0, 0xaf],
  [0x61, 0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xfe],
  [0x61, 0xf4, 0x90, 0x80, 0x80],
].map((bytes) => Buffer.from(bytes));

/** A path of exactly `length` bytes in parts of up to 255. */
function longPath(first: string, length: number): string {
  let path = first;
  while (path.length < length)
    path += `/${'p'.repeat(Math.min(255, length - path.length - 1) - (length - path.length === 257 ? 1 : 0))}`;
  return path;
}
/** Keys that no path of a file system can have, and some that look like others. */
const EXTRAS = [
  ...[
    '/',
    '//',
    'a//b',
    '/a',
    './x',
    '../x',
    'a/./b',
    'single/../x',
    'stray/',
    '\u0001\u001f',
    '\ufffd',
  ],
  ...[
    'single/ /',
    'single/\u00a0',
    'hostile/e\u0301  ',
    'k'.repeat(ROOM),
    '\u{10ffff}',
    '&amp;',
    '%2F',
    '+',
  ],
];

const LONG = [ROOM - 1, ROOM, ROOM + 1, 2000].map((length) => longPath(`long-${length}`, length));

let bench: Bench;
let wanted: readonly Buffer[];
beforeAll(async () => {
  bench = await openBench({
    runbook: changed(`name: ${BUCKET}`, `name: ${BUCKET}\n  prefix: '${PREFIX}'`)
      .replace('options: rw,hard,nolock', `options: rw,hard,nolock\n  prefix: '${PREFIX}'`)
      .replace('sample: 300', 'sample: 40'),
  });
  const { source } = bench.lab.context.world;
  mkdirSync(join(source, 'hostile'));
  plant(join(source, 'hostile'), hostileNames(2000));
  mkdirSync(join(source, 'single'));
  for (const [i, name] of [...SINGLE, ...BROKEN].entries()) {
    const at = joined(Buffer.from(join(source, 'single')), name);
    if (i % 2 === 0) writeFileSync(at, `${i}`);
    else mkdirSync(at);
  }
  for (const path of LONG) {
    mkdirSync(join(source, path, '..'), { recursive: true });
    writeFileSync(join(source, path), 'x');
  }
  giveToOrdinaryUser(source);
  wanted = expectedRows(source).map((row) =>
    Buffer.from(row.slice(row.indexOf('/') + 1), 'latin1'),
  );
  // Names that no object can have end it in ERROR; all others arrive.
  expect((await bench.run({ action: 'run-datasync' })).outputs.status).toBe('ERROR');
}, 120_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const isPossible = (path: Buffer): boolean =>
  path.length <= ROOM && Buffer.from(path.toString('utf8')).equals(path);

/** The lines of the last file of differences: `verdict path`, in order. */
function lastDifferences(): readonly string[] {
  const temps = readdirSync(workspace).filter((name) => name.startsWith('temp-'));
  const last = Math.max(...temps.map((name) => Number(name.slice(5))));
  const file = join(workspace, `temp-${last}`, 'records', 'step.differences.txt');
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t', 2).join(' ').slice(SYMBOLS))
    .sort();
}

let workspace = '';
const SYMBOLS = '=-. '.length;
const compare = (action: 'verify-s3' | 'check-listing') =>
  bench.run({
    action,
    inputs: INPUTS,
    prepare: (folder) => {
      workspace = folder;
    },
  });

const impossible = (): string[] =>
  wanted.filter((path) => !isPossible(path)).map((path) => `impossible ${visiblePath(path)}`);
const sameOf = ({ record }: ActionResult): unknown =>
  (record?.data.tally as { readonly paths: { readonly same: number } } | undefined)?.paths.same;

test('each name is the same or impossible in the bucket, none is lost or doubled', async () => {
  const result = await compare('verify-s3');
  expect([result.code, result.outputs.verdict]).toEqual([62, 'fail']);
  expect(impossible().length).toBeGreaterThan(300);
  expect(lastDifferences()).toEqual([...impossible(), 'tolerated .aws-datasync-metadata'].sort());
  expect(sameOf(result)).toBe(wanted.filter(isPossible).length);
  expect(result.outputs.rows).toBe(String(wanted.length));
});

test('and on the gateway', async () => {
  expect((await bench.run({ action: 'refresh-cache', inputs: { scope: 'share' } })).code).toBe(0);
  const result = await compare('check-listing');
  expect(lastDifferences()).toEqual([...impossible(), 'tolerated .aws-datasync-metadata'].sort());
  expect(sameOf(result)).toBe(wanted.filter(isPossible).length);
});

test('what is lost, changed or added among them is found by name', async () => {
  const { store } = bench.lab;
  const files = wanted.filter((path) => isPossible(path) && !path.toString().endsWith('/'));
  const found = impossible();
  for (const [i, path] of files.entries()) {
    const key = `${PREFIX}${path.toString()}`;
    if (i % 40 === 0) {
      store.remove(BUCKET, key);
      found.push(`missing ${visiblePath(path)}`);
    }
    if (i % 40 === 20) {
      const { metadata = {} } = store.get(BUCKET, key) ?? {};
      store.put(BUCKET, key, Buffer.from('longer than it was before'.repeat(50)), metadata);
      found.push(`differs ${visiblePath(path)}`);
    }
  }
  for (const extra of EXTRAS) {
    store.put(BUCKET, `${PREFIX}${extra}`, Buffer.from('x'), {});
    found.push(`extra ${visiblePath(Buffer.from(extra))}`);
  }
  // The object `single/ /` makes a folder of the name of a file.
  found.push('hidden single/\\x20');
  await compare('verify-s3');
  expect(lastDifferences()).toEqual([...found, 'tolerated .aws-datasync-metadata'].sort());
});

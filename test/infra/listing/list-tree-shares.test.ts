// list-tree where several servers list a tree side by side: a share each, and together the rows of one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { hostileNames, plant } from '../hostile-tree.ts';
import { decodedPaths, LIST, rowsOf, RUN, top } from '../listing.ts';

const twice = (bytes: Buffer): string => bytes.toString('base64');

/** Where shares may meet: at names of the tree, and at names that came or went meanwhile; none deeper than the level. */
function cutsOf(rows: Buffer, level: number, count: number, seed: number): Buffer[] {
  const paths = [
    ...new Set(
      splitRows(rows).map((row) =>
        row
          .slice(row.indexOf('/') + 1)
          .split('/')
          .slice(0, level)
          .join('/'),
      ),
    ),
  ];
  const changes = [
    (path: string) => path.replace(/\/$/, ''),
    (path: string) => `${path.replace(/\/$/, '')}!`,
    (path: string) => path.slice(0, -1),
    (path: string) => `${path.slice(0, -1)}\xff`,
  ];
  const picked = Array.from({ length: count }, (_, i) => {
    const digest = createHash('sha256').update(`${seed} ${i}`).digest();
    const path = paths[digest.readUInt32LE(0) % paths.length] ?? '';
    return changes[digest.readUInt8(4) % changes.length]?.(path) ?? '';
  });
  return [...new Set(picked)]
    .filter((path) => path !== '')
    .map(latin1)
    .sort((a, b) => Buffer.compare(a, b));
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const splitRows = (rows: Buffer): string[] => rows.toString('latin1').split('\0').slice(0, -1);

/** Lists each share between the cuts, one after the other. */
async function listShares(
  lab: ServerLab,
  level: number,
  cuts: readonly Buffer[],
  more: Readonly<Record<string, string>> = {},
) {
  const rows: Buffer[] = [];
  const sums = { rows: 0, folders: 0, denied: 0, pruned: 0 };
  const pruned: string[] = [];
  for (let i = 0; i <= cuts.length; i += 1) {
    const listed = await lab.run('list-tree', {
      ...LIST,
      ...more,
      ShareLevel: String(level),
      From: twice(cuts[i - 1] ?? Buffer.alloc(0)),
      Until: twice(cuts[i] ?? Buffer.alloc(0)),
    });
    expect(listed).toMatchObject({ code: 0, stderr: '', said: { listed: 'yes' } });
    rows.push(rowsOf(lab, listed));
    for (const name of ['rows', 'folders', 'denied', 'pruned'] as const)
      sums[name] += Number(listed.said[name]);
    pruned.push(...decodedPaths(listed));
  }
  return { rows: Buffer.concat(rows), sums, pruned: pruned.sort() };
}

/** A tree with all kinds of rows and of what is none, at each level. */
function growTree(lab: ServerLab, names: number): void {
  plant(top(lab), hostileNames(names));
  for (const at of ['', '-x', 'deep/er', 'deep/er/est']) {
    const folder = join(top(lab), at);
    for (const name of ['.snapshot', 'locked', 'open.d'])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, '.snapshot/old'), '');
    writeFileSync(join(folder, '.nfs0123456789abcdef01234567'), '');
    writeFileSync(join(folder, 'locked/hidden'), '');
    writeFileSync(join(folder, 'locked-too'), 'x');
    linkSync(join(folder, 'locked-too'), join(folder, 'open.d/second'));
    symlinkSync('/etc/passwd', join(folder, 'open.d/link'));
  }
  giveToOrdinaryUser(top(lab));
  for (const at of ['', '-x', 'deep/er', 'deep/er/est'])
    chmodSync(join(top(lab), at, 'locked'), 0o000);
}

describe('the shares of a tree', () => {
  test.each([
    [1, 4, 120],
    [2, 3, 40],
    [3, 2, 80],
    [6, 2, 10],
  ])('to level %d, cut at %d paths, give the rows of one listing', async (level, count, names) => {
    await using lab = await openServerLab();
    growTree(lab, names);
    const whole = await lab.run('list-tree', LIST);
    const rows = rowsOf(lab, whole);
    const cuts = cutsOf(rows, level, count, names);
    const shares = await listShares(lab, level, cuts);
    expect(splitRows(shares.rows)).toEqual(splitRows(rows));
    const { said } = whole;
    expect(Object.fromEntries(Object.entries(shares.sums).map(([k, n]) => [k, String(n)]))).toEqual(
      { rows: said.rows, folders: said.folders, denied: '4', pruned: '8' },
    );
    expect(said).toMatchObject({ denied: '4', pruned: '8' });
    expect(shares.pruned).toEqual([...decodedPaths(whole)].sort());
  });

  test('of what has changed since hold the same changes', async () => {
    await using lab = await openServerLab();
    growTree(lab, 40);
    const before = splitRows(rowsOf(lab, await lab.run('list-tree', LIST)));
    const since = { NewerThan: String(Math.floor(Date.now() / 1000) + 2) };
    spawnSync('sleep', ['3']);
    for (const at of ['new', 'deep/er/new', 'deep/er/est/open.d/new', 'open.d/new'])
      writeFileSync(join(top(lab), at), 'new');
    const whole = splitRows(rowsOf(lab, await lab.run('list-tree', { ...LIST, ...since })));
    const shares = await listShares(lab, 2, [latin1('deep/er'), latin1('n')], since);
    const changes = (rows: readonly string[]) => rows.filter((row) => !before.includes(row));
    expect(changes(splitRows(shares.rows))).toEqual(changes(whole));
    expect(changes(whole).filter((row) => row.endsWith('/new'))).toHaveLength(4);
  });

  test('of an empty tree are empty', async () => {
    await using lab = await openServerLab();
    for (const name of ['images', 'catalogue'])
      rmSync(join(top(lab), name), { recursive: true, force: true });
    const shares = await listShares(lab, 2, [latin1('m')]);
    expect(shares).toMatchObject({ sums: { rows: 0 }, pruned: [] });
  });
});

test('servers see one tree by its first levels; a copy with the same names and times is another', async () => {
  await using lab = await openServerLab();
  const images = join(top(lab), 'images');
  mkdirSync(images);
  giveToOrdinaryUser(top(lab));
  const levels = async (from: string, level = '2') => {
    const share = { ...LIST, ShareLevel: level, From: twice(latin1(from)) };
    return (await lab.run('list-tree', share)).said['first-levels'];
  };
  const before = await levels('');
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await levels('images')).toBe(before);
  spawnSync('cp', ['-a', images, `${images}-copy`]);
  rmSync(images, { recursive: true });
  renameSync(`${images}-copy`, images);
  expect(await levels('')).not.toBe(before);
  expect((await lab.run('list-tree', { ...LIST, Fresh: 'yes' })).said['first-levels']).toBe('');
});

test('a share is found again, and never taken for another one', async () => {
  await using lab = await openServerLab();
  const share = { ...LIST, ShareLevel: '1', From: twice(latin1('images')) };
  const listed = async (more: Readonly<Record<string, string>> = {}) =>
    (await lab.run('list-tree', { ...share, ...more })).said.listed;
  expect(await listed()).toBe('yes');
  expect(await listed()).toBe('found');
  expect(await listed({ Until: twice(latin1('images.')) })).toBe('yes');
  expect(await listed({ From: '' })).toBe('yes');
  expect(await listed({ From: '', ShareLevel: '2' })).toBe('yes');
  expect(await listed({ From: twice(latin1('images\nz')) })).toBe('yes');
  expect(await listed({ Until: twice(latin1('z\n')) })).toBe('yes');
});

test.each([
  { ShareLevel: '10' },
  { ShareLevel: 'x' },
  { Shares: '0' },
  { Shares: '21' },
  { From: 'not base64' },
  { Until: 'AA==' },
])('a share of %j is refused', async (bad) => {
  await using lab = await openServerLab();
  const refused = await lab.run('list-tree', { ...LIST, ...bad });
  expect(refused).toMatchObject({ code: 3, said: { refusal: 'bad-parameter' } });
});

describe('the look for cuts', () => {
  test('gives folders of the first levels, in order, and leaves no listing', async () => {
    await using lab = await openServerLab();
    growTree(lab, 120);
    const rows = rowsOf(lab, await lab.run('list-tree', LIST));
    const { code, said } = await lab.run('list-tree', {
      ...LIST,
      Label: 'source-cuts',
      Shares: '4',
    });
    expect(code).toBe(0);
    const cuts = [1, 2, 3].map((cut) => Buffer.from(said[`cut-${cut}`] ?? '', 'base64'));
    expect([...cuts].sort((a, b) => Buffer.compare(a, b))).toEqual(cuts);
    const folders = splitRows(rows).filter((row) => row.startsWith('d'));
    for (const cut of cuts)
      expect(folders.some((row) => row.endsWith(`/${cut.toString('latin1')}`))).toBe(true);
    const shares = await listShares(lab, Number(said.level), cuts);
    expect(splitRows(shares.rows)).toEqual(splitRows(rows));
    expect(said['cut-4']).toBeUndefined();
    expect(
      (await lab.run('read-manifest-part', { ...RUN, Label: 'source-cuts', Part: '1' })).said,
    ).toMatchObject({ refusal: 'no-listing' });
  });

  test('leaves out cuts that have no room in an answer', async () => {
    await using lab = await openServerLab();
    for (let i = 10; i < 33; i += 1)
      mkdirSync(join(top(lab), ...Array.from('123456', (level) => `${i}${level}`.repeat(80))), {
        recursive: true,
      });
    giveToOrdinaryUser(top(lab));
    const { code, said } = await lab.run('list-tree', { ...LIST, Shares: '20' });
    expect(code).toBe(0);
    const lines = Object.entries(said).map(([key, value]) => `@${key}=${btoa(value)}\n`);
    expect(lines.join('').length).toBeLessThan(24_000);
    const { level, ...cuts } = said;
    expect(level).toBe('6');
    expect(Object.keys(cuts).length).toBeGreaterThan(10);
    expect(Object.keys(cuts).length).toBeLessThan(19);
    const paths = Object.values(cuts).map((cut) => Buffer.from(cut, 'base64'));
    expect(paths.toSorted((a, b) => Buffer.compare(a, b))).toEqual(paths);
  });

  test('finds none in a tree with fewer folders than shares', async () => {
    await using lab = await openServerLab();
    const { code, said } = await lab.run('list-tree', { ...LIST, Shares: '20' });
    expect(code).toBe(0);
    expect(Object.keys(said)).toEqual(['level']);
  });
});

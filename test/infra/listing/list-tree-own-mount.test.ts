// list-tree through a mount of its own: the source as its server has it, wherever this server serves it, and only what
// has changed.
import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { writeProc } from '../../../lab/application-server/proc.ts';
import { readPrograms } from '../../../lab/application-server/programs.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { FREEZE, SWITCH } from '../document-parameters.ts';
import { LIST, rowsOf, top } from '../listing.ts';

const SOURCE = 'nfs-server.example.internal:/export/data';
const OWN = { ...LIST, OwnExport: SOURCE, FstabPath: '/etc/fstab', Fresh: 'yes' };

const paths = (rows: Buffer): string[] =>
  rows
    .toString()
    .split('\0')
    .slice(0, -1)
    .map((row) => row.slice(row.indexOf('/') + 1));

const table = (lab: ServerLab): string => readFileSync(`${lab.root}.lab/mounts`, 'utf8');

describe('a listing by a mount of its own', () => {
  test('shows the source, and leaves neither mount nor folder nor namespace', async () => {
    await using lab = await openServerLab();
    lab.write('a/one', '1');
    const before = table(lab);
    const listed = await lab.run('list-tree', OWN);
    expect(listed).toMatchObject({ code: 0, said: { listed: 'yes', source: SOURCE, rows: '2' } });
    expect(paths(rowsOf(lab, listed))).toEqual(['a/', 'a/one']);
    expect(Number(listed.said.ended)).toBeGreaterThanOrEqual(Number(listed.said.began));
    expect(table(lab)).toBe(before);
    expect(readdirSync(join(lab.root, 'tmp'))).toEqual([]);
    expect(readdirSync(`${lab.root}.lab/namespaces`)).toEqual([]);
  });

  test('shows the source where the path serves something else', async () => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    const other = await lab.run('list-tree', { ...OWN, MountPath: '/mnt/fgw' });
    expect(other.said).toMatchObject({ listed: 'yes', source: SOURCE, rows: '1' });
  });

  test('leaves out files that have not changed since, below the first levels', async () => {
    await using lab = await openServerLab();
    // So deep that the first levels end above it.
    const deep = 'a/b/c/d/e/f/g';
    for (const name of ['old', 'new', '.nfs0000000000000001']) lab.write(`${deep}/${name}`, '1');
    lab.write('top', '1');
    const changed = statSync(join(top(lab), deep, 'new')).ctimeMs / 1000;
    const all = await lab.run('list-tree', { ...OWN, NewerThan: String(Math.floor(changed) - 1) });
    expect(paths(rowsOf(lab, all))).toEqual(expect.arrayContaining([`${deep}/new`, `${deep}/old`]));
    const none = await lab.run('list-tree', { ...OWN, NewerThan: String(Math.ceil(changed) + 1) });
    expect(paths(rowsOf(lab, none))).toEqual([
      ...['a/', 'a/b/', 'a/b/c/', 'a/b/c/d/', 'a/b/c/d/e/', 'a/b/c/d/e/f/', `${deep}/`],
      'top',
    ]);
    expect(none.said.pruned).toBe(all.said.pruned);
  });

  test.each([
    ['OwnExport', { OwnExport: '-o:/x' }, 'bad-parameter'],
    ['OwnExport', { OwnExport: 'no export' }, 'bad-parameter'],
    ['FstabPath', { FstabPath: 'etc/fstab' }, 'bad-parameter'],
    ['NewerThan', { NewerThan: '-1' }, 'bad-parameter'],
    ['NewerThan', { NewerThan: '1 -delete' }, 'bad-parameter'],
    ['the export', { OwnExport: 'elsewhere.example.internal:/x' }, 'mount-failed'],
  ])('refuses %s as %o', async (_, parameters, refusal) => {
    await using lab = await openServerLab();
    const { code, said } = await lab.run('list-tree', { ...OWN, ...parameters });
    expect([code, said.refusal]).toEqual([3, refusal]);
    expect(readdirSync(join(lab.root, 'tmp'))).toEqual([]);
  });

  test('keeps neither a freeze nor a switch from the server, and ends as it began', async () => {
    await using lab = await openServerLab({ time: 'real' });
    lab.write('one', '1');
    const runs = join(lab.root, LIST.StatePath, LIST.Run);
    mkdirSync(runs, { recursive: true });
    // It waits with its mount for another listing of the same name.
    const lock = spawn('flock', [join(runs, 'tree-source.lock'), 'sh', '-c', 'echo; read _'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(lock.stdout, 'data');
    try {
      giveToOrdinaryUser(join(lab.root, LIST.StatePath));
      const listing = lab.run('list-tree', { ...OWN, LimitSeconds: '60' });
      const namespaces = join(`${lab.root}.lab`, 'namespaces');
      const isMounted = (): boolean =>
        readdirSync(namespaces).some((name) =>
          readFileSync(join(namespaces, name), 'utf8').includes('nosharecache'),
        );
      while (!isMounted()) await new Promise(setImmediate);
      writeProc(lab.context, lab.root, readPrograms(lab.root, lab.state));
      const frozen = await lab.run('freeze-source', FREEZE);
      expect(frozen).toMatchObject({ said: { frozen: 'yes' } });
      expect((await lab.run('switch-mount', SWITCH)).said).toMatchObject({ state: 'gateway' });
      lock.stdin.end();
      expect((await listing).said).toMatchObject({ listed: 'yes', source: SOURCE, rows: '1' });
      expect(readdirSync(namespaces)).toEqual([]);
    } finally {
      lock.stdin.end();
    }
  });

  test('of a server that is silent ends', async () => {
    await using lab = await openServerLab();
    const silent = join(`${lab.root}.lab`, 'silent');
    writeFileSync(silent, 'nfs-server.example.internal\n');
    const { code, said } = await lab.run('list-tree', OWN);
    expect([code, said.refusal]).toEqual([3, 'hung']);
  });
});

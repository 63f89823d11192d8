// What list-tree lists, really run on a server of the lab.
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exportKey } from '../../../lab/application-server/mount-table.ts';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { expectedRows, hostileNames, plant, withoutTimes } from '../hostile-tree.ts';
import { decodedPaths, LIST, rowsOf, sha256, spool, top } from '../listing.ts';

/** Mounts another folder of this machine in place of the export. */
function mountInstead(lab: ServerLab, folder: string): void {
  const mounted = join(lab.state, 'exports', exportKey(lab.context.world.names.source.export));
  for (const link of [mounted, join(lab.root, 'mnt/data')]) {
    rmSync(link);
    symlinkSync(folder, link);
  }
}

describe('a listing', () => {
  test.each(['1', '4'])(
    'of 2,000 hostile names by %s finds has each of them once, in order',
    async (finds) => {
      await using lab = await openServerLab();
      const names = hostileNames(2000);
      expect(names).toHaveLength(2000);
      plant(top(lab), names);
      giveToOrdinaryUser(top(lab));
      const listed = await lab.run('list-tree', { ...LIST, Finds: finds });
      expect(listed).toMatchObject({ code: 0, stderr: '', said: { listed: 'yes', parts: '1' } });
      expect(withoutTimes(rowsOf(lab, listed))).toEqual(expectedRows(top(lab)));
      const folders = expectedRows(top(lab)).filter((row) => row.startsWith('d')).length;
      expect(listed.said).toMatchObject({ folders: String(folders), pruned: '0', denied: '0' });
      expect(listed.said.source).toBe('nfs-server.example.internal:/export/data');
      expect(listed.said.began).toMatch(/^\d{10}$/);
    },
  );

  test('shows what is no plain file as what it is, and times to the nanosecond', async () => {
    await using lab = await openServerLab();
    lab.write('plain', 'abc');
    lab.write('kinds/strict', 'x');
    chmodSync(join(top(lab), 'kinds/strict'), 0o640);
    chmodSync(join(top(lab), 'kinds'), 0o2775);
    symlinkSync('/etc/passwd', join(top(lab), 'kinds/link'));
    symlinkSync('..', join(top(lab), 'kinds/loop'));
    linkSync(join(top(lab), 'plain'), join(top(lab), 'hard link'));
    spawnSync('mkfifo', [join(top(lab), 'kinds/fifo')]);
    giveToOrdinaryUser(top(lab));
    chmodSync(join(top(lab), 'kinds'), 0o2775);
    spawnSync('touch', ['-d', '2001-02-03 04:05:06.123456789 UTC', join(top(lab), 'plain')]);
    const listed = await lab.run('list-tree', LIST);
    const rows = rowsOf(lab, listed);
    expect(withoutTimes(rows)).toEqual(expectedRows(top(lab)));
    expect(rows.toString()).toMatch(
      /\0f 3 981173106\.1234567890 \d+\.\d+ 644 \d+ \d+ 2:\d+\/plain\0$/,
    );
    const kinds = withoutTimes(rows).map((row) => row.replace(/ .*\//, ' '));
    expect(kinds).toEqual(
      expect.arrayContaining(['l link', 'l loop', 'p fifo', 'f hard link', 'f strict']),
    );
  });

  test('names folders that the user cannot read or enter, and does not list what is in them', async () => {
    await using lab = await openServerLab();
    for (const folder of ['closed', 'a/unreadable', 'a/unenterable', 'open'])
      lab.write(`${folder}/x`, 'x');
    const modes = { closed: 0o000, 'a/unreadable': 0o311, 'a/unenterable': 0o644 };
    for (const [folder, mode] of Object.entries(modes)) chmodSync(join(top(lab), folder), mode);
    const listed = await lab.run('list-tree', LIST);
    expect(listed.said).toMatchObject({ rows: '6', folders: '5', denied: '3' });
    const rows = withoutTimes(rowsOf(lab, listed)).map((row) => row.replace(/ .*?\//, ' '));
    expect(rows).toEqual([
      'd a/',
      'u a/unenterable/',
      'u a/unreadable/',
      'u closed/',
      'd open/',
      'f open/x',
    ]);
    for (const folder of Object.keys(modes)) chmodSync(join(top(lab), folder), 0o755);
  });

  test('leaves out snapshots and files that are only open, counted, and nothing that looks like them', async () => {
    await using lab = await openServerLab();
    const silly = '.nfs0000000000a1b2c300000001';
    for (const path of ['.snapshot/hourly.0/x', 'a/~snapshot/x', '.zfs/x', silly, `a/b/${silly}`])
      lab.write(path, 'x');
    for (const path of ['a/.snapshot', '.nfsrc', '.nfs-config/x', 'snapshot/x', '.zfs2'])
      lab.write(path, 'x');
    const listed = await lab.run('list-tree', LIST);
    expect(listed.said).toMatchObject({ pruned: '5', denied: '0' });
    expect(decodedPaths(listed)).toEqual([
      silly,
      '.snapshot',
      '.zfs',
      `a/b/${silly}`,
      'a/~snapshot',
    ]);
    expect(withoutTimes(rowsOf(lab, listed)).map((row) => row.replace(/^[^/]*\//, ''))).toEqual([
      '.nfs-config/',
      '.nfs-config/x',
      '.nfsrc',
      '.zfs2',
      'a/',
      'a/.snapshot',
      'a/b/',
      'snapshot/',
      'snapshot/x',
    ]);
  });

  test('names the first of many that it leaves out, and no more than an answer holds', async () => {
    await using lab = await openServerLab();
    const deep = Array.from({ length: 3 }, () => '-'.repeat(250)).join('/');
    const names = Array.from({ length: 12 }, (_, i) => `.nfs${String(i).padStart(24, '0')}\xff`);
    for (const name of names) lab.write(Buffer.from(`-x\n/${name}`, 'latin1'), 'x');
    const some = await lab.run('list-tree', LIST);
    expect(some.said.pruned).toBe('12');
    expect(decodedPaths(some)).toEqual(names.slice(0, 10).map((name) => `-x\n/${name}`));
    for (const name of names) lab.write(Buffer.from(`${deep}/${name}`, 'latin1'), 'x');
    const cut = await lab.run('list-tree', { ...LIST, Fresh: 'yes' });
    expect(decodedPaths(cut)).toEqual([`${deep}/${names[0] ?? ''}`]);
  });

  test('of a tree that is nearly all in one of many folders is whole and in order', async () => {
    await using lab = await openServerLab();
    for (let i = 0; i < 30; i += 1) lab.write(`small ${i}/x`, 'x');
    for (let i = 0; i < 200; i += 1) lab.write(`large/-${i % 70}/(${i}/x`, 'x');
    giveToOrdinaryUser(top(lab));
    const listed = await lab.run('list-tree', LIST);
    expect(withoutTimes(rowsOf(lab, listed))).toEqual(expectedRows(top(lab)));
  });

  test('of much comes in parts that are no larger than asked', async () => {
    await using lab = await openServerLab();
    for (let i = 0; i < 40; i += 1) mkdirSync(join(top(lab), `folder ${i}`));
    for (let i = 0; i < 2500; i += 1) {
      const name = createHash('sha512').update(String(i)).digest('hex');
      writeFileSync(join(top(lab), `folder ${i % 40}`, name), '');
    }
    giveToOrdinaryUser(top(lab));
    const listed = await lab.run('list-tree', { ...LIST, PartBytes: '65536' });
    const parts = Number(listed.said.parts);
    expect(parts).toBeGreaterThan(2);
    for (let i = 1; i <= parts; i += 1)
      expect(statSync(join(spool(lab), `part.${i}`)).size).toBeLessThanOrEqual(65536);
    expect(withoutTimes(rowsOf(lab, listed))).toEqual(expectedRows(top(lab)));
  });

  test('of an empty tree has no rows and no parts, and says what is mounted', async () => {
    await using lab = await openServerLab();
    const listed = await lab.run('list-tree', LIST);
    expect(listed).toMatchObject({
      code: 0,
      said: {
        rows: '0',
        parts: '0',
        sha256: sha256(Buffer.alloc(0)),
        source: 'nfs-server.example.internal:/export/data',
      },
    });
  });

  test('of the gateway’s mount is the same', async () => {
    await using lab = await openServerLab();
    writeFileSync(join(lab.context.world.gateway, 'seen'), 'x');
    const listed = await lab.run('list-tree', { ...LIST, MountPath: '/mnt/fgw' });
    expect(listed.said).toMatchObject({ rows: '1', source: '10.0.1.20:/image-archive' });
  });

  test('is refused where another file system is mounted below, by name', async () => {
    await using lab = await openServerLab();
    const { dev } = lstatSync('/dev');
    const others = readdirSync('/dev', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && lstatSync(join('/dev', entry.name)).dev !== dev)
      .map(({ name }) => name);
    mountInstead(lab, '/dev');
    const { said } = await lab.run('list-tree', LIST);
    // Every Linux has /dev/pts there; a container may have it elsewhere.
    expect(said.refusal).toBe(others.length > 0 ? 'other-file-system' : undefined);
    expect(said.detail?.split('\n').sort() ?? []).toEqual(others.slice(0, 5).sort());
    expect(existsSync(join(spool(lab), 'work'))).toBe(false);
  });

  test.each<[string, string, Record<string, string>]>([
    ['not-mounted', 'a folder that is no mount', { MountPath: '/var/lib' }],
    ['no-user', 'an unknown user', { ManifestUser: 'nobody-of-this-name' }],
    ['bad-parameter', 'a label with a slash', { Label: '../x' }],
    ['bad-parameter', 'a run that is no id', { Run: '../x' }],
    ['bad-parameter', 'no finds', { Finds: '0' }],
    ['bad-parameter', 'parts that no agent can carry', { PartBytes: '99999999' }],
    ['bad-parameter', 'a limit in words', { LimitSeconds: '1 h' }],
    ['bad-parameter', 'fresh as a number', { Fresh: '1' }],
    ['bad-parameter', 'a state folder with ..', { StatePath: '/var/../etc' }],
  ])('is refused with %s: %s', async (code, _, change) => {
    await using lab = await openServerLab();
    expect(await lab.run('list-tree', { ...LIST, ...change })).toMatchObject({
      status: 'Failed',
      code: 3,
      said: { refusal: code },
    });
  });

  test('is refused where the user cannot list the mount itself', async () => {
    await using lab = await openServerLab();
    chmodSync(top(lab), 0o000);
    expect((await lab.run('list-tree', LIST)).said.refusal).toBe('denied');
    chmodSync(top(lab), 0o755);
  });
});

// What list-folders lists, really run on a server of the lab.
import { describe, expect, test } from '@jest/globals';
import { chmodSync, linkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { expectedRows, hostileNames, plant, withoutTimes } from '../hostile-tree.ts';
import { sha256, top } from '../listing.ts';

const LIST = {
  MountPath: '/mnt/data',
  Below: 'no',
  ManifestUser: 'www-data',
  ManifestGroup: 'www-data',
  MostBytes: String(45 * 1024 * 1024),
  LimitSeconds: '600',
  Run: '4711',
  StatePath: '/var/lib/nfs-cutover',
};

const asList = (folders: readonly (string | Buffer)[]): string =>
  folders.map((folder) => Buffer.from(folder as string).toString('base64')).join('\n');

/** The rows that the document prints, after they have been compared with what it says of them. */
async function rowsOf(
  lab: ServerLab,
  folders: readonly (string | Buffer)[],
  { Pruned = '0', ...more }: Partial<typeof LIST> & { readonly Pruned?: string } = {},
): Promise<Buffer> {
  const id = await lab.send('list-folders', { ...LIST, ...more, Folders: asList(folders) });
  const { StandardOutputContent = '', StandardErrorContent, ResponseCode } = await lab.wait(id);
  expect([ResponseCode, StandardErrorContent]).toEqual([0, '']);
  const said = (key: string): string =>
    Buffer.from(
      new RegExp(`^@${key}=(.*)$`, 'm').exec(StandardOutputContent)?.[1] ?? '',
      'base64',
    ).toString();
  const [, base64 = ''] =
    /^-----BEGIN PART 1-----\n([^-]*)^-----END PART 1-----$/m.exec(StandardOutputContent) ?? [];
  const packed = Buffer.from(base64, 'base64');
  const rows = packed.length === 0 ? packed : gunzipSync(packed);
  const kinds = withoutTimes(rows);
  expect([said('parts'), said('part-1')]).toEqual(
    kinds.length === 0 ? ['0', ''] : ['1', `${kinds.length} ${packed.length} ${sha256(packed)}`],
  );
  expect(said('sha256')).toBe(sha256(rows));
  expect(said('pruned')).toBe(Pruned);
  const named = Buffer.from(said('pruned-first'), 'base64').toString('latin1').split('\0');
  expect(named.length - 1).toBe(Number(Pruned));
  expect(said('rows')).toBe(String(kinds.length));
  expect(said('folders')).toBe(String(kinds.filter((row) => /^[du] /.test(row)).length));
  expect(said('denied')).toBe(String(kinds.filter((row) => row.startsWith('u ')).length));
  expect(said('source')).toBe('nfs-server.example.internal:/export/data');
  return rows;
}

const pathsOf = (rows: Buffer): string[] =>
  withoutTimes(rows).map((row) => row.slice(row.indexOf('/') + 1));

describe('some folders', () => {
  test('each with itself and what lies directly in it, once, in the order of the bytes', async () => {
    await using lab = await openServerLab();
    for (const path of ['a/x', 'a/y/1', 'a/y/deep/2', 'a/z', 'a-/1', 'b/1', 'top'])
      lab.write(path, 'x');
    giveToOrdinaryUser(top(lab));
    expect(pathsOf(await rowsOf(lab, ['a', 'a/y']))).toEqual([
      ...['a/', 'a/x', 'a/y/', 'a/y/1', 'a/y/deep/', 'a/z'],
    ]);
    const root = pathsOf(await rowsOf(lab, ['.']));
    expect(root).toEqual(expect.arrayContaining(['a-/', 'a/', 'b/', 'top']));
    expect(root).not.toContain('a/x');
    expect(root).not.toContain('');
    expect(pathsOf(await rowsOf(lab, ['a'], { Below: 'yes' }))).toEqual([
      ...['a/', 'a/x', 'a/y/', 'a/y/1', 'a/y/deep/', 'a/y/deep/2', 'a/z'],
    ]);
    expect(pathsOf(await rowsOf(lab, ['gone', 'a/gone too', 'a/y/deep']))).toEqual([
      ...['a/y/deep/', 'a/y/deep/2'],
    ]);
    expect(pathsOf(await rowsOf(lab, ['gone']))).toEqual([]);
  });

  test('of hostile names show the same as a list of all', async () => {
    await using lab = await openServerLab();
    plant(top(lab), hostileNames(120));
    giveToOrdinaryUser(top(lab));
    const all = expectedRows(top(lab));
    const folders = all
      .filter((row) => row.endsWith('/'))
      .map((row) => Buffer.from(row.slice(row.indexOf('/') + 1, -1), 'latin1'));
    expect(folders.length).toBeGreaterThan(40);
    expect(withoutTimes(await rowsOf(lab, ['.', ...folders]))).toEqual(all);
  });

  test('that cannot be entered are shown as such', async () => {
    await using lab = await openServerLab();
    lab.write('closed/1', 'x');
    lab.write('open/1', 'x');
    lab.write('open/.snapshot/1', 'x');
    lab.write(`open/.nfs${'0'.repeat(15)}1`, 'x');
    symlinkSync('/etc', join(top(lab), 'open/link'));
    linkSync(join(top(lab), 'open/1'), join(top(lab), 'open/twin'));
    giveToOrdinaryUser(top(lab));
    chmodSync(join(top(lab), 'closed'), 0);
    try {
      const rows = withoutTimes(await rowsOf(lab, ['closed', 'open'], { Pruned: '2' }));
      expect(rows.map((row) => `${row[0] ?? ''} ${row.slice(row.indexOf('/') + 1)}`)).toEqual([
        ...['u closed/', 'd open/', 'f open/1', 'l open/link', 'f open/twin'],
      ]);
      const twins = rows.filter((row) => row.startsWith('f '));
      expect(twins.map((row) => / 2:(\d+)\//.exec(row)?.[1])).toEqual(
        Array.from({ length: 2 }, () => String(statSync(join(top(lab), 'open/1')).ino)),
      );
    } finally {
      chmodSync(join(top(lab), 'closed'), 0o755);
    }
  });
});

describe('it refuses', () => {
  test.each([
    ['a path that leads out of the mount', { Folders: asList(['a/../../etc']) }, 'outside-mount'],
    ['an absolute path', { Folders: asList(['/etc']) }, 'outside-mount'],
    ['another depth', { Folders: asList(['a']), Below: '2' }, 'bad-parameter'],
    ['a mount that is none', { Folders: asList(['a']), MountPath: '/mnt/other' }, 'not-mounted'],
  ])('%s', async (_what, parameters, refusal) => {
    await using lab = await openServerLab();
    lab.write('a/1', 'x');
    expect(await lab.run('list-folders', { ...LIST, ...parameters })).toMatchObject({
      code: 3,
      said: { refusal },
    });
  });
});

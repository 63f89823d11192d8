// list-path, freeze-source and thaw-source, really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import { readRows, rowLine } from '../../lab/application-server/mount-table.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import {
  CHANGE,
  FREEZE,
  THAW,
  link,
  note,
  openFrozenLab,
  READ,
  SWITCH,
  WHO,
  tree,
} from './document-parameters.ts';

describe('list-path', () => {
  const list = { MountPath: '/mnt/fgw', ...WHO };

  test('distinguishes absent from present, and shows the folder', async () => {
    await using lab = await openServerLab();
    writeFileSync(join(lab.context.world.gateway, 'a.jpg'), 'abc');
    const seen = await lab.run('list-path', { ...list, Target: 'a.jpg' });
    expect(seen.said).toMatchObject({
      state: 'present',
      size: '3',
      entries: '1',
      mtime: expect.stringMatching(/^\d+$/),
    });
    expect(seen.said.listing).toMatch(/ a\.jpg$/);
    const unseen = await lab.run('list-path', { ...list, Target: 'b.jpg' });
    expect(unseen.said).toMatchObject({ state: 'absent', entries: '1' });
    expect((await lab.run('list-path', { ...list, Target: 'no/folder/b.jpg' })).said).toMatchObject(
      {
        state: 'absent',
        entries: '0',
        listing: '',
      },
    );
  });

  test('a big folder does not overflow the agent’s output', async () => {
    await using lab = await openServerLab();
    for (let i = 0; i < 300; i += 1)
      writeFileSync(join(lab.context.world.gateway, `${'ü'.repeat(120)}${i}`), '');
    const seen = await lab.run('list-path', { ...list, Target: 'b.jpg' });
    expect(seen.said).toMatchObject({ state: 'absent', entries: '300' });
    expect(seen.said.listing?.length).toBeGreaterThan(5000);
  });

  test.each<[string, Record<string, string>]>([
    ['not-mounted', { MountPath: '/mnt' }],
    ['outside-mount', { Target: '../x' }],
    ['outside-mount', { Target: 'out/passwd' }],
  ])('refuses with %s', async (code, change) => {
    await using lab = await openServerLab();
    symlinkSync('/etc', join(lab.context.world.gateway, 'out'));
    expect((await lab.run('list-path', { ...list, Target: 'a', ...change })).said.refusal).toBe(
      code,
    );
  });
});

describe('freeze-source and thaw-source', () => {
  test('prove both states by a write, twice as once', async () => {
    await using lab = await openServerLab();
    lab.write('a', 'a');
    const frozen = await lab.run('freeze-source', FREEZE);
    expect(frozen.said).toMatchObject({
      frozen: 'yes',
      options: expect.stringMatching(/^ro,/),
      probe: expect.stringMatching(/^touch: cannot touch '.*': Read-only file system$/),
    });
    expect((await lab.run('freeze-source', FREEZE)).said.frozen).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['frozen-run']).toBe('4711-1');
    const thawed = await lab.run('thaw-source', THAW);
    expect(thawed.said).toMatchObject({
      thawed: 'yes',
      options: expect.stringMatching(/^rw,/),
      probe: '',
    });
    expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['frozen-run']).toBe('');
    expect(tree(lab)).toEqual(['a']);
  });

  test('are refused where nothing is mounted, and where the gateway is served', async () => {
    await using lab = await openServerLab();
    const elsewhere = { ...THAW, MountPath: '/var/lib' };
    expect(
      (await lab.run('freeze-source', { ...FREEZE, MountPath: '/var/lib' })).said.refusal,
    ).toBe('not-mounted');
    expect((await lab.run('thaw-source', elsewhere)).said.refusal).toBe('not-mounted');
    await lab.run('freeze-source', FREEZE);
    await lab.run('switch-mount', SWITCH);
    expect((await lab.run('freeze-source', FREEZE)).said.refusal).toBe('switched');
    expect((await lab.run('thaw-source', THAW)).said.refusal).toBe('switched');
  });

  test('probe in the folder that they are given, whatever its name', async () => {
    await using lab = await openServerLab();
    const Folder = `in box/$(x) ' " %`;
    lab.write(`${Folder}/a`, 'a');
    const frozen = await lab.run('freeze-source', { ...FREEZE, Folder });
    expect(frozen.said.probe).toContain(`${Folder}/.nfs-cutover-probe-4711-1': Read-only file`);
    expect((await lab.run('thaw-source', { ...THAW, Folder })).said.thawed).toBe('yes');
    expect(tree(lab)).toEqual(['in box', `in box/$(x) ' " %`]);
  });

  test.each([
    ['outside-mount', '../mnt'],
    ['outside-mount', '/etc'],
    ['outside-mount', 'a/'],
    ['outside-mount', 'out'],
    ['outside-mount', 'out/ssl'],
    ['no-folder', 'not there'],
    ['no-folder', 'not/there'],
    ['no-folder', 'a/file'],
    ['no-folder', 'to-file'],
  ])('refuse with %s a folder %s, before the source is frozen', async (code, Folder) => {
    await using lab = await openServerLab();
    lab.write('a/file', '');
    link(lab, 'out', '/etc');
    link(lab, 'to-file', 'a/file');
    const frozen = await lab.run('freeze-source', { ...FREEZE, Folder });
    expect(frozen).toMatchObject({ code: 3, said: { refusal: code } });
    expect(frozen.said.detail).toMatch(/\S/);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      'frozen-run': '',
      'at-source-options': expect.stringMatching(/^rw,/),
    });
  });

  test('a folder that is gone does not keep the source from being thawed', async () => {
    await using lab = await openServerLab();
    lab.write('a/file', '');
    await lab.run('freeze-source', { ...FREEZE, Folder: 'a' });
    rmSync(`${lab.context.world.source}/a`, { recursive: true });
    const thawed = await lab.run('thaw-source', { ...THAW, Folder: 'a' });
    expect(thawed.said).toMatchObject({
      refusal: 'no-folder',
      options: expect.stringMatching(/^rw,/),
    });
    expect(note(lab, 'frozen')).toMatch(/^4711-1 epoch=0 boot=[0-9a-f-]{36} device=\S+\n$/);
    expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('already');
    expect(note(lab, 'frozen')).toBe(undefined);
  });

  test('a source that is mounted elsewhere too is not frozen behind the back of who uses it there', async () => {
    await using lab = await openServerLab();
    mountAlsoAt(lab, '/srv/my\\x20files');
    mountAlsoAt(lab, '/srv/b');
    const shared = await lab.run('freeze-source', FREEZE);
    expect(shared).toMatchObject({ code: 3, said: { refusal: 'shared-mount' } });
    expect(shared.said.shared).toMatch(/^\/srv\/my files \(.*, rw\)\n\/srv\/b \(.*, rw\)$/);
    expect(shared.said.detail).toMatch(/\/srv\/my files.*\/srv\/b/s);
    expect(shared.said.options).toMatch(/^rw,/);
    expect(note(lab, 'frozen')).toBe(undefined);
  });

  test('a source that has come to be mounted elsewhere too is still thawed', async () => {
    await using lab = await openFrozenLab();
    mountAlsoAt(lab, '/srv/b');
    expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
  });
});

/** The source's export at another mount point, in the form of the mount table: one file system, one superblock. */
function mountAlsoAt(lab: ServerLab, target: string): void {
  const table = join(lab.state, 'mounts');
  const rows = readRows(readFileSync(table, 'utf8'));
  const of = rows.filter(({ source }) => source === CHANGE.SourceExport);
  const more = of.slice(0, 1).map((row) => ({ ...row, target, id: '99' }));
  writeFileSync(table, [...rows, ...more].map((row) => `${rowLine(row)}\n`).join(''));
}

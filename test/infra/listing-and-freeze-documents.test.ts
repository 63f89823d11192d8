// list-path, freeze-source and thaw-source, really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/server-lab.ts';
import { FREEZE, READ, SWITCH, WHO, tree } from './document-parameters.ts';

describe('list-path', () => {
  const list = { MountPath: '/mnt/fgw', ...WHO };

  test('tells absent from present, and shows the folder', async () => {
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
    const thawed = await lab.run('thaw-source', FREEZE);
    expect(thawed.said).toMatchObject({
      thawed: 'yes',
      options: expect.stringMatching(/^rw,/),
      probe: '',
    });
    expect((await lab.run('thaw-source', FREEZE)).said.thawed).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['frozen-run']).toBe('');
    expect(tree(lab)).toEqual(['a']);
  });

  test('are refused where nothing is mounted, and where the gateway is served', async () => {
    await using lab = await openServerLab();
    const elsewhere = { ...FREEZE, MountPath: '/var/lib' };
    expect((await lab.run('freeze-source', elsewhere)).said.refusal).toBe('not-mounted');
    expect((await lab.run('thaw-source', elsewhere)).said.refusal).toBe('not-mounted');
    await lab.run('switch-mount', SWITCH);
    expect((await lab.run('freeze-source', FREEZE)).said.refusal).toBe('switched');
    expect((await lab.run('thaw-source', FREEZE)).said.refusal).toBe('switched');
  });
});

// Documents, killed just before or just after each thing that they do on the server, and then run again.
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import {
  FILE,
  FREEZE,
  THAW,
  openFrozenLab,
  READ,
  RESTORE,
  SWITCH,
  fstab,
  sha256,
} from './document-parameters.ts';
import { arm } from './kill-at.ts';

const POINTS = [
  ['umount', 1],
  ['mount', 1],
  ['mv', 1],
  ['mv', 2],
  ['mv', 3],
  ['rm', 2],
  ['rm', 3],
] as const;
const WHEN = ['before', 'after'] as const;
const points = WHEN.flatMap((when) => POINTS.map(([tool, nth]) => [when, tool, nth] as const));

describe('a change of mounts, killed', () => {
  test.each(points)('%s %s number %i', async (when, tool, nth) => {
    await using lab = await openFrozenLab();
    const before = fstab(lab);

    let disarm = arm(lab, { when, tool, nth });
    const first = await lab.run('switch-mount', SWITCH);
    disarm();
    expect(first).toMatchObject({ status: 'Failed', code: -1 });
    expect((await lab.run('read-mounts', READ)).said.served).toMatch(/^(source|gateway|none)$/);
    const switched = await lab.run('switch-mount', SWITCH);
    expect(switched.said).toMatchObject({ state: 'gateway' });
    expect(fstab(lab)).toMatch(/^10\.0\.1\.20:\/image-archive \S+\/mnt\/data nfs /m);

    disarm = arm(lab, { when, tool, nth });
    await lab.run('restore-mount', RESTORE);
    disarm();
    const back = await lab.run('restore-mount', RESTORE);
    expect(back.said).toMatchObject({ state: 'source', options: expect.stringMatching(/^ro,/) });
    expect(fstab(lab)).toBe(before);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'source',
      changing: 'no',
      'switched-run': '',
    });
  });

  test.each(points)(
    '%s %s number %i, a switch: the rollback needs no second switch',
    async (...at) => {
      const [when, tool, nth] = at;
      await using lab = await openFrozenLab();
      const before = fstab(lab);
      const disarm = arm(lab, { when, tool, nth });
      await lab.run('switch-mount', SWITCH);
      disarm();
      const back = await lab.run('restore-mount', RESTORE);
      expect(back.said).toMatchObject({ state: 'source', options: expect.stringMatching(/^ro,/) });
      expect(fstab(lab)).toBe(before);
    },
  );
});

describe('a copy, killed', () => {
  test.each([
    ['before', 'mv', 1],
    ['after', 'mv', 1],
    ['before', 'cp', 1],
    ['after', 'cp', 1],
    ['before', 'ln', 1],
    ['after', 'ln', 1],
    ['before', 'rm', 2],
    ['after', 'rm', 2],
  ] as const)('%s %s number %i', async (when, tool, nth) => {
    await using lab = await openServerLab();
    lab.write('a.jpg', 'one image');
    const copy = { ...FILE, Source: 'a.jpg', Target: 'b.jpg' };
    const disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('create-test-file', copy)).toMatchObject({ status: 'Failed', code: -1 });
    disarm();
    const again = await lab.run('create-test-file', copy);
    expect(again.said).toMatchObject({ size: '9', sha256: sha256('one image') });
    expect(readFileSync(join(lab.context.world.source, 'b.jpg'), 'utf8')).toBe('one image');
    expect(readdirSync(lab.context.world.source).sort()).toEqual(['a.jpg', 'b.jpg']);
  });
});

describe('a freeze or a thaw, killed', () => {
  test.each([
    ['before', 'mount', 1],
    ['after', 'mount', 1],
    ['before', 'touch', 1],
    ['after', 'touch', 1],
  ] as const)('%s %s number %i', async (when, tool, nth) => {
    await using lab = await openServerLab();
    let disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('freeze-source', FREEZE)).toMatchObject({ status: 'Failed', code: -1 });
    disarm();
    expect((await lab.run('freeze-source', FREEZE)).said.options).toMatch(/^ro,/);
    disarm = arm(lab, { when, tool, nth });
    expect(await lab.run('thaw-source', THAW)).toMatchObject({ status: 'Failed', code: -1 });
    disarm();
    expect((await lab.run('thaw-source', THAW)).said.options).toMatch(/^rw,/);
    expect(readdirSync(lab.context.world.source)).toEqual([]);
  });
});

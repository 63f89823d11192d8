// The folder below the mount: bare behind an unmount, it must take no file that a later mount would hide.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { giveToOrdinaryUser, ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { environment } from '../../../lab/application-server/servers.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { arm } from '../kill-at.ts';
import { FREEZE, note, RESTORE, RUN, SWITCH, THAW } from '../document-parameters.ts';
import { below, frozen, modeOf, openWith, point } from './covered.ts';

const FORGET = { StatePath: RUN.StatePath, ProcPath: '/proc', Forget: 'yes' };

/** A program of the server that no service starts: not root, and it asks nobody. */
function sh(lab: ServerLab, script: string): number | null {
  const { status } = spawnSync('/bin/sh', ['-c', script], {
    env: environment(lab.context, lab.instance),
    ...ordinaryUser(),
  });
  return status;
}

test.each([0o755, 0o2750, 0o1777, 0o0])(
  'closed by the freeze, twice the same, and exactly as it was behind the thaw: %o',
  async (mode) => {
    await using lab = await openWith(mode);
    for (let times = 0; times < 2; times += 1) {
      await frozen(lab);
      expect(modeOf(below(lab))).toMatch(/^([1-7]00)?0$/);
      expect(note(lab, '.covered')).toMatch(new RegExp(`^mode=${mode.toString(8)} inode=`));
    }
    const { said } = await lab.run('thaw-source', THAW);
    expect(said).toMatchObject({ thawed: 'yes' });
    expect(said).not.toHaveProperty('covered-closed');
    expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual([mode.toString(8), undefined]);
    expect(readdirSync(join(lab.root, RUN.StatePath))).not.toContain('view');
  },
);

test('bare behind the unmount it takes no file; the way back serves above it and opens it', async () => {
  await using lab = await openWith(0o777);
  await frozen(lab);
  // A switch that is killed right behind its unmount, and no boot.
  expect(sh(lab, `"$LAB_TOOLS/umount" "${point(lab)}"`)).toBe(0);
  expect(sh(lab, `echo lost > "${point(lab)}/lost.txt"`)).not.toBe(0);
  expect((await lab.run('restore-mount', RESTORE)).said.state).toBe('source');
  expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
  expect([modeOf(below(lab)), readdirSync(below(lab))]).toEqual(['777', []]);
});

test('closed below the gateway, until nobody leads back any more', async () => {
  await using lab = await openWith(0o755);
  await frozen(lab);
  expect((await lab.run('switch-mount', SWITCH)).said.switched).toBe('yes');
  expect(modeOf(below(lab))).toBe('0');
  expect((await lab.run('raise-epoch', { ...FORGET, Forget: '' })).said).toHaveProperty('alone');
  expect(modeOf(below(lab))).toBe('0');
  expect((await lab.run('raise-epoch', FORGET)).said).not.toHaveProperty('covered-closed');
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
});

test('what somebody has put in its place, or opened meanwhile, stays as it is', async () => {
  await using lab = await openWith(0o755);
  await frozen(lab);
  chmodSync(below(lab), 0o711);
  expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
  expect(modeOf(below(lab))).toBe('711');
  await frozen(lab);
  renameSync(below(lab), `${below(lab)}.old`);
  mkdirSync(below(lab), { mode: 0o700 });
  giveToOrdinaryUser(below(lab));
  expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['700', undefined]);
});

test.each([
  ['before', 'unshare', 2],
  ['after', 'unshare', 2],
] as const)('a freeze killed %s %s number %i: opened exactly as it was', async (...at) => {
  const [when, tool, nth] = at;
  await using lab = await openWith(0o2755);
  const disarm = arm(lab, { when, tool, nth });
  expect(await lab.run('freeze-source', FREEZE)).toMatchObject({ status: 'Failed', code: -1 });
  disarm();
  expect((await lab.run('thaw-source', THAW)).said).not.toHaveProperty('refusal');
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['2755', undefined]);
});

test('a thaw killed before it forgets: again, and still exactly as it was', async () => {
  await using lab = await openWith(0o2755);
  await frozen(lab);
  const disarm = arm(lab, { when: 'after', tool: 'unshare', nth: 1 });
  expect((await lab.run('thaw-source', THAW)).code).toBe(-1);
  disarm();
  expect((await lab.run('thaw-source', THAW)).said).not.toHaveProperty('covered-closed');
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['2755', undefined]);
});

test('a server that cannot reach it says so, and is frozen and thawed all the same', async () => {
  await using lab = await openWith(0o755);
  const tool = join(lab.context.world.root, 'tools/unshare');
  writeFileSync(tool, '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2\nexit 1\n');
  const { said } = await lab.run('freeze-source', FREEZE);
  expect(said).toMatchObject({
    frozen: 'yes',
    'covered-open': 'unshare failed: Operation not permitted',
  });
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
  expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
});

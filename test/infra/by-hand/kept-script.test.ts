// The script that leads back by hand is put on the server, and goes again.
import { statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { fstab, note, READ, RESTORE, RUN, sha256, THAW } from '../document-parameters.ts';
import { arm } from '../kill-at.ts';
import { START, STOP } from '../services/service-lab.ts';
import { byHand, FIVE, isOpen, KEEP, kept, openNight, scriptOf } from './hand.ts';

const SIX = { ...FIVE, Epoch: '7', Nonce: 'c6a1', Owner: '4711/1/rollback', Approval: '' };
const LOCK = { LockPath: STOP.LockPath };

describe('it is kept', () => {
  test("as root's alone, beside its SHA-256, and says nothing else of the mount", async () => {
    await using night = await openNight('kept');
    const { lab } = night;
    const mode = statSync(scriptOf(lab)).mode & 0o777;
    expect([mode, kept(lab)]).toEqual([0o700, ['restore', 'restore.sha256']]);
    expect(note(lab, 'restore.sha256')).toBe(`${sha256(note(lab, 'restore') ?? '')}\n`);
    expect(fstab(lab)).toBe(night.before);
  });

  test.each([
    ['before', 'mv', 1],
    ['after', 'mv', 1],
    ['after', 'mv', 2],
    ['before', 'mv', 3],
  ] as const)(
    'killed %s %s number %i, the one of before still leads back',
    async (when, tool, nth) => {
      await using night = await openNight('switched');
      const { lab } = night;
      const disarm = arm(lab, { when, tool, nth });
      const again = await lab.run('restore-mount', { ...KEEP, Options: 'rw,hard' });
      disarm();
      expect(again).toMatchObject({ status: 'Failed', code: -1 });
      expect(byHand(lab)).toMatchObject({ status: 0 });
      await isOpen(night);
    },
  );

  test.each<[string, Record<string, string>, string]>([
    ['without an epoch', { Epoch: '', Nonce: '' }, 'bad-parameter'],
    ['with a lower epoch', { Epoch: '4' }, 'overtaken'],
    ['too late', { Deadline: '1' }, 'too-late'],
    ['without its approval', { Approval: '' }, 'not-approved'],
    ['without a user who can try a write', { User: '' }, 'no-user'],
    ['with a folder outside the mount', { Folder: '../etc' }, 'outside-mount'],
  ])('not %s', async (_what, given, refusal) => {
    await using night = await openNight('kept');
    const { lab } = night;
    const before = note(lab, 'restore');
    const { said } = await lab.run('restore-mount', { ...KEEP, Options: 'rw', ...given });
    expect(said.refusal).toBe(refusal);
    expect(note(lab, 'restore')).toBe(before);
  });
});

describe('it goes', () => {
  const RAISE = { StatePath: RUN.StatePath, ProcPath: '/proc' };

  test('with the last note of what was done: at the thaw, or with the services', async () => {
    await using night = await openNight('switched');
    const { lab } = night;
    const way = [
      ['raise-epoch', { ...RAISE, ...SIX }, 2],
      ['restore-mount', { ...RESTORE, ...LOCK, ...SIX }, 2],
      ['thaw-source', { ...THAW, ...LOCK, ...SIX }, 2],
      ['start-services', { ...START, ...SIX }, 0],
    ] as const;
    for (const [document, parameters, count] of way) {
      expect((await lab.run(document, parameters)).code).toBe(0);
      expect([document, kept(lab).length]).toEqual([document, count]);
    }
    await isOpen(night);
  });

  test('with the next epoch where nothing was begun behind it, or it was used', async () => {
    await using unused = await openNight('kept');
    expect((await unused.lab.run('raise-epoch', { ...RAISE, ...SIX })).code).toBe(0);
    expect(kept(unused.lab)).toEqual([]);
    await using used = await openNight('frozen');
    expect(byHand(used.lab).status).toBe(0);
    expect(kept(used.lab)).toHaveLength(2);
    expect((await used.lab.run('raise-epoch', { ...RAISE, ...SIX })).code).toBe(0);
    expect(kept(used.lab)).toEqual([]);
  });

  test('never with an epoch that is raised once more: the script is its own', async () => {
    await using lab = await openServerLab();
    const raise = { ...RAISE, ...FIVE };
    expect((await lab.run('raise-epoch', raise)).code).toBe(0);
    expect((await lab.run('restore-mount', KEEP)).code).toBe(0);
    expect((await lab.run('raise-epoch', raise)).code).toBe(0);
    expect(kept(lab)).toHaveLength(2);
  });

  test('from a confirmed server only where the migration is over', async () => {
    await using night = await openNight('confirmed');
    const { lab } = night;
    expect((await lab.run('raise-epoch', { ...RAISE, ...FIVE })).code).toBe(0);
    expect(kept(lab)).toHaveLength(2);
    expect((await lab.run('raise-epoch', { ...RAISE, ...FIVE, Forget: 'yes' })).code).toBe(0);
    expect(kept(lab)).toEqual([]);
    const { said } = await lab.run('read-mounts', { ...READ, ...LOCK });
    expect(said).toMatchObject({ served: 'gateway', 'confirmed-run': '4711-1' });
  });
});

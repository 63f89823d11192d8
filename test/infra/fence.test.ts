// The fence of the documents: who may change a server, and until when.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { Outcome, ServerLab } from '../lab/application-server/server-lab.ts';
import {
  FILE,
  FREEZE,
  MARK,
  READ,
  RESTORE,
  SWITCH,
  THAW,
  fstab,
  note,
} from './document-parameters.ts';
import { arm } from './kill-at.ts';

const FIVE = {
  Journal: 'share-0A1B2C3D',
  Migration: 'm-7',
  Epoch: '5',
  Nonce: 'b5f0',
  Owner: '4711/1/cutover',
  Approval: '12:9f86d081',
};
const SIX = { ...FIVE, Epoch: '6', Nonce: 'c6a1', Owner: '4711/1/rollback', Approval: '' };

const proc = (lab: ServerLab, name: string): string =>
  readFileSync(join(lab.root, 'proc', name), 'utf8').trim();

const said = ({ code, said: values }: Outcome): string =>
  code === 0 ? 'done' : `${code} ${values.refusal}`;

describe('the epoch', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the same', FIVE, 'done'],
    ['a higher one', SIX, 'done'],
    ['one with more digits', { ...FIVE, Epoch: '10', Nonce: 'x' }, 'done'],
    ['a lower one', { ...FIVE, Epoch: '4' }, '3 overtaken'],
    ['the same number of another entry', { ...FIVE, Nonce: 'ffff' }, '3 overtaken'],
    ['none', {}, '3 overtaken'],
    ['one of another journal', { ...SIX, Journal: 'share-FFFF' }, '3 other-journal'],
    ['the same without its approval', { ...FIVE, Approval: '' }, '3 not-approved'],
    ['the same with another approval', { ...FIVE, Approval: '13:9f86d081' }, '3 not-approved'],
    ['a number that is none', { ...FIVE, Epoch: '5x' }, '3 bad-parameter'],
    ['a word with a blank', { ...FIVE, Owner: 'a b' }, '3 bad-parameter'],
    ['an epoch without a nonce', { ...FIVE, Nonce: '' }, '3 bad-parameter'],
    ['a nonce without an epoch', { ...FIVE, Epoch: '' }, '3 bad-parameter'],
  ])('a server that knows 5, and a freeze with %s', async (_what, given, ends) => {
    await using lab = await openServerLab();
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...FIVE }))).toBe('done');
    expect(note(lab, 'epoch')).toBe(
      'epoch=5 nonce=b5f0 journal=share-0A1B2C3D owner=4711/1/cutover approval=12:9f86d081 migration=m-7\n',
    );
    const before = [note(lab, 'epoch'), fstab(lab)];
    const answer = await lab.run('freeze-source', { ...FREEZE, ...given });
    expect(said(answer)).toBe(ends);
    if (ends === '3 overtaken')
      expect(answer.said).toMatchObject({ epoch: '5', owner: '4711/1/cutover' });
    if (ends !== 'done') expect([note(lab, 'epoch'), fstab(lab)]).toEqual(before);
  });

  test('the way back needs no approval, and what it has overtaken goes forward no more', async () => {
    await using lab = await openServerLab();
    lab.write('a.jpg', 'one image');
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...FIVE }))).toBe('done');
    expect(said(await lab.run('thaw-source', { ...THAW, ...SIX }))).toBe('done');
    const before = fstab(lab);
    const copy = { ...FILE, Source: 'a.jpg', Target: 'b.jpg' };
    for (const [document, parameters] of [
      ['freeze-source', FREEZE],
      ['switch-mount', SWITCH],
      ['restore-mount', RESTORE],
      ['thaw-source', THAW],
      ['mark-confirmed', MARK],
      ['create-test-file', copy],
      ['remove-test-file', { ...FILE, Target: 'b.jpg', Sha256: '' }],
      ['calibration-folder', { ...FILE, Target: 'c', Ensure: 'present' }],
    ] as const)
      expect([document, said(await lab.run(document, { ...parameters, ...FIVE }))]).toEqual([
        document,
        '3 overtaken',
      ]);
    expect(fstab(lab)).toBe(before);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'source',
      'frozen-run': '',
    });
    expect(existsSync(join(lab.context.world.source, 'b.jpg'))).toBe(false);
  });

  test('a server that has lost its notes goes forward no more, and still goes back', async () => {
    await using lab = await openServerLab();
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...FIVE, MustKnow: '5' }))).toBe(
      '3 state-lost',
    );
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...FIVE }))).toBe('done');
    rmSync(join(lab.root, FILE.StatePath, 'epoch'));
    const six = { ...SIX, MustKnow: '5' };
    expect(said(await lab.run('switch-mount', { ...SWITCH, ...six }))).toBe('3 state-lost');
    expect(said(await lab.run('thaw-source', { ...THAW, ...six }))).toBe('done');
  });

  test('a note that cannot be understood stops everything', async () => {
    await using lab = await openServerLab();
    await lab.run('freeze-source', { ...FREEZE, ...FIVE });
    writeFileSync(join(lab.root, FILE.StatePath, 'epoch'), 'epoch=\n');
    expect(await lab.run('thaw-source', { ...THAW, ...SIX })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/epoch cannot be understood/),
    });
  });
});

describe('a command that comes late', () => {
  test.each<[string, (lab: ServerLab) => Record<string, string>, string]>([
    ['in time', (lab) => ({ Deadline: uptime(lab, 60) }), 'done'],
    ['after its moment', (lab) => ({ Deadline: uptime(lab, -2) }), '3 too-late'],
    ['on the same boot', (lab) => ({ BootId: proc(lab, 'sys/kernel/random/boot_id') }), 'done'],
    ['on another boot', () => ({ BootId: '0f3cd5ea-77d8-4f9e-b0c5-0a5b5f5c9a11' }), '3 rebooted'],
  ])('%s', async (_when, limit, ends) => {
    await using lab = await openServerLab();
    lab.write('a.jpg', 'one image');
    await lab.run('read-mounts', READ);
    const given = limit(lab);
    const copy = { ...FILE, Source: 'a.jpg', Target: 'b.jpg', ...given };
    expect(said(await lab.run('create-test-file', copy))).toBe(ends);
    expect(existsSync(join(lab.context.world.source, 'b.jpg'))).toBe(ends === 'done');
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...given }))).toBe(ends);
    if (ends !== 'done') await lab.run('freeze-source', FREEZE);
    expect(said(await lab.run('switch-mount', { ...SWITCH, ...given }))).toBe(ends);
    // The way back is judged by its epoch alone.
    expect(said(await lab.run('restore-mount', { ...RESTORE, ...given }))).toBe('done');
    expect(said(await lab.run('thaw-source', { ...THAW, ...given }))).toBe('done');
  });

  const uptime = (lab: ServerLab, more: number): string =>
    String(Math.floor(Number(proc(lab, 'uptime').split(' ')[0])) + more);
});

describe('a change that is overtaken while it runs stops where it is, and the way back finishes it', () => {
  const POINTS = [
    ['umount', 1],
    ['mount', 1],
    ['mv', 1],
    ['mv', 2],
    ['mv', 3],
  ] as const;
  test.each(POINTS)('before %s number %i', async (tool, nth) => {
    await using lab = await openServerLab();
    const before = fstab(lab);
    expect(said(await lab.run('freeze-source', { ...FREEZE, ...FIVE }))).toBe('done');
    const disarm = arm(lab, { when: 'before', tool, nth }, raise(lab));
    const answer = await lab.run('switch-mount', { ...SWITCH, ...FIVE });
    disarm();
    // The last thing that it does may be the one before which it was overtaken: it is whole then.
    expect(said(answer)).toMatch(/^(3 overtaken|done)$/);
    expect(said(await lab.run('switch-mount', { ...SWITCH, ...FIVE }))).toBe('3 overtaken');
    expect((await lab.run('restore-mount', { ...RESTORE, ...SIX })).said).toMatchObject({
      state: 'source',
    });
    expect(said(await lab.run('thaw-source', { ...THAW, ...SIX }))).toBe('done');
    expect(fstab(lab)).toBe(before);
  });

  /** What the way back does first, as a command of the shell. */
  const raise = (lab: ServerLab): string =>
    `printf 'epoch=6 nonce=c6a1 journal=share-0A1B2C3D owner=4711/1/rollback approval= migration=m-7\\n' >'${join(
      lab.root,
      FILE.StatePath,
      'epoch',
    )}'`;
});

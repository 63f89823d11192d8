// The script that lies on the server for a night without AWS and GitHub: it leads back to the open source.
import { appendFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { fstab, note, READ, RESTORE, RUN, sha256, THAW } from '../document-parameters.ts';
import { arm } from '../kill-at.ts';
import { left, START, STOP, stateOf } from '../services/service-lab.ts';
import { byHand, epochOf, FIVE, forward, KEEP, kept, openNight, scriptOf } from './hand.ts';
import type { Reached } from './hand.ts';

const SIX = { ...FIVE, Epoch: '7', Nonce: 'c6a1', Owner: '4711/1/rollback', Approval: '' };
const FLAG = '--although-confirmed';
const LOCK = { LockPath: STOP.LockPath };

/** The source is served and takes writes, as on the evening before; the service runs. */
async function isOpen({ lab, before }: { lab: ServerLab; before: string }): Promise<void> {
  const { said } = await lab.run('read-mounts', { ...READ, ...LOCK });
  expect(said).toMatchObject({ served: 'source', 'frozen-run': '', changing: 'no' });
  expect(said).toMatchObject({ 'switched-run': '', 'confirmed-run': '' });
  expect(said['at-source-options']).toMatch(/^rw,/);
  expect(fstab(lab)).toBe(before);
  expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
}

const flagFor = (reached: Reached): readonly string[] => (reached === 'confirmed' ? [FLAG] : []);

describe('the script leads back', () => {
  test.each<Reached>(['kept', 'stopped', 'frozen', 'switched', 'started', 'confirmed'])(
    'where the night has come to %s, and once more',
    async (reached) => {
      await using night = await openNight(reached);
      const { lab } = night;
      const once = byHand(lab, ...flagFor(reached));
      expect(once).toEqual({
        status: 0,
        text: expect.stringContaining(
          '/mnt/data comes from nfs-server.example.internal:/export/data on this server, and takes writes.',
        ),
      });
      expect(once.text).toContain('Do the same on every other server');
      expect(epochOf(lab)).toBe('6 4711/1/by-hand');
      await isOpen(night);
      expect(byHand(lab)).toMatchObject({ status: 0 });
      expect(epochOf(lab)).toBe('7 4711/1/by-hand');
      await isOpen(night);
    },
  );

  test('what was sent before goes forward no more, and the job rollback goes above it without the journal, too', async () => {
    await using night = await openNight('frozen');
    const { lab } = night;
    expect(byHand(lab).status).toBe(0);
    for (const [document, parameters] of [
      ['freeze-source', forward.freeze],
      ['switch-mount', forward.switch],
      ['restore-mount', KEEP],
      ['stop-services', { ...STOP, ...FIVE }],
    ] as const)
      expect((await lab.run(document, parameters)).said).toMatchObject({ refusal: 'overtaken' });
    await isOpen(night);
    const alone = { ...FIVE, Epoch: '', Nonce: 'd7', Owner: '4711/1/rollback', Approval: '' };
    const raise = { StatePath: RUN.StatePath, ProcPath: '/proc', ...alone };
    expect((await lab.run('raise-epoch', raise)).said).toMatchObject({ epoch: '7', alone: 'yes' });
  });

  test('a server that has lost its epoch raises the one of the script', async () => {
    await using night = await openNight('frozen');
    rmSync(join(night.lab.root, RUN.StatePath, 'epoch'));
    expect(byHand(night.lab).status).toBe(0);
    expect(epochOf(night.lab)).toBe('6 4711/1/by-hand');
  });

  test('a gateway in use stays, and its processes are named', async () => {
    await using night = await openNight('switched');
    const { lab } = night;
    writeFileSync(join(lab.state, 'busy'), `${lab.root}/mnt/data 9\n`);
    const { status, text } = byHand(lab);
    expect([status, text]).toEqual([3, expect.stringContaining('Refused: busy.')]);
    expect(text).toContain('then start this once more');
    rmSync(join(lab.state, 'busy'));
    expect(byHand(lab).status).toBe(0);
    await isOpen(night);
  });
});

describe('the script refuses', () => {
  test('where the switch is confirmed, and says what would be missing', async () => {
    await using night = await openNight('confirmed');
    const { lab } = night;
    const before = note(lab, 'epoch');
    const { status, text } = byHand(lab);
    expect(status).toBe(3);
    expect(text).toMatch(
      /^Refused: confirmed\. The gateway has served since \d{4}-\S+Z\. What was written since then is not at the source/,
    );
    expect(text).toContain(`sh ${RUN.StatePath}/restore ${FLAG}`);
    expect(note(lab, 'epoch')).toBe(before);
  });

  test.each<[string, (lab: ServerLab) => void, readonly string[], RegExp]>([
    [
      'a script that was changed',
      (lab) => appendFileSync(scriptOf(lab), '\n'),
      [],
      /^Refused: changed\. /,
    ],
    [
      'a server without its note',
      (lab) => rmSync(join(lab.root, RUN.StatePath, 'restore.sha256')),
      [],
      /^Refused: state-lost\. /,
    ],
    ['another word', () => undefined, ['--yes'], /^Refused: bad-parameter\. .* got --yes$/m],
    [
      'a server of another journal',
      (lab) =>
        writeFileSync(
          join(lab.root, RUN.StatePath, 'epoch'),
          'epoch=9 nonce=x journal=share-FFFF owner=1/1/cutover approval= migration=m-9\n',
        ),
      [],
      /^Refused: other-journal\. /,
    ],
  ])('%s', async (_what, change, args, says) => {
    await using night = await openNight('switched');
    const { lab } = night;
    change(lab);
    const before = [fstab(lab), note(lab, 'epoch'), note(lab, 'switched')];
    const { status, text } = byHand(lab, ...args);
    expect([status, text]).toEqual([3, expect.stringMatching(says)]);
    expect([fstab(lab), note(lab, 'epoch'), note(lab, 'switched')]).toEqual(before);
  });
});

describe('the script, killed', () => {
  const POINTS = [
    ['switched', 'mv', 1],
    ['switched', 'umount', 1],
    ['switched', 'mount', 1],
    ['switched', 'mv', 2],
    ['switched', 'mv', 3],
    ['switched', 'rm', 3],
    ['switched', 'systemctl', 4],
    ['frozen', 'mount', 1],
    ['frozen', 'systemctl', 2],
    ['frozen', 'rm', 5],
  ] as const;
  const WHEN = ['before', 'after'] as const;
  const points = WHEN.flatMap((when) => POINTS.map((point) => [when, ...point] as const));
  test.each(points)('%s, %s, %s number %i: it goes on', async (when, reached, tool, nth) => {
    await using night = await openNight(reached);
    const { lab } = night;
    const disarm = arm(lab, { when, tool, nth });
    expect(byHand(lab).status).not.toBe(0);
    disarm();
    expect(byHand(lab)).toMatchObject({ status: 0 });
    await isOpen(night);
  });
});

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

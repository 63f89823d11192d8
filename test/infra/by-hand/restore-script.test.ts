// The script that lies on the server for a night without AWS and GitHub: it leads back to the open source.
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { fstab, note, RUN } from '../document-parameters.ts';
import { arm } from '../kill-at.ts';
import { STOP, stateOf } from '../services/service-lab.ts';
import { byHand, epochOf, FIVE, forward, isOpen, KEEP, openNight, scriptOf } from './hand.ts';
import type { Reached } from './hand.ts';

const FLAG = '--although-confirmed';

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
          '/mnt/data comes from nfs-server.example.internal:/export/data on this server, and takes writes: one as www-data succeeded.',
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

describe('the script proves that the application can write', () => {
  test('or keeps what is noted, and starts nothing', async () => {
    await using night = await openNight('frozen');
    const { lab } = night;
    const { source } = lab.context.world;
    chmodSync(source, 0o555);
    const { status, text } = byHand(lab);
    chmodSync(source, 0o755);
    expect([status, text]).toEqual([3, expect.stringContaining('Refused: probe-failed. ')]);
    expect(text).toContain('a write as www-data fails, and nothing was started.');
    expect([note(lab, 'frozen'), note(lab, 'services'), stateOf(lab)]).toEqual([
      expect.any(String),
      expect.any(String),
      'inactive',
    ]);
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
    [
      'a word that commands a terminal, without its command',
      () => undefined,
      ['\u001B[31m\u00FC'],
      /^Refused: bad-parameter\. .* got \?\[31m\?\?$/m,
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

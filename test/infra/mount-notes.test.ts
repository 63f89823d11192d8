// What the documents note of a change on the server, and what they refuse because of such a note.
import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import { readRows, rowLine } from '../../lab/application-server/mount-table.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import {
  CHANGE,
  FREEZE,
  THAW,
  MARK,
  READ,
  RESTORE,
  RUN,
  SWITCH,
  fstab,
  note,
  openFrozenLab,
} from './document-parameters.ts';
import { arm } from './kill-at.ts';

const OTHER = { Run: '9-9' };

describe('switch-mount needs the source frozen by its own run', () => {
  test.each<[string, (lab: ServerLab) => Promise<unknown>, RegExp]>([
    ['writable, not frozen', () => Promise.resolve(), /rw/],
    [
      'frozen by another run',
      (lab) => lab.run('freeze-source', { ...FREEZE, ...OTHER }),
      /frozen by 9-9/,
    ],
    [
      'noted as frozen, but writable again',
      async (lab) => {
        await lab.run('freeze-source', FREEZE);
        remountByHand(lab, 'rw');
      },
      /rw/,
    ],
    [
      'read-only, but nobody has frozen it',
      (lab) => {
        remountByHand(lab, 'ro');
        return Promise.resolve();
      },
      /no run/,
    ],
  ])('%s', async (_, prepare, detail) => {
    await using lab = await openServerLab();
    await prepare(lab);
    const before = fstab(lab);
    const frozen = note(lab, 'frozen');
    const refused = await lab.run('switch-mount', SWITCH);
    expect(refused).toMatchObject({
      code: 3,
      said: {
        refusal: 'not-frozen',
        state: 'source',
        detail: expect.stringMatching(detail) as unknown,
      },
    });
    expect(fstab(lab)).toBe(before);
    expect(note(lab, 'frozen')).toBe(frozen);
    expect(note(lab, 'changing')).toBe(undefined);
    expect(() => statSync(join(lab.root, 'etc/fstab.nfs-cutover-4711-1'))).toThrow('ENOENT');
  });

  test.each(['none', 'gateway'] as const)(
    'another run has left a change half done: %s',
    async (serves) => {
      await using lab = await openFrozenLab();
      await leaveHalfDone(lab, serves);
      const refused = await lab.run('switch-mount', { ...SWITCH, ...OTHER });
      expect(refused.said).toMatchObject({
        refusal: 'not-frozen',
        state: serves,
        detail: expect.stringMatching(/4711-1/),
      });
      expect((await lab.run('switch-mount', SWITCH)).said.switched).toBe('yes');
    },
  );
});

describe('restore-mount finishes a change that is noted only as begun', () => {
  test.each(['none', 'gateway'] as const)('the server serves %s', async (serves) => {
    await using lab = await openFrozenLab();
    const before = fstab(lab);
    await leaveHalfDone(lab, serves);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: serves,
      changing: 'yes',
      'changing-run': '4711-1',
      'switched-run': '',
    });
    const back = await lab.run('restore-mount', RESTORE);
    expect(back.said).toMatchObject({
      state: 'source',
      restored: 'yes',
      resumed: '4711-1',
      options: expect.stringMatching(/^ro,/),
    });
    expect(note(lab, 'changing')).toBe(undefined);
    expect(fstab(lab)).toBe(before);
    const twice = await lab.run('restore-mount', RESTORE);
    expect(twice.said).toMatchObject({ state: 'source', restored: 'already' });
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'source',
      changing: 'no',
      'changing-run': '',
    });
  });
});

describe('mark-confirmed', () => {
  test('notes once what is switched by this run, and the rollback forgets it', async () => {
    await using lab = await openFrozenLab();
    expect((await lab.run('mark-confirmed', MARK)).said).toMatchObject({ refusal: 'not-switched' });
    await lab.run('switch-mount', SWITCH);
    expect((await lab.run('mark-confirmed', { ...MARK, ...OTHER })).said).toMatchObject({
      refusal: 'not-switched',
      detail: expect.stringMatching(/4711-1/),
    });
    expect((await lab.run('read-mounts', READ)).said['confirmed-run']).toBe('');
    expect((await lab.run('mark-confirmed', MARK)).said).toMatchObject({ confirmed: 'yes' });
    const written = note(lab, 'confirmed');
    expect(written).toMatch(/^run=4711-1 at=2096-09-12T21:\d\d:\d\dZ\n$/);
    expect((await lab.run('mark-confirmed', MARK)).said).toMatchObject({ confirmed: 'already' });
    expect(note(lab, 'confirmed')).toBe(written);
    expect((await lab.run('switch-mount', SWITCH)).said.switched).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['confirmed-run']).toBe('4711-1');
    await lab.run('restore-mount', RESTORE);
    expect(note(lab, 'confirmed')).toBe(undefined);
    expect((await lab.run('mark-confirmed', MARK)).said.refusal).toBe('not-switched');
  });

  test('a change under way is not confirmed', async () => {
    await using lab = await openFrozenLab();
    await lab.run('switch-mount', SWITCH);
    write(lab, 'changing', 'from=gateway read_only=no run=4711-1\n');
    expect((await lab.run('mark-confirmed', MARK)).said).toMatchObject({
      refusal: 'not-switched',
      detail: expect.stringMatching(/not finished/),
    });
  });

  test('what another run has confirmed is void when a change begins', async () => {
    await using lab = await openFrozenLab();
    write(lab, 'confirmed', 'run=9-9 at=2026-09-01T00:00:00Z\n');
    await lab.run('switch-mount', SWITCH);
    expect(note(lab, 'confirmed')).toBe(undefined);
  });
});

describe('read-mounts and a change at the same time', () => {
  test('it waits for the end of the change', async () => {
    await using lab = await openServerLab();
    const lock = join(lab.root, READ.LockPath);
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; read -r end'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(holder.stdout, 'data');
      giveToOrdinaryUser(lock);
      let answered = false;
      const reading = lab.run('read-mounts', READ).finally(() => (answered = true));
      await realTime(500);
      expect(answered).toBe(false);
      holder.stdin.end('\n');
      expect((await reading).said.served).toBe('source');
    } finally {
      holder.kill();
    }
  });

  test.each([
    ['read-mounts', READ],
    ['mark-confirmed', MARK],
    ['switch-mount', SWITCH],
  ] as const)('%s is refused where the change does not end', async (document, parameters) => {
    await using lab = await openServerLab();
    // In place of the minute that flock really waits.
    const flock = '#!/bin/sh\n[ "$*" != "-w 60 9" ]\n';
    writeFileSync(join(lab.context.world.root, 'tools/flock'), flock, { mode: 0o755 });
    expect((await lab.run(document, parameters)).said.refusal).toBe('locked');
  });
});

test('notes are closed to others, and so are the folders above them; the lock is common', async () => {
  await using lab = await openFrozenLab();
  for (let path = RUN.StatePath; path !== '/var/lib'; path = dirname(path))
    expect([path, statSync(join(lab.root, path)).mode & 0o777]).toEqual([path, 0o700]);
  expect(statSync(join(lab.root, RUN.StatePath, 'frozen')).mode & 0o777).toBe(0o600);
  const other = { StatePath: '/var/lib/nfs-cutover/another' };
  const seen = await lab.run('read-mounts', { ...READ, ...other });
  expect(seen.said).toMatchObject({ 'frozen-run': '', served: 'source' });
  expect((await lab.run('switch-mount', { ...SWITCH, ...other })).said.refusal).toBe('not-frozen');
});

/** As a switch leaves the server that is killed when it has unmounted, or mounted, and not said so yet. */
async function leaveHalfDone(lab: ServerLab, serves: 'none' | 'gateway'): Promise<void> {
  const tool = serves === 'none' ? 'umount' : 'mount';
  const disarm = arm(lab, { when: 'after', tool, nth: 1 });
  const killed = await lab.run('switch-mount', SWITCH);
  disarm();
  expect(killed).toMatchObject({ status: 'Failed', code: -1 });
  expect(note(lab, 'changing')).toMatch(/ run=4711-1\n$/);
  expect(note(lab, 'switched')).toBe(undefined);
}

/** Puts a note into the state folder. */
function write(lab: ServerLab, name: string, content: string): void {
  const file = join(lab.root, RUN.StatePath, name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, content, { mode: 0o600 });
  giveToOrdinaryUser(file);
}

/** What somebody does who remounts the source without any document. */
function remountByHand(lab: ServerLab, access: 'ro' | 'rw'): void {
  const table = join(lab.state, 'mounts');
  const rows = readRows(readFileSync(table, 'utf8')).map((row) =>
    row.source === CHANGE.SourceExport
      ? {
          ...row,
          superblock: row.superblock.replace(/^r[ow]/, access),
          flags: row.flags.replace(/^r[ow]/, access),
        }
      : row,
  );
  writeFileSync(table, rows.map((row) => `${rowLine(row)}\n`).join(''));
}

test('the rollback removes a note that a killed document left half written', async () => {
  await using lab = await openFrozenLab();
  const half = (name: string): string => join(lab.root, RUN.StatePath, `${name}.new`);
  for (const name of ['switched', 'changing', 'confirmed', 'frozen']) writeFileSync(half(name), '');
  expect((await lab.run('restore-mount', RESTORE)).code).toBe(0);
  for (const name of ['switched', 'changing', 'confirmed', 'frozen'])
    expect(existsSync(half(name))).toBe(false);
  writeFileSync(half('frozen'), '');
  expect((await lab.run('thaw-source', THAW)).code).toBe(0);
  expect(existsSync(half('frozen'))).toBe(false);
});

// list-tree through re-runs, cancellation and failing tools; and read-manifest-part, which hands its parts out.
import { describe, expect, test } from '@jest/globals';
import { CancelCommandCommand } from '@aws-sdk/client-ssm';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { expectedRows } from '../hostile-tree.ts';
import { LIST, replaceTool, RUN, spool, top } from '../listing.ts';

/** Whether a process is over: gone, or a zombie that nobody has waited for yet. */
function isOver(pid: string): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
}

/** A killed process takes a moment to end, longer on a busy machine; one that was not killed sleeps for 600 s. */
async function untilGone(pid: string): Promise<void> {
  for (let i = 0; i < 300 && !isOver(pid); i += 1) await pause(100);
  expect(isOver(pid)).toBe(true);
}

describe('a listing of a run', () => {
  test('is found again under its label, unless it is asked for fresh or for another tree', async () => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    const first = await lab.run('list-tree', LIST);
    lab.write('two', '2');
    const { listed: _, ...facts } = first.said;
    expect((await lab.run('list-tree', LIST)).said).toEqual({ ...facts, listed: 'found' });
    const other = await lab.run('list-tree', { ...LIST, MountPath: '/mnt/fgw' });
    expect(other.said).toMatchObject({ listed: 'yes', rows: '0' });
    expect((await lab.run('list-tree', LIST)).said).toMatchObject({ listed: 'yes', rows: '2' });
    lab.write('three', '3');
    expect((await lab.run('list-tree', LIST)).said).toMatchObject({ listed: 'found', rows: '2' });
    expect((await lab.run('list-tree', { ...LIST, Fresh: 'yes' })).said).toMatchObject({
      listed: 'yes',
      rows: '3',
    });
  });

  test.each<[string, (part: string) => void]>([
    ['lost', (part) => rmSync(part)],
    ['changed', (part) => writeFileSync(part, 'x')],
  ])('of which a part was %s is made again', async (_, spoil) => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    await lab.run('list-tree', LIST);
    spoil(join(spool(lab), 'part.1'));
    expect((await lab.run('list-tree', LIST)).said).toMatchObject({ listed: 'yes', rows: '1' });
  });

  test('is private to root, leaves nothing else behind, and goes away with an old run', async () => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    const old = join(lab.root, 'var/lib/nfs-cutover/42/tree-source');
    const recent = join(lab.root, 'var/lib/nfs-cutover/43/tree-source');
    for (const folder of [old, recent]) mkdirSync(folder, { recursive: true });
    utimesSync(old, 0, statSync(recent).mtimeMs / 1000 - 9 * 86_400);
    giveToOrdinaryUser(join(lab.root, 'var/lib/nfs-cutover'));
    await lab.run('list-tree', LIST);
    expect(statSync(spool(lab)).mode & 0o077).toBe(0);
    expect(readdirSync(spool(lab)).sort()).toEqual(['answer', 'asked', 'index', 'part.1', 'sums']);
    expect([existsSync(old), existsSync(recent)]).toEqual([false, true]);
    expect(expectedRows(top(lab)).map((row) => row.replace(/.*\//, ''))).toEqual(['one']);
  });

  test.each([
    ['at the top', '1'],
    ['below it, while what is listed is packed', '1000000'],
  ])('that was cancelled %s leaves no process, and is made again', async (_, depth) => {
    await using lab = await openServerLab();
    // Deeper than the levels that are listed one by one.
    lab.write('a/b/c/d/e/f/g/one', '1');
    const pids = join(lab.root, 'tmp/pids');
    const undo = replaceTool(
      lab,
      'find',
      `case " $* " in *' -maxdepth ${depth} '*) echo $$ >>'${pids}'; exec REAL /proc/self/fd/0 -maxdepth 0 -exec sleep 600 \\; ;; esac\nexec REAL "$@"`,
    );
    writeFileSync(join(lab.context.world.root, 'tools/sleep'), '#!/bin/sh\nexec /bin/sleep "$@"\n');
    const id = await lab.send('list-tree', LIST);
    const over = lab.wait(id);
    while (!existsSync(pids) || statSync(pids).size === 0) await pause(50);
    await lab.client.send(new CancelCommandCommand({ CommandId: id }));
    expect((await over).Status).toBe('Cancelled');
    const [pid = ''] = readFileSync(pids, 'utf8').split('\n');
    expect(pid).toMatch(/^[0-9]+$/);
    await untilGone(pid);
    undo();
    expect((await lab.run('list-tree', LIST)).said).toMatchObject({ listed: 'yes', rows: '8' });
  });

  test.each<[string, string, string, object]>([
    [
      'takes too long',
      'timeout',
      `[ "$1" != --foreground ] || exit 124\nexec REAL "$@"`,
      { code: 3, said: { refusal: 'hung' } },
    ],
    [
      'meets an error of the file system',
      'find',
      `REAL "$@" || exit\ncase " $* " in *' -xdev '*) echo "find: 'a/x': Input/output error" >&2; exit 1 ;; esac`,
      { code: 1, said: {}, stderr: expect.stringContaining('Input/output error') },
    ],
    [
      'is cut off without a word',
      'find',
      `case " $* " in *' -xdev '*) exit 1 ;; esac\nexec REAL "$@"`,
      { code: 1, said: {}, stderr: expect.stringContaining('listing failed') },
    ],
    [
      'cannot be sorted',
      'sort',
      `case " $* " in *' -z '*) cat >/dev/null; echo 'sort: No space left on device' >&2; exit 2 ;; esac\nexec REAL "$@"`,
      { code: 1, said: {}, stderr: expect.stringContaining('No space left') },
    ],
    [
      'cannot be packed',
      'gzip',
      `[ "$1" != -1 ] || exit 1\nexec REAL "$@"`,
      { code: 1, said: {}, stderr: expect.stringContaining('split') },
    ],
    [
      'cannot be put together',
      'stat',
      `[ "$*" = "\${*#-c %s}" ] || exit 1\nexec REAL "$@"`,
      { code: 1, said: {}, stderr: expect.stringContaining('could not be packed') },
    ],
    [
      'cannot be digested',
      'sha256sum',
      'cat >/dev/null; exit 1',
      { code: 1, said: {}, stderr: expect.stringContaining('could not be read again') },
    ],
  ])('that %s is no listing, and its spool is not kept', async (_, tool, script, ends) => {
    await using lab = await openServerLab();
    lab.write('a/x', '1');
    const undo = replaceTool(lab, tool, script);
    expect(await lab.run('list-tree', LIST)).toMatchObject(ends);
    expect(existsSync(spool(lab)) ? readdirSync(spool(lab)) : []).toEqual([]);
    undo();
    expect((await lab.run('list-tree', LIST)).said).toMatchObject({ listed: 'yes', rows: '2' });
  });

  test('goes on where files vanish while it is made', async () => {
    await using lab = await openServerLab();
    lab.write('a/x', '1');
    replaceTool(
      lab,
      'find',
      `REAL "$@" || exit\ncase " $* " in *' -xdev '*) echo "find: 'gone': No such file or directory" >&2; exit 1 ;; esac`,
    );
    expect(await lab.run('list-tree', LIST)).toMatchObject({ code: 0, said: { rows: '2' } });
  });
});

describe('a part', () => {
  const part = (number: string) => ({ ...RUN, Part: number });

  test('is printed between its lines, whole; the last command removes all', async () => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    await lab.run('list-tree', LIST);
    const packed = readFileSync(join(spool(lab), 'part.1'));
    const { StandardOutputContent: text = '' } = await lab.wait(
      await lab.send('read-manifest-part', part('1')),
    );
    expect(text.split('\n')).toEqual([
      '@part=MQ==',
      expect.stringMatching(/^@bytes=/),
      '-----BEGIN PART 1-----',
      packed.toString('base64'),
      '-----END PART 1-----',
      '',
    ]);
    expect((await lab.run('read-manifest-part', part('remove'))).said).toEqual({ removed: 'yes' });
    expect(existsSync(spool(lab))).toBe(false);
    expect((await lab.run('read-manifest-part', part('remove'))).said).toEqual({
      removed: 'absent',
    });
  });

  test('that is not there, and one of no listing, are refused', async () => {
    await using lab = await openServerLab();
    lab.write('one', '1');
    expect((await lab.run('read-manifest-part', part('1'))).said.refusal).toBe('no-listing');
    await lab.run('list-tree', LIST);
    expect((await lab.run('read-manifest-part', part('2'))).said.refusal).toBe('no-part');
    for (const bad of ['0', '01', '-1', '../part.1', ''])
      expect((await lab.run('read-manifest-part', part(bad))).said.refusal).toBe('bad-parameter');
  });
});

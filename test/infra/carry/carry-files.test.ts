// carry-files, really run on a server of the lab: what was written through the gateway comes to the source, and nothing that
// the source has got meanwhile is lost.
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { Bytes } from '../../lab/application-server/server-lab.ts';
import { bytesOf, CARRY, files, results, seen, through } from './carry-lab.ts';
import { arm } from '../kill-at.ts';
import { FREEZE, sha256 } from '../document-parameters.ts';

const HOSTILE: readonly [string, Bytes][] = [
  ['blanks and quotes', `it's a "new"  image.jpg`],
  ['shell code', '$(touch pwned) `id`;&|>x <y.jpg'],
  ['newlines, at the end too', 'a\nb\n\n'],
  ['a leading dash', '-rf'],
  ['template braces', '{{ Files }} {{global:DATE}}'],
  ['what find reads as an expression', '( ! -delete'],
  [
    'every byte but / and NUL',
    Buffer.from([...Array(254).keys()].map((i) => i + 1).filter((i) => i !== 0x2f)),
  ],
];

describe('carry-files', () => {
  test('copies what is new and what the source has as at the freeze; twice is once', async () => {
    await using lab = await openServerLab();
    lab.write('old.txt', 'before the freeze');
    const was = seen(lab, 'old.txt');
    through(lab, 'old.txt', 'through the gateway');
    through(lab, 'new/one.txt', '1');
    const wanted = files(
      { path: 'new', kind: 'folder' },
      { path: 'new/one.txt', text: '1' },
      { path: 'old.txt', text: 'through the gateway', was },
    );
    const carried = await lab.run('carry-files', wanted);
    expect(carried).toMatchObject({ code: 0, stderr: '' });
    expect(results(carried.said)).toEqual(['carried', 'carried', 'carried']);
    const { source } = lab.context.world;
    expect(readFileSync(join(source, 'new/one.txt'), 'utf8')).toBe('1');
    expect(readFileSync(join(source, 'old.txt'), 'utf8')).toBe('through the gateway');
    const { mode, mtimeMs } = statSync(join(source, 'old.txt'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o640, 1700000000500]);
    const again = await lab.run('carry-files', wanted);
    expect(results(again.said)).toEqual(['same', 'same', 'same']);
    expect(readdirSync(source).sort()).toEqual(['new', 'old.txt']);
    expect(readdirSync(join(lab.root, 'tmp'))).toEqual([]);
  });

  test.each(HOSTILE)('carries a name with %s', async (_, name) => {
    await using lab = await openServerLab();
    lab.write('folder/known', '1');
    const path = Buffer.concat([Buffer.from('folder/'), Buffer.from(name)]);
    through(lab, path, 'bytes');
    const { said } = await lab.run('carry-files', files({ path, text: 'bytes' }));
    expect(results(said)).toEqual(['carried']);
    expect(readFileSync(bytesOf(lab.context.world.source, path), 'utf8')).toBe('bytes');
    expect(readdirSync(join(lab.context.world.source, 'folder'))).toHaveLength(2);
  });

  test('names what has the same bytes and another mode, and what was taken away since it was carried', async () => {
    await using lab = await openServerLab();
    lab.write('old.txt', 'the same');
    through(lab, 'old.txt', 'the same');
    through(lab, 'order.xml', '1');
    const order = files({ path: 'order.xml', text: '1' });
    const both = files(
      { path: 'old.txt', text: 'the same', was: seen(lab, 'old.txt') },
      { path: 'order.xml', text: '1' },
    );
    const [same = '', carried] = results((await lab.run('carry-files', both)).said);
    expect(same).toMatch(
      /^attributes the same bytes; mode and time are \d+ \d+, on the gateway 640 1700000000$/,
    );
    expect(carried).toBe('carried');
    const { source } = lab.context.world;
    rmSync(join(source, 'order.xml'));
    const [gone = ''] = results((await lab.run('carry-files', order)).said);
    expect(gone).toMatch(/^gone it was carried before/);
    expect(readdirSync(source)).toEqual(['old.txt']);
  });

  test('a half file of a killed command goes, whatever comes of the next one', async () => {
    await using lab = await openServerLab();
    lab.write('changed', 'before');
    const was = seen(lab, 'changed');
    lab.write('changed', 'after the rollback');
    through(lab, 'changed', 'through the gateway');
    const half = `.nfs-cutover-${CARRY.Migration}-${sha256('changed').slice(0, 12)}.partial`;
    lab.write(half, 'through the g');
    const wanted = files({ path: 'changed', text: 'through the gateway', was });
    expect(results((await lab.run('carry-files', wanted)).said)[0]).toMatch(/^conflict /);
    expect(readdirSync(lab.context.world.source)).toEqual(['changed']);
  });

  test('names a conflict and never overwrites it: changed, new, another type', async () => {
    await using lab = await openServerLab();
    lab.write('changed', 'before');
    const was = seen(lab, 'changed');
    lab.write('changed', 'after the rollback');
    lab.write('new', 'at the source');
    lab.write('folder/file', 'at the source');
    for (const path of ['changed', 'new']) through(lab, path, 'through the gateway');
    through(lab, 'folder', 'a file');
    const text = 'through the gateway';
    const { said } = await lab.run(
      'carry-files',
      files(
        { path: 'changed', text, was },
        { path: 'new', text },
        { path: 'folder', text: 'a file' },
        { path: 'new', kind: 'folder' },
      ),
    );
    expect(results(said).map((one) => one.split(' ')[0])).toEqual(Array(4).fill('conflict'));
    const { source } = lab.context.world;
    expect(readFileSync(join(source, 'changed'), 'utf8')).toBe('after the rollback');
    expect(readFileSync(join(source, 'new'), 'utf8')).toBe('at the source');
    expect(readdirSync(source).sort()).toEqual(['changed', 'folder', 'new']);
  });

  test('one file that cannot be carried stops no other one', async () => {
    await using lab = await openServerLab();
    lab.write('known', '1');
    symlinkSync('/etc', join(lab.context.world.source, 'out'));
    through(lab, 'good', 'good');
    through(lab, 'other', 'other bytes than the bucket has');
    const { said } = await lab.run(
      'carry-files',
      files(
        { path: 'other', text: 'the bytes of the bucket' },
        { path: 'gone', text: 'gone' },
        { path: 'no folder/file', text: '1' },
        { path: 'out/file', text: '1' },
        { path: 'of root', text: '1', uid: 0 },
        { path: 'good', text: 'good' },
      ),
    );
    expect(results(said).map((one) => one.split(' ')[0])).toEqual([
      ...['differs', 'failed', 'no-folder', 'outside-mount', 'root-owned', 'carried'],
    ]);
    expect(readdirSync(lab.context.world.source).sort()).toEqual(['good', 'known', 'out']);
  });

  test.each([...Array(24).keys()].filter((i) => i % 3 === 2))(
    'killed at its setpriv number %i, it goes on where it was and leaves no half file',
    async (nth) => {
      await using lab = await openServerLab();
      lab.write('old.txt', 'before the freeze');
      const was = seen(lab, 'old.txt');
      through(lab, 'old.txt', 'through the gateway');
      through(lab, 'new.txt', 'new');
      const wanted = files(
        { path: 'new.txt', text: 'new' },
        { path: 'old.txt', text: 'through the gateway', was },
      );
      const disarm = arm(lab, { when: 'before', tool: 'setpriv', nth });
      expect((await lab.run('carry-files', wanted)).code).toBe(-1);
      disarm();
      const { source } = lab.context.world;
      expect(readFileSync(join(source, 'old.txt'), 'utf8')).toMatch(
        /^(before the freeze|through the gateway)$/,
      );
      const again = await lab.run('carry-files', wanted);
      expect(results(again.said).join(' ')).toMatch(/^(carried|same) (carried|same)$/);
      expect(readFileSync(join(source, 'old.txt'), 'utf8')).toBe('through the gateway');
      expect(readdirSync(source).sort()).toEqual(['new.txt', 'old.txt']);
    },
  );

  test.each([
    ['a path that leads out', { path: '../out' }, 'outside-mount'],
    ['an empty path', { path: '' }, 'bad-parameter'],
    ['what the source had', { path: 'a', was: 'f:$(id)' }, 'bad-parameter'],
  ])('refuses %s before any file is touched', async (_, wanted, refusal) => {
    await using lab = await openServerLab();
    through(lab, 'good', 'good');
    const { code, said } = await lab.run(
      'carry-files',
      files({ path: 'good', text: 'good' }, wanted),
    );
    expect([code, said.refusal]).toEqual([3, refusal]);
    expect(readdirSync(lab.context.world.source)).toEqual([]);
  });

  test('refuses a source that is read-only, another export, and a server that knows a later epoch', async () => {
    await using lab = await openServerLab();
    through(lab, 'good', 'good');
    const wanted = files({ path: 'good', text: 'good' });
    const other = await lab.run('carry-files', { ...wanted, SourceExport: 'elsewhere:/x' });
    expect(other.said.refusal).toBe('not-served');
    const fence = { Journal: 'bucket/journal/share', Owner: '42/1/rollback', Approval: '' };
    const epoch = (number: string) => ({ ...fence, Epoch: number, Nonce: `nonce-${number}` });
    await lab.run('carry-files', { ...wanted, ...epoch('7') });
    through(lab, 'late', 'late');
    const late = { ...files({ path: 'late', text: 'late' }), ...epoch('6') };
    expect((await lab.run('carry-files', late)).said.refusal).toBe('overtaken');
    await lab.run('freeze-source', { ...FREEZE, ...epoch('8') });
    const frozen = await lab.run('carry-files', { ...wanted, ...epoch('8') });
    expect(frozen.said.refusal).toBe('read-only');
    expect(readdirSync(lab.context.world.source)).toEqual(['good']);
  });
});

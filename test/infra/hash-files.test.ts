// hash-files, really run on a server of the lab: one pass over many files, whatever they are called or have become.
import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmodSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { Outcome, ServerLab } from '../lab/application-server/server-lab.ts';
import { hostileNames } from './hostile-tree.ts';
import { replaceTool, top } from './listing.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const NUL = Buffer.alloc(1);

const hash = (
  lab: ServerLab,
  files: readonly (string | Buffer)[],
  change: object = {},
): Promise<Outcome> =>
  lab.run('hash-files', {
    MountPath: '/mnt/data',
    Files: Buffer.concat(files.flatMap((file) => [Buffer.from(file), NUL])).toString('base64'),
    User: 'www-data',
    Group: 'www-data',
    ...change,
  });
const hashes = async (lab: ServerLab, files: readonly (string | Buffer)[]): Promise<string[]> => {
  const { code, stderr, said } = await hash(lab, files);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (said.hashes ?? '').split('\n');
};

describe('hash-files', () => {
  test('hashes 200 files with hostile names, each in its place', async () => {
    await using lab = await openServerLab();
    const names = hostileNames(200).map((name) => Buffer.concat([Buffer.from('all/'), name]));
    lab.write('all/of them', '');
    for (const [i, name] of names.entries())
      writeFileSync(Buffer.concat([Buffer.from(`${top(lab)}/`), name]), `file ${i}`);
    giveToOrdinaryUser(top(lab));
    expect(await hashes(lab, names)).toEqual(names.map((_, i) => sha256(`file ${i}`)));
  });

  test('says what is no file that can be read, without following a link', async () => {
    await using lab = await openServerLab();
    for (const name of ['a', 'z', '-', '-c', 'closed']) lab.write(name, name);
    symlinkSync('a', join(top(lab), 'link'));
    symlinkSync('/etc/passwd', join(top(lab), 'out'));
    spawnSync('mkfifo', [join(top(lab), 'fifo')]);
    lab.write('folder/x', 'x');
    chmodSync(join(top(lab), 'closed'), 0);
    const files = ['a', 'gone', 'link', 'out', 'fifo', 'folder', 'closed', '-', '-c', 'z'];
    expect(await hashes(lab, files)).toEqual([
      sha256('a'),
      'missing',
      'missing',
      'missing',
      'other',
      'other',
      'denied',
      sha256('-'),
      sha256('-c'),
      sha256('z'),
    ]);
    expect(await hashes(lab, ['gone'])).toEqual(['missing']);
  });

  test('gives no hash to a file that becomes a link meanwhile', async () => {
    await using lab = await openServerLab();
    for (const name of ['a', 'b']) lab.write(name, name);
    renameSync(join(top(lab), 'b'), join(top(lab), 'was b'));
    lab.write('b', 'b');
    replaceTool(lab, 'sha256sum', `ln -sf 'was b' b; exec REAL "$@"`);
    expect(await hashes(lab, ['a', 'b'])).toEqual([sha256('a'), 'failed']);
  });

  test('hashes one by one where one of many cannot be read to its end', async () => {
    await using lab = await openServerLab();
    for (const name of ['a', 'b', 'c']) lab.write(name, name);
    replaceTool(
      lab,
      'sha256sum',
      `[ "$*" != '-- ./a ./b ./c' ] || { REAL ./a ./c; exit 1; }
bytes=$(cat); [ "$bytes" != b ] || exit 1; printf %s "$bytes" | REAL`,
    );
    expect(await hashes(lab, ['a', 'b', 'c'])).toEqual([sha256('a'), 'failed', sha256('c')]);
  });

  test.each<[string, string, readonly string[], Record<string, string>]>([
    ['outside-mount', 'a path that leads up', ['a', '../a'], {}],
    ['outside-mount', 'an absolute path', ['/etc/passwd'], {}],
    ['outside-mount', 'no path', [''], {}],
    ['bad-parameter', 'a list that is no base64', [], { Files: '*' }],
    ['not-mounted', 'a folder that is no mount', ['a'], { MountPath: '/var/lib' }],
    ['no-user', 'an unknown user', ['a'], { User: 'nobody-of-this-name' }],
  ])('is refused with %s: %s', async (code, _, files, change) => {
    await using lab = await openServerLab();
    lab.write('a', 'a');
    expect(await hash(lab, files, change)).toMatchObject({ code: 3, said: { refusal: code } });
  });

  test('fails where the mount cannot be entered', async () => {
    await using lab = await openServerLab();
    lab.write('a', 'a');
    chmodSync(top(lab), 0);
    const { code, said } = await hash(lab, ['a']);
    chmodSync(top(lab), 0o755);
    expect({ code, said }).toEqual({ code: 1, said: {} });
  });
});

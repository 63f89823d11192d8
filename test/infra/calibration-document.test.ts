// calibration-folder, really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import { FILE, FREEZE, tree } from './document-parameters.ts';

const NAME = '.nfs-cutover-calibration-4711';
const MAKE = { ...FILE, Target: NAME, Ensure: 'present' };
const REMOVE = { ...MAKE, Ensure: 'absent' };
const at = (lab: ServerLab, name: string): string => join(lab.context.world.source, NAME, name);
const nanos = (file: string): bigint => lstatSync(file, { bigint: true }).mtimeNs;
const mode = (file: string): string => (lstatSync(file).mode & 0o7777).toString(8);

describe('calibration-folder', () => {
  test('makes known modes, times and links, finds them again unchanged, and removes them', async () => {
    await using lab = await openServerLab();
    const made = await lab.run('calibration-folder', MAKE);
    expect(made).toMatchObject({ code: 0, stderr: '', said: { created: 'yes' } });
    expect([mode(at(lab, '')), mode(at(lab, 'file')), mode(at(lab, 'sticky'))]).toEqual([
      '2775',
      '640',
      '1775',
    ]);
    expect(nanos(at(lab, 'file'))).toBe(1_500_000_000_123_456_789n);
    expect(nanos(at(lab, 'old'))).toBe(-1_500_000_000n);
    expect(nanos(at(lab, 'link'))).toBe(1_500_000_002_192_837_465n);
    expect(nanos(at(lab, ''))).toBe(1_500_000_004_135_792_468n);
    expect(lstatSync(at(lab, 'hard-1')).ino).toBe(lstatSync(at(lab, 'hard-2')).ino);
    expect(readlinkSync(at(lab, 'link'))).toBe('file');
    const { uid, gid } = lstatSync(at(lab, 'file'));
    const entries = made.said.entries?.trimEnd().split('\n') ?? [];
    expect(entries).toHaveLength(7);
    expect(entries[0]).toMatch(/^folder 2775 \d+ \d+ \d+ 1500000004\.135792468 \d+ \/$/);
    expect(entries[1]).toBe(`file 640 ${uid} ${gid} 38 1500000000.123456789 1 /file`);
    expect(entries[2]).toBe(`file 640 ${uid} ${gid} 38 -1.500000000 1 /old`);
    const changed = () =>
      ['file', 'old'].map((name) => lstatSync(at(lab, name), { bigint: true }).ctimeNs);
    const before = changed();
    const again = await lab.run('calibration-folder', MAKE);
    const { uptime: _uptime, ...lasting } = made.said;
    expect(again.said).toMatchObject({ ...lasting, created: 'found' });
    expect(changed()).toEqual(before);
    expect((await lab.run('calibration-folder', REMOVE)).said).toMatchObject({ removed: 'yes' });
    expect(tree(lab)).toEqual([]);
    expect((await lab.run('calibration-folder', REMOVE)).said).toMatchObject({ removed: 'absent' });
  });

  test('what a killed run has left is completed, and removed whole', async () => {
    await using lab = await openServerLab();
    await lab.run('calibration-folder', MAKE);
    rmSync(at(lab, 'file'));
    rmSync(at(lab, 'hard-2'));
    rmSync(at(lab, 'link'));
    writeFileSync(at(lab, '.partial'), 'ha');
    giveToOrdinaryUser(lab.context.world.source);
    const again = await lab.run('calibration-folder', MAKE);
    expect(again).toMatchObject({ code: 0, said: { created: 'found' } });
    expect(again.said.entries?.trimEnd().split('\n')).toHaveLength(7);
    rmSync(at(lab, 'hard-1'));
    rmSync(at(lab, 'sticky'), { recursive: true });
    expect((await lab.run('calibration-folder', REMOVE)).said).toMatchObject({ removed: 'yes' });
    expect(tree(lab)).toEqual([]);
  });

  test('as a gateway shows it, with the link as a small file, it is removed too', async () => {
    await using lab = await openServerLab();
    await lab.run('calibration-folder', MAKE);
    rmSync(at(lab, 'link'));
    writeFileSync(at(lab, 'link'), 'file');
    writeFileSync(at(lab, 'copy'), readFileSync(at(lab, 'hard-1')));
    renameSync(at(lab, 'copy'), at(lab, 'hard-2'));
    giveToOrdinaryUser(lab.context.world.source);
    expect((await lab.run('calibration-folder', REMOVE)).said).toMatchObject({ removed: 'yes' });
  });

  test.each<[string, string, (lab: ServerLab) => void]>([
    ['differs', 'a file of someone else in it', (lab) => writeFileSync(at(lab, 'theirs'), '')],
    ['differs', 'other bytes', (lab) => writeFileSync(at(lab, 'file'), 'changed')],
    [
      'differs',
      'a link that leads elsewhere as a file',
      (lab) => {
        rmSync(at(lab, 'link'));
        writeFileSync(at(lab, 'link'), '/etc/passwd');
      },
    ],
    [
      'not-ours',
      'a folder whose making was never noted',
      (lab) => rmSync(join(lab.root, FILE.StatePath), { recursive: true }),
    ],
  ])('removes nothing: %s, %s', async (code, _, change) => {
    await using lab = await openServerLab();
    await lab.run('calibration-folder', MAKE);
    change(lab);
    giveToOrdinaryUser(lab.context.world.source);
    const before = tree(lab);
    expect((await lab.run('calibration-folder', REMOVE)).said.refusal).toBe(code);
    expect(tree(lab)).toEqual(before);
  });

  test.each<[string, Record<string, string>, (lab: ServerLab) => void]>([
    ['target-exists', {}, (lab) => mkdirSync(at(lab, ''))],
    ['target-exists', {}, (lab) => lab.write(NAME, 'a file')],
    ['no-folder', { Target: `nowhere/${NAME}` }, () => {}],
    ['outside-mount', { Target: `../${NAME}` }, () => {}],
    ['bad-parameter', { Ensure: 'maybe' }, () => {}],
    ['not-mounted', { MountPath: '/var/lib' }, () => {}],
    ['no-user', { User: 'nobody-of-this-name' }, () => {}],
  ])('refuses with %s: %j', async (code, change, prepare) => {
    await using lab = await openServerLab();
    prepare(lab);
    const before = tree(lab);
    const refused = await lab.run('calibration-folder', { ...MAKE, ...change });
    expect(refused).toMatchObject({ code: 3, said: { refusal: code } });
    expect(tree(lab)).toEqual(before);
  });

  test('a read-only mount refuses, and a later run makes it', async () => {
    await using lab = await openServerLab();
    await lab.run('freeze-source', FREEZE);
    expect((await lab.run('calibration-folder', MAKE)).said.refusal).toBe('read-only');
    expect(tree(lab)).toEqual([]);
  });
});

// The SSM documents, each really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/server-lab.ts';
import type { Bytes, ServerLab } from '../lab/server-lab.ts';

const WHO = { User: 'www-data', Group: 'www-data' };
const RUN = { Run: '4711-1', StatePath: '/var/lib/nfs-cutover' };
const FILE = { MountPath: '/mnt/data', ...WHO, ...RUN };
const FREEZE = { ...FILE, LockPath: '/run/lock/nfs-cutover.lock' };
const CHANGE = {
  MountPath: '/mnt/data',
  FstabPath: '/etc/fstab',
  SourceExport: 'nfs-server.example.internal:/export/data',
  GatewayExport: '10.0.1.20:/image-archive',
  ...RUN,
  LockPath: '/run/lock/nfs-cutover.lock',
};
const SWITCH = { ...CHANGE, Options: 'rw,hard,nolock' };
const RESTORE = { ...CHANGE, Options: 'rw,hard,vers=4.1' };
const READ = {
  SourceMountPath: '/mnt/data',
  GatewayMountPath: '/mnt/fgw',
  FstabPath: '/etc/fstab',
  ...RUN,
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const fstab = (lab: ServerLab): string => readFileSync(join(lab.root, 'etc/fstab'), 'utf8');

describe('create-test-file and remove-test-file', () => {
  const copy = { ...FILE, Source: 'images/00001.jpg', Target: 'new-image-4711.jpg' };

  test('make, find again and remove a file, as the application’s user', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    const made = await lab.run('create-test-file', copy);
    expect(made).toMatchObject({ status: 'Success', code: 0, stderr: '' });
    const file = join(lab.context.world.source, 'new-image-4711.jpg');
    const { uid, gid } = statSync(file);
    expect(made.said).toEqual({
      created: 'yes',
      size: '9',
      sha256: sha256('one image'),
      uid: String(uid),
      gid: String(gid),
      mode: '644',
    });
    expect((await lab.run('create-test-file', copy)).said).toMatchObject({ created: 'found', size: '9' });
    const gone = await lab.run('remove-test-file', { ...copy1(copy), Sha256: sha256('one image') });
    expect(gone).toMatchObject({ said: { removed: 'yes' }, code: 0 });
    expect(readdirSync(lab.context.world.source)).toEqual(['images']);
    const again = await lab.run('remove-test-file', { ...copy1(copy), Sha256: sha256('one image') });
    expect(again.said).toEqual({ removed: 'absent' });
  });

  test.each<[string, Bytes]>([
    ['blanks and quotes', `it's a "new"  image.jpg`],
    ['shell code', '$(touch pwned) `id`;&|>x <y.jpg'],
    ['newlines, at the end too', 'a\nb\n\n'],
    ['percent, backslash, glob', '%s\\n[a]*?{x}\\040.jpg'],
    ['a leading dash', '-rf'],
    ['template braces', '{{ Source }} {{global:DATE}}'],
    ['UTF-8', 'Überführung 😀.jpg'],
    ['every byte but / and NUL', Buffer.from([...Array(254).keys()].map((i) => i + 1).filter((i) => i !== 0x2f))],
  ])('carry a name with %s', async (_, name) => {
    await using lab = await openServerLab();
    lab.write(Buffer.concat([Buffer.from('folder/'), Buffer.from(name)]), 'bytes');
    const target = Buffer.concat([Buffer.from('folder/'), Buffer.from(name).subarray(0, 200), Buffer.from('.new')]);
    const parameters = { ...FILE, Source: Buffer.concat([Buffer.from('folder/'), Buffer.from(name)]), Target: target };
    const made = await lab.run('create-test-file', parameters);
    expect(made).toMatchObject({ stderr: '', said: { created: 'yes', sha256: sha256('bytes') } });
    const found = readdirSync(join(lab.context.world.source, 'folder'), { encoding: 'buffer' });
    expect(found.map(String).sort()).toEqual([Buffer.from(name), target.subarray(7)].map(String).sort());
    const listed = await lab.run('list-path', { MountPath: '/mnt/data', Target: target, ...WHO });
    expect(listed.said).toMatchObject({ state: 'present', size: '5', entries: '2' });
    const gone = await lab.run('remove-test-file', { ...FILE, Target: target, Sha256: sha256('bytes') });
    expect(gone.said).toEqual({ removed: 'yes' });
    expect(readdirSync(lab.context.world.source)).toEqual(['folder']);
  });

  test.each<[string, string, Record<string, string>, (lab: ServerLab) => void]>([
    ['source-missing', 'no source', { Source: 'images/nothing.jpg' }, () => {}],
    ['source-not-file', 'a folder as source', { Source: 'images' }, () => {}],
    ['outside-mount', '.. in the source', { Source: '../source/images/00001.jpg' }, () => {}],
    ['outside-mount', '.. in the target', { Target: 'images/../../x.jpg' }, () => {}],
    ['outside-mount', 'an absolute target', { Target: '/etc/x' }, () => {}],
    ['outside-mount', 'a target folder that is not there', { Target: 'nowhere/x.jpg' }, () => {}],
    ['outside-mount', 'a link out of the mount', { Target: 'out/x.jpg' }, (lab) => link(lab, 'out', '/tmp')],
    ['outside-mount', 'a source link out', { Source: 'out' }, (lab) => link(lab, 'out', '/etc/hostname')],
    ['target-exists', 'a target of someone else', { Target: 'theirs.jpg' }, (lab) => lab.write('theirs.jpg', 'one image')],
    ['target-exists', 'a dangling link as target', { Target: 'dead' }, (lab) => link(lab, 'dead', 'nowhere')],
    ['no-user', 'an unknown user', { User: 'nobody-of-this-name' }, () => {}],
    ['no-user', 'an unknown group', { Group: 'no-such-group' }, () => {}],
    ['not-mounted', 'a folder that is no mount', { MountPath: '/var/lib' }, () => {}],
    ['bad-parameter', 'a mount path with ..', { MountPath: '/mnt/../mnt/data' }, () => {}],
    ['bad-parameter', 'a relative mount path', { MountPath: 'mnt/data' }, () => {}],
    ['bad-parameter', 'a run that is no id', { Run: '../x' }, () => {}],
  ])('refuse with %s: %s', async (code, _, change, prepare) => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    prepare(lab);
    const before = tree(lab);
    const refused = await lab.run('create-test-file', { ...copy, ...change });
    expect(refused).toMatchObject({ status: 'Failed', code: 3, said: { refusal: code } });
    expect(refused.said['detail']).not.toBe('');
    expect(tree(lab)).toEqual(before);
  });

  test('a file that they did not make, or that has changed, is not removed', async () => {
    await using lab = await openServerLab();
    lab.write('theirs.jpg', 'x');
    const theirs = { ...FILE, Target: 'theirs.jpg', Sha256: sha256('x') };
    expect((await lab.run('remove-test-file', theirs)).said['refusal']).toBe('not-ours');
    lab.write('images/00001.jpg', 'one image');
    await lab.run('create-test-file', copy);
    writeFileSync(join(lab.context.world.source, copy.Target), 'changed');
    const ours = { ...copy1(copy), Sha256: sha256('one image') };
    expect((await lab.run('remove-test-file', ours)).said['refusal']).toBe('differs');
    expect((await lab.run('create-test-file', copy)).said['refusal']).toBe('target-exists');
    expect(tree(lab)).toContain(copy.Target);
  });

  test('a read-only mount refuses, and nothing is written', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    await lab.run('create-test-file', copy);
    expect((await lab.run('freeze-source', FREEZE)).said['frozen']).toBe('yes');
    const before = tree(lab);
    const other = await lab.run('create-test-file', { ...copy, Target: 'other.jpg' });
    expect(other.said).toMatchObject({ refusal: 'read-only', detail: expect.stringMatching(/: Read-only file system$/) });
    const gone = await lab.run('remove-test-file', { ...copy1(copy), Sha256: sha256('one image') });
    expect(gone.said['refusal']).toBe('read-only');
    expect(tree(lab)).toEqual(before);
  });
});

describe('list-path', () => {
  const list = { MountPath: '/mnt/fgw', ...WHO };

  test('tells absent from present, and shows the folder', async () => {
    await using lab = await openServerLab();
    writeFileSync(join(lab.context.world.gateway, 'a.jpg'), 'abc');
    const seen = await lab.run('list-path', { ...list, Target: 'a.jpg' });
    expect(seen.said).toMatchObject({ state: 'present', size: '3', entries: '1', mtime: expect.stringMatching(/^\d+$/) });
    expect(seen.said['listing']).toMatch(/ a\.jpg$/);
    const unseen = await lab.run('list-path', { ...list, Target: 'b.jpg' });
    expect(unseen.said).toMatchObject({ state: 'absent', entries: '1' });
    expect((await lab.run('list-path', { ...list, Target: 'no/folder/b.jpg' })).said).toMatchObject({
      state: 'absent',
      entries: '0',
      listing: '',
    });
  });

  test('a big folder does not overflow the agent’s output', async () => {
    await using lab = await openServerLab();
    for (let i = 0; i < 300; i += 1)
      writeFileSync(join(lab.context.world.gateway, `${'ü'.repeat(120)}${i}`), '');
    const seen = await lab.run('list-path', { ...list, Target: 'b.jpg' });
    expect(seen.said).toMatchObject({ state: 'absent', entries: '300' });
    expect(seen.said['listing']?.length).toBeGreaterThan(5000);
  });

  test.each<[string, Record<string, string>]>([
    ['not-mounted', { MountPath: '/mnt' }],
    ['outside-mount', { Target: '../x' }],
    ['outside-mount', { Target: 'out/passwd' }],
  ])('refuses with %s', async (code, change) => {
    await using lab = await openServerLab();
    symlinkSync('/etc', join(lab.context.world.gateway, 'out'));
    expect((await lab.run('list-path', { ...list, Target: 'a', ...change })).said['refusal']).toBe(code);
  });
});

describe('freeze-source and thaw-source', () => {
  test('prove both states by a write, twice as once', async () => {
    await using lab = await openServerLab();
    lab.write('a', 'a');
    const frozen = await lab.run('freeze-source', FREEZE);
    expect(frozen.said).toMatchObject({
      frozen: 'yes',
      options: expect.stringMatching(/^ro,/),
      probe: expect.stringMatching(/^touch: cannot touch '.*': Read-only file system$/),
    });
    expect((await lab.run('freeze-source', FREEZE)).said['frozen']).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['frozen-run']).toBe('4711-1');
    const thawed = await lab.run('thaw-source', FREEZE);
    expect(thawed.said).toMatchObject({ thawed: 'yes', options: expect.stringMatching(/^rw,/), probe: '' });
    expect((await lab.run('thaw-source', FREEZE)).said['thawed']).toBe('already');
    expect((await lab.run('read-mounts', READ)).said['frozen-run']).toBe('');
    expect(tree(lab)).toEqual(['a']);
  });

  test('are refused where nothing is mounted, and where the gateway is served', async () => {
    await using lab = await openServerLab();
    const elsewhere = { ...FREEZE, MountPath: '/var/lib' };
    expect((await lab.run('freeze-source', elsewhere)).said['refusal']).toBe('not-mounted');
    expect((await lab.run('thaw-source', elsewhere)).said['refusal']).toBe('not-mounted');
    await lab.run('switch-mount', SWITCH);
    expect((await lab.run('freeze-source', FREEZE)).said['refusal']).toBe('switched');
    expect((await lab.run('thaw-source', FREEZE)).said['refusal']).toBe('switched');
  });
});

describe('switch-mount and restore-mount', () => {
  test('change what is served and fstab, and change it back to the byte', async () => {
    await using lab = await openServerLab();
    const before = fstab(lab);
    await lab.run('freeze-source', FREEZE);
    const switched = await lab.run('switch-mount', SWITCH);
    expect(switched).toMatchObject({ code: 0, stderr: '' });
    expect(switched.said).toMatchObject({
      state: 'gateway',
      switched: 'yes',
      source: CHANGE.GatewayExport,
      at: expect.stringMatching(/^2026-09-12T21:3\d:\d\dZ$/),
    });
    const mount = `${lab.root}/mnt/data`;
    const wanted = `# nfs-cutover run=4711-1 at=${switched.said['at']}\n10.0.1.20:/image-archive ${mount} nfs rw,hard,nolock 0 0\n`;
    expect(fstab(lab)).toBe(before.replace(/^nfs-server.*\n/m, wanted));
    expect(readFileSync(join(lab.root, 'etc/fstab.nfs-cutover-4711-1'), 'utf8')).toBe(before);
    expect(lstatSync(mount).isSymbolicLink()).toBe(true);
    const twice = await lab.run('switch-mount', SWITCH);
    expect(twice.said).toMatchObject({ state: 'gateway', switched: 'already', at: switched.said['at'] });
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({
      served: 'gateway',
      'at-source': CHANGE.GatewayExport,
      'switched-run': '4711-1',
      'frozen-run': '4711-1',
    });
    const back = await lab.run('restore-mount', RESTORE);
    expect(back.said).toMatchObject({ state: 'source', restored: 'yes', options: expect.stringMatching(/^ro,/) });
    expect(fstab(lab)).toBe(before);
    expect((await lab.run('restore-mount', RESTORE)).said['restored']).toBe('already');
    expect((await lab.run('thaw-source', FREEZE)).said['thawed']).toBe('yes');
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({ served: 'source', 'switched-run': '' });
    expect(readdirSync(join(lab.root, 'etc'))).toEqual(['fstab', 'fstab.nfs-cutover-4711-1', 'group', 'passwd']);
  });

  test('a mount that stays busy is left as it is, and its holders are named', async () => {
    await using lab = await openServerLab({ faults: { busy: { mount: '/mnt/data', times: 1000 } } });
    const before = fstab(lab);
    await lab.run('freeze-source', FREEZE);
    const busy = await lab.run('switch-mount', SWITCH);
    expect(busy).toMatchObject({ code: 3 });
    expect(busy.said).toMatchObject({ refusal: 'busy', state: 'source', holders: expect.stringMatching(/4711/) });
    expect(busy.said['detail']).toMatch(/target is busy/);
    expect(busy.said['options']).toMatch(/^ro,/);
    expect(fstab(lab)).toBe(before);
  });

  test('a mount that is busy twice is waited for', async () => {
    await using lab = await openServerLab({ faults: { busy: { mount: '/mnt/data', times: 2 } } });
    expect((await lab.run('switch-mount', SWITCH)).said).toMatchObject({ switched: 'yes', state: 'gateway' });
  });

  test('a gateway that cannot be mounted: back to the source, read-only as it was', async () => {
    await using lab = await openServerLab();
    const before = fstab(lab);
    await lab.run('freeze-source', FREEZE);
    const failed = await lab.run('switch-mount', { ...SWITCH, GatewayExport: '10.9.9.9:/nothing' });
    expect(failed.said).toMatchObject({
      refusal: 'mount-failed',
      state: 'source',
      source: CHANGE.SourceExport,
      options: expect.stringMatching(/^ro,/),
      detail: expect.stringMatching(/access denied by server/),
    });
    expect(fstab(lab)).toBe(before);
    expect((await lab.run('read-mounts', READ)).said).toMatchObject({ changing: 'no', served: 'source' });
  });

  test.each<[string, (lab: ServerLab) => void, Record<string, string>]>([
    ['fstab-line-missing', (lab) => rewrite(lab, (text) => text.replace(/^nfs-server/m, '# nfs-server')), {}],
    ['fstab-line-missing', (lab) => rewrite(lab, (text) => text + text.replace(/^#.*\n/gm, '')), {}],
    ['fstab-line-missing', (lab) => rewrite(lab, (text) => text.replace('nfs-server.', 'other-server.')), {}],
    ['unexpected-mount', () => {}, { SourceExport: 'other:/export' }],
    ['unexpected-mount', () => {}, { MountPath: '/var/lib' }],
    ['fstab-failed', () => {}, { FstabPath: '/etc/nothing' }],
    ['stacked-mounts', stack, {}],
    ['bad-parameter', () => {}, { Options: 'rw hard' }],
    ['bad-parameter', () => {}, { GatewayExport: '-o:/x' }],
    ['bad-parameter', () => {}, { GatewayExport: CHANGE.SourceExport }],
  ])('refuse with %s', async (code, prepare, change) => {
    await using lab = await openServerLab();
    prepare(lab);
    const before = fstab(lab);
    const refused = await lab.run('switch-mount', { ...SWITCH, ...change });
    expect(refused).toMatchObject({ code: 3, said: { refusal: code } });
    if (code !== 'bad-parameter') expect(refused.said['state']).toMatch(/^(source|none|other|stacked)$/);
    expect(fstab(lab)).toBe(before);
    expect(existsSync(join(lab.root, 'etc/fstab.nfs-cutover-new'))).toBe(false);
  });

  test('restore without a backup writes the line from the parameters', async () => {
    await using lab = await openServerLab();
    await lab.run('switch-mount', SWITCH);
    const backup = join(lab.root, 'etc/fstab.nfs-cutover-4711-1');
    writeFileSync(backup, '');
    const back = await lab.run('restore-mount', { ...RESTORE, Run: '9-9' });
    expect(back.said).toMatchObject({ restored: 'yes', state: 'source' });
    expect(fstab(lab)).toMatch(/^nfs-server\.example\.internal:\/export\/data \S+ nfs rw,hard,vers=4\.1 0 0$/m);
  });

  test('restore keeps what others wrote into fstab since', async () => {
    await using lab = await openServerLab();
    await lab.run('switch-mount', SWITCH);
    rewrite(lab, (text) => `${text}tmpfs /scratch tmpfs defaults 0 0\n`);
    await lab.run('restore-mount', { ...RESTORE, Run: '9-9' });
    expect(fstab(lab)).toMatch(/^tmpfs \/scratch/m);
    expect(fstab(lab)).toMatch(/^nfs-server\.\S+ \S+ nfs rw,hard,vers=4\.1,_netdev 0 0$/m);
    expect(fstab(lab)).not.toMatch(/nfs-cutover|10\.0\.1\.20:\/image-archive \S+\/mnt\/data/);
  });
});

const copy1 = ({ Source: _, ...rest }: Record<string, string>): Record<string, string> => rest;

function tree(lab: ServerLab): string[] {
  return readdirSync(lab.context.world.source, { recursive: true, encoding: 'utf8' }).sort();
}

function link(lab: ServerLab, name: string, to: string): void {
  symlinkSync(to, join(lab.context.world.source, name));
}

function rewrite(lab: ServerLab, change: (text: string) => string): void {
  writeFileSync(join(lab.root, 'etc/fstab'), change(fstab(lab)));
}

function stack(lab: ServerLab): void {
  const table = join(lab.state, 'mounts');
  const rows = readFileSync(table, 'utf8');
  writeFileSync(table, rows + rows.split('\n')[0] + '\n');
}

// create-test-file and remove-test-file, really run on a server of the lab through the SDK.
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { Bytes, ServerLab } from '../lab/application-server/server-lab.ts';
import { FILE, FREEZE, WHO, link, sha256, tree } from './document-parameters.ts';

describe('create-test-file and remove-test-file', () => {
  const withoutSource = { ...FILE, Target: 'new-image-4711.jpg' };
  const copy = { ...FILE, Source: 'images/00001.jpg', Target: 'new-image-4711.jpg' };

  test('make, find again and remove a file, as the application’s user', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    const made = await lab.run('create-test-file', copy);
    expect(made).toMatchObject({ status: 'Success', code: 0, stderr: '' });
    const file = join(lab.context.world.source, 'new-image-4711.jpg');
    const { uid, gid } = statSync(file);
    expect(made.said).toMatchObject({
      created: 'yes',
      size: '9',
      sha256: sha256('one image'),
      uid: String(uid),
      gid: String(gid),
      mode: '644',
      changed: expect.any(String),
      waited: expect.any(String),
    });
    expect((await lab.run('create-test-file', copy)).said).toMatchObject({
      created: 'found',
      size: '9',
    });
    const gone = await lab.run('remove-test-file', {
      ...withoutSource,
      Sha256: sha256('one image'),
    });
    expect(gone).toMatchObject({ said: { removed: 'yes' }, code: 0 });
    expect(readdirSync(lab.context.world.source)).toEqual(['images']);
    const again = await lab.run('remove-test-file', {
      ...withoutSource,
      Sha256: sha256('one image'),
    });
    expect(again.said).toMatchObject({ removed: 'absent' });
  });

  test.each([
    ['is right', {}, 0],
    ['is ahead', { server: { sourceClock: 90 } }, 90],
    ['is behind', { server: { sourceClock: -3600 } }, -3600],
  ])('say when the file changed by a clock of the source that %s', async (_, faults, ahead) => {
    await using lab = await openServerLab({ faults });
    lab.write('images/00001.jpg', 'one image');
    // Found again, too: a second run must not pass because the file is there already.
    for (const created of ['yes', 'found']) {
      const earliest = lab.context.clock.now();
      const { said } = await lab.run('create-test-file', copy);
      expect(said.created).toBe(created);
      const changed = Number(said.changed) * 1000 - ahead * 1000;
      expect(changed).toBeGreaterThanOrEqual(earliest + Number(said.waited));
      expect(changed).toBeLessThanOrEqual(lab.context.clock.now());
    }
    expect(readdirSync(lab.context.world.source).sort()).toEqual(['images', copy.Target]);
  });

  test('without a hash remove what the server has noted of this run, and nothing else', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    const remove = { ...withoutSource, Sha256: '' };
    await lab.run('create-test-file', copy);
    expect((await lab.run('remove-test-file', remove)).said).toMatchObject({ removed: 'yes' });
    await lab.run('create-test-file', copy);
    lab.write(copy.Target, 'another image');
    expect((await lab.run('remove-test-file', remove)).said.refusal).toBe('differs');
    const other = { ...remove, Run: '4712' };
    expect((await lab.run('remove-test-file', other)).said.refusal).toBe('not-ours');
  });

  test('a file that was removed from one side is still this run’s own where the other side shows it', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    await lab.run('create-test-file', copy);
    const file = join(lab.context.world.source, copy.Target);
    const bytes = readFileSync(file);
    const remove = { ...withoutSource, Sha256: sha256('one image') };
    for (const removed of ['yes', 'absent'])
      expect((await lab.run('remove-test-file', remove)).said).toMatchObject({ removed });
    // The bucket has it still: after a rollback and a second attempt the gateway serves it.
    writeFileSync(file, bytes);
    giveToOrdinaryUser(lab.context.world.source);
    expect((await lab.run('remove-test-file', remove)).said).toMatchObject({ removed: 'yes' });
    expect(readdirSync(lab.context.world.source)).toEqual(['images']);
  });

  test.each<[string, Bytes]>([
    ['blanks and quotes', `it's a "new"  image.jpg`],
    ['shell code', '$(touch pwned) `id`;&|>x <y.jpg'],
    ['newlines, at the end too', 'a\nb\n\n'],
    ['percent, backslash, glob', '%s\\n[a]*?{x}\\040.jpg'],
    ['a leading dash', '-rf'],
    ['template braces', '{{ Source }} {{global:DATE}}'],
    ['UTF-8', 'Überführung 😀.jpg'],
    [
      'every byte but / and NUL',
      Buffer.from([...Array(254).keys()].map((i) => i + 1).filter((i) => i !== 0x2f)),
    ],
  ])('carry a name with %s', async (_, name) => {
    await using lab = await openServerLab();
    lab.write(Buffer.concat([Buffer.from('folder/'), Buffer.from(name)]), 'bytes');
    const target = Buffer.concat([
      Buffer.from('folder/'),
      Buffer.from(name).subarray(0, 200),
      Buffer.from('.new'),
    ]);
    const parameters = {
      ...FILE,
      Source: Buffer.concat([Buffer.from('folder/'), Buffer.from(name)]),
      Target: target,
    };
    const made = await lab.run('create-test-file', parameters);
    expect(made).toMatchObject({ stderr: '', said: { created: 'yes', sha256: sha256('bytes') } });
    const found = readdirSync(join(lab.context.world.source, 'folder'), { encoding: 'buffer' });
    expect(found.map(String).sort()).toEqual(
      [Buffer.from(name), target.subarray(7)].map(String).sort(),
    );
    const listed = await lab.run('list-path', { MountPath: '/mnt/data', Target: target, ...WHO });
    expect(listed.said).toMatchObject({ state: 'present', size: '5', entries: '2' });
    const gone = await lab.run('remove-test-file', {
      ...FILE,
      Target: target,
      Sha256: sha256('bytes'),
    });
    expect(gone.said).toMatchObject({ removed: 'yes' });
    expect(readdirSync(lab.context.world.source)).toEqual(['folder']);
  });

  test.each<[string, string, Record<string, string>, (lab: ServerLab) => void]>([
    ['source-missing', 'no source', { Source: 'images/nothing.jpg' }, () => {}],
    ['source-not-file', 'a folder as source', { Source: 'images' }, () => {}],
    ['outside-mount', '.. in the source', { Source: '../source/images/00001.jpg' }, () => {}],
    ['outside-mount', '.. in the target', { Target: 'images/../../x.jpg' }, () => {}],
    ['outside-mount', 'an absolute target', { Target: '/etc/x' }, () => {}],
    ['no-folder', 'a target folder that is not there', { Target: 'nowhere/x.jpg' }, () => {}],
    [
      'outside-mount',
      'a link out of the mount',
      { Target: 'out/x.jpg' },
      (lab) => link(lab, 'out', '/tmp'),
    ],
    [
      'outside-mount',
      'a source link out',
      { Source: 'out' },
      (lab) => link(lab, 'out', '/etc/hostname'),
    ],
    [
      'target-exists',
      'a target of someone else',
      { Target: 'theirs.jpg' },
      (lab) => lab.write('theirs.jpg', 'one image'),
    ],
    [
      'target-exists',
      'a dangling link as target',
      { Target: 'dead' },
      (lab) => link(lab, 'dead', 'nowhere'),
    ],
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
    expect(refused.said.detail).not.toBe('');
    expect(tree(lab)).toEqual(before);
  });

  test('a file that they did not make, or that has changed, is not removed', async () => {
    await using lab = await openServerLab();
    lab.write('theirs.jpg', 'x');
    const theirs = { ...FILE, Target: 'theirs.jpg', Sha256: sha256('x') };
    expect((await lab.run('remove-test-file', theirs)).said.refusal).toBe('not-ours');
    lab.write('images/00001.jpg', 'one image');
    await lab.run('create-test-file', copy);
    writeFileSync(join(lab.context.world.source, copy.Target), 'changed');
    const ours = { ...withoutSource, Sha256: sha256('one image') };
    expect((await lab.run('remove-test-file', ours)).said.refusal).toBe('differs');
    expect((await lab.run('create-test-file', copy)).said.refusal).toBe('target-exists');
    expect(tree(lab)).toContain(copy.Target);
  });

  test('a read-only mount refuses, and nothing is written', async () => {
    await using lab = await openServerLab();
    lab.write('images/00001.jpg', 'one image');
    await lab.run('create-test-file', copy);
    expect((await lab.run('freeze-source', FREEZE)).said.frozen).toBe('yes');
    const before = tree(lab);
    const other = await lab.run('create-test-file', { ...copy, Target: 'other.jpg' });
    expect(other.said).toMatchObject({
      refusal: 'read-only',
      detail: expect.stringMatching(/: Read-only file system$/),
    });
    const gone = await lab.run('remove-test-file', {
      ...withoutSource,
      Sha256: sha256('one image'),
    });
    expect(gone.said.refusal).toBe('read-only');
    expect(tree(lab)).toEqual(before);
  });
});

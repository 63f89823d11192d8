// The folder below the mount, where what is found there is not what was expected: root changes nothing that it should not.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { FREEZE, note, RESTORE, RUN, THAW } from '../document-parameters.ts';
import { below, frozen, modeOf, openWith, point } from './covered.ts';

/** Puts a program in the place of a tool of the server; `real` calls that one. */
function instead(lab: ServerLab, tool: string, script: string): void {
  const tools = join(lab.context.world.root, 'tools');
  renameSync(join(tools, tool), join(tools, `${tool}.real`));
  writeFileSync(
    join(tools, tool),
    `#!/bin/sh\nreal() {\n  '${tools}/${tool}.real' "$@"\n}\n${script}\n`,
    { mode: 0o755 },
  );
}

/** The server boots, and the number of its disk is another. */
const otherDevice = (lab: ServerLab): void => {
  const script = 'real "$@" | case "$*" in *%d*) sed "s/[0-9]*:/999:/" ;; *) cat ;; esac';
  instead(lab, 'stat', script);
};

test.each([1, 2])(
  'a boot that gives its disk another number: %i freezes, and exactly as it was',
  async (freezes) => {
    await using lab = await openWith(0o2755);
    await frozen(lab);
    otherDevice(lab);
    if (freezes === 2) await frozen(lab);
    expect((await lab.run('thaw-source', THAW)).said).not.toHaveProperty('covered-closed');
    expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['2755', undefined]);
  },
);

/** Another folder in its place. */
function replace(lab: ServerLab, mode: number): void {
  renameSync(below(lab), `${below(lab)}.old`);
  mkdirSync(below(lab));
  chmodSync(below(lab), mode);
  giveToOrdinaryUser(below(lab));
}

test.each([0o0, 0o1000])(
  'another folder in its place that is closed stays noted and is told, and the mode of the evening counts: %o',
  async (mode) => {
    await using lab = await openWith(0o755);
    await frozen(lab);
    replace(lab, mode);
    const { said } = await lab.run('thaw-source', THAW);
    expect(said).toMatchObject({
      thawed: 'yes',
      'covered-closed': '/mnt/data: another folder is in its place',
    });
    expect(note(lab, '.covered')).toMatch(/^mode=755 /);
    await frozen(lab);
    expect(note(lab, '.covered')).toMatch(/^mode=755 /);
    expect((await lab.run('thaw-source', THAW)).said).not.toHaveProperty('covered-closed');
    expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
  },
);

test('root follows no link that stands in its place, or on the way', async () => {
  await using lab = await openWith(0o755);
  const other = join(lab.root, 'other');
  mkdirSync(other, { mode: 0o755 });
  giveToOrdinaryUser(other);
  renameSync(below(lab), `${below(lab)}.old`);
  symlinkSync(other, below(lab));
  expect((await lab.run('freeze-source', FREEZE)).said).toMatchObject({
    frozen: 'yes',
    'covered-open': expect.stringMatching(/^a link leads to \S+\/data$/),
  });
  expect([modeOf(other), note(lab, '.covered')]).toEqual(['755', undefined]);
});

test('a parent that becomes a link after the look at the mounts is left alone', async () => {
  await using lab = await openWith(0o755);
  const parent = dirname(point(lab));
  const other = join(lab.root, 'other');
  mkdirSync(join(other, 'data'), { recursive: true });
  giveToOrdinaryUser(other);
  const swap = `mv '${parent}' '${parent}.away'; ln -s '${other}' '${parent}'`;
  const back = `rm -f '${parent}'; mv '${parent}.away' '${parent}'`;
  instead(lab, 'unshare', `${swap}; status=0; real "$@" || status=$?; ${back}; exit "$status"`);
  const { said } = await lab.run('freeze-source', FREEZE);
  expect(said).toMatchObject({
    frozen: 'yes',
    'covered-open': 'a link leads to /mnt',
  });
  expect([modeOf(join(other, 'data')), modeOf(below(lab))]).toEqual(['755', '755']);
});

test('warnings before what was found are none of it', async () => {
  await using lab = await openWith(0o755);
  instead(lab, 'mount', 'echo "mount: (hint) your fstab has been modified" >&2\nreal "$@"');
  expect((await lab.run('freeze-source', FREEZE)).said).not.toHaveProperty('covered-open');
  const { ino } = statSync(below(lab));
  expect(note(lab, '.covered')).toMatch(new RegExp(`^mode=755 inode=${ino} at=\\S+\n$`));
  expect((await lab.run('thaw-source', THAW)).said).not.toHaveProperty('covered-closed');
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
});

test.each(['rwx 17', '798 17', '755 1x', '755', ''])(
  'what cannot be understood is not closed: %p',
  async (found) => {
    await using lab = await openWith(0o755);
    instead(lab, 'stat', `case $2 in %a*) echo '${found}' ;; *) real "$@" ;; esac`);
    const { said } = await lab.run('freeze-source', FREEZE);
    expect(said).toMatchObject({ frozen: 'yes', 'covered-open': expect.any(String) });
    expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
  },
);

test('one that is not empty stays open: a container may work there', async () => {
  await using lab = await openWith(0o755);
  writeFileSync(join(below(lab), '.working'), '');
  const { said } = await lab.run('freeze-source', FREEZE);
  expect(said).toMatchObject({
    frozen: 'yes',
    'covered-open': 'it is not empty: somebody may use it by another way',
  });
  expect([modeOf(below(lab)), note(lab, '.covered')]).toEqual(['755', undefined]);
});

test('what a kill has left half made goes with the way back, and with the thaw', async () => {
  await using lab = await openWith(0o755);
  const state = join(lab.root, RUN.StatePath);
  const leave = (): void => {
    mkdirSync(join(state, 'view'), { recursive: true });
    writeFileSync(join(state, '.covered.new'), '');
    giveToOrdinaryUser(join(lab.root, 'var/lib/nfs-cutover'));
  };
  const left = (): string[] =>
    ['view', '.covered.new'].filter((name) => existsSync(join(state, name)));
  leave();
  await lab.run('restore-mount', RESTORE);
  expect(left()).toEqual([]);
  await frozen(lab);
  leave();
  expect((await lab.run('thaw-source', THAW)).said.thawed).toBe('yes');
  expect(left()).toEqual([]);
});

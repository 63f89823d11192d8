// A freeze and a switch are refused where something beside fstab mounts the path: it would bring the old server back.
import { describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';
import { FREEZE, fstab, openFrozenLab, SWITCH } from './document-parameters.ts';

const table = (lab: ServerLab): string => join(lab.state, 'mounts');

function autofs(lab: ServerLab, at: string): void {
  const rows = readFileSync(table(lab), 'utf8');
  const row = `systemd-1 autofs rw,direct ${lab.root}${at} aaaaa 0:45 rw,relatime 20 aaaaa`;
  writeFileSync(table(lab), `${row}\n${rows}`);
}

function unit(lab: ServerLab): void {
  const folder = join(lab.root, 'etc/systemd/system');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'mnt-data.mount'), '[Mount]\n');
}

const ROWS: readonly (readonly [
  what: string,
  refusal: string,
  detail: RegExp,
  prepare: (lab: ServerLab) => void,
])[] = [
  [
    'autofs above the path',
    'on-demand',
    /on demand.*\/mnt systemd-1/,
    (lab) => autofs(lab, '/mnt'),
  ],
  ['a unit of its own', 'mount-unit', /by \/etc\/systemd\/system\/mnt-data\.mount, what/, unit],
];

describe('freeze-source', () => {
  test.each([
    ...ROWS,
    ['autofs at the path', 'on-demand', /on demand/, (lab: ServerLab) => autofs(lab, '/mnt/data')],
  ] as const)('%s', async (_, refusal, detail, prepare) => {
    await using lab = await openServerLab();
    prepare(lab);
    const before = [fstab(lab), readFileSync(table(lab), 'utf8')];
    const { said } = await lab.run('freeze-source', FREEZE);
    expect(said).toMatchObject({ refusal, detail: expect.stringMatching(detail) });
    expect([fstab(lab), readFileSync(table(lab), 'utf8')]).toEqual(before);
  });

  test('autofs elsewhere is nobody’s business', async () => {
    await using lab = await openServerLab();
    for (const at of ['/mnt/dat', '/mnt/data2', '/srv']) autofs(lab, at);
    expect((await lab.run('freeze-source', FREEZE)).said.frozen).toBe('yes');
  });
});

test.each(ROWS)('switch-mount: %s', async (_, refusal, detail, prepare) => {
  await using lab = await openFrozenLab();
  prepare(lab);
  const before = [fstab(lab), readFileSync(table(lab), 'utf8')];
  const { said } = await lab.run('switch-mount', SWITCH);
  expect(said).toMatchObject({ refusal, detail: expect.stringMatching(detail), state: 'source' });
  expect([fstab(lab), readFileSync(table(lab), 'utf8')]).toEqual(before);
});

// For tests of the script that leads back by hand: a server on which it was kept, and somebody who starts it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { environment } from '../../../lab/application-server/servers.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { FREEZE, fstab, MARK, READ, RESTORE, RUN, SWITCH, WHO } from '../document-parameters.ts';
import { left, START, STOP, stateOf } from '../services/service-lab.ts';

/** The epoch of the night, as the cutover's documents carry it. */
export const FIVE = {
  Journal: 'share-0A1B2C3D',
  Migration: 'm-7',
  Epoch: '5',
  Nonce: 'b5f0',
  Owner: '4711/1/cutover',
  Approval: '12:9f86d081',
};

const LOCK = { LockPath: STOP.LockPath };
export const KEEP = {
  ...{ ...RESTORE, ...LOCK, ...WHO, ...FIVE },
  ...{ Keep: 'yes', UnitsPath: STOP.UnitsPath, Folder: '' },
};
export const forward = {
  freeze: { ...FREEZE, ...LOCK, ...FIVE },
  switch: { ...SWITCH, ...LOCK, ...FIVE },
  confirm: { ...MARK, ...LOCK, ...FIVE },
};

/** How far the cutover has come on the server. */
export type Reached = 'kept' | 'stopped' | 'frozen' | 'switched' | 'started' | 'confirmed';

const NIGHT: readonly [Reached, string, Readonly<Record<string, string>>][] = [
  ['kept', 'restore-mount', KEEP],
  ['stopped', 'stop-services', { ...STOP, ...FIVE }],
  ['frozen', 'freeze-source', forward.freeze],
  ['switched', 'switch-mount', forward.switch],
  ['started', 'start-services', { ...START, ...FIVE, Way: 'forward' }],
  ['confirmed', 'mark-confirmed', forward.confirm],
];

/** A server with one service, on which the night has come so far; `before` is its fstab of the evening. */
export async function openNight(
  reached: Reached,
): Promise<{ readonly before: string; readonly lab: ServerLab } & AsyncDisposable> {
  await using undo = new AsyncDisposableStack();
  const lab = undo.use(await openServerLab());
  const before = fstab(lab);
  for (const [state, document, parameters] of NIGHT) {
    const { code, said, stderr } = await lab.run(document, parameters);
    if (code !== 0) throw new Error(`${document}: ${JSON.stringify(said)} ${stderr}`);
    if (state === reached) break;
  }
  const opened = undo.move();
  return { before, lab, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

export const scriptOf = (lab: Pick<ServerLab, 'root'>): string =>
  join(lab.root, RUN.StatePath, 'restore');

/** What has been kept for use by hand. */
export const kept = (lab: ServerLab): string[] =>
  ['restore', 'restore.sha256'].filter((name) => existsSync(join(lab.root, RUN.StatePath, name)));

/** Starts the script as root does on the server, in a session of its own: what it says, and its exit status. */
export function byHand(
  lab: Pick<ServerLab, 'context' | 'instance' | 'root'>,
  ...args: readonly string[]
): { status: number; text: string } {
  const { status, stdout, stderr } = spawnSync('setsid', ['--wait', 'sh', scriptOf(lab), ...args], {
    cwd: '/',
    env: { ...environment(lab.context, lab.instance), LAB_SCRIPT: scriptOf(lab) },
    encoding: 'utf8',
    ...ordinaryUser(),
  });
  return { status: status ?? -1, text: (stdout + stderr).replaceAll(lab.root, '') };
}

/** What the server knows of the epoch: its number, and who has raised it. */
export function epochOf(lab: ServerLab): string {
  const text = readFileSync(join(lab.root, RUN.StatePath, 'epoch'), 'utf8');
  const [, epoch = '', owner = ''] = /^epoch=(\d+) .* owner=(\S+) /.exec(text) ?? [];
  return `${epoch} ${owner}`;
}

/** The source is served and takes writes, as on the evening before; the service runs. */
export async function isOpen({ lab, before }: { lab: ServerLab; before: string }): Promise<void> {
  const { said } = await lab.run('read-mounts', { ...READ, ...LOCK });
  expect(said).toMatchObject({ served: 'source', 'frozen-run': '', changing: 'no' });
  expect(said).toMatchObject({ 'switched-run': '', 'confirmed-run': '' });
  expect(said['at-source-options']).toMatch(/^rw,/);
  expect(fstab(lab)).toBe(before);
  expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
}

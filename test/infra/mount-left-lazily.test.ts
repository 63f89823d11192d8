// A mount of a dead gateway that only a lazy unmount takes away: the server notes it, and tells it until its next boot.
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { play } from '../../lab/application-server/happenings.ts';
import { ordinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { environment } from '../../lab/application-server/servers.ts';
import { note, openFrozenLab, READ, RESTORE, RUN, SWITCH } from './document-parameters.ts';

const PROC = { ProcPath: '/proc' };

test('restore-mount notes it, and each document says so until another boot', async () => {
  await using lab = await openFrozenLab();
  expect((await lab.run('switch-mount', SWITCH)).said.switched).toBe('yes');
  const { context, instance } = lab;
  const place = { instance, env: environment(context, instance) };
  play(context, 'gateway-silent', place);
  play(context, 'hung-writer', place);
  const { said } = await lab.run('restore-mount', RESTORE);
  expect(said).toMatchObject({
    restored: 'yes',
    forced: SWITCH.GatewayExport,
    detached: said.boot,
  });
  expect(note(lab, 'detached')).toBe(`boot=${said.boot} run=${RUN.Run}\n`);

  const raise = { StatePath: RUN.StatePath, ...PROC };
  expect((await lab.run('read-mounts', { ...READ, ...PROC })).said.detached).toBe(said.boot);
  expect((await lab.run('raise-epoch', raise)).said.detached).toBe(said.boot);
  expect((await lab.run('restore-mount', RESTORE)).said).toMatchObject({ detached: said.boot });

  // Whoever cannot read its boot does not know that it has ended.
  const boot = join(lab.root, 'proc/sys/kernel/random/boot_id');
  rmSync(boot);
  expect((await lab.run('raise-epoch', raise)).said.detached).toBe(said.boot);
  expect(note(lab, 'detached')).toBeDefined();

  // Else the boot would wait for it.
  play(context, 'gateway-answers', place);
  play(context, 'reboot', place);
  expect((await lab.run('read-mounts', { ...READ, ...PROC })).said).not.toHaveProperty('detached');
  // Without the lock, who raises the epoch could remove what a way back has noted a moment ago.
  expect((await lab.run('raise-epoch', raise)).said).not.toHaveProperty('detached');
  expect(note(lab, 'detached')).toBeDefined();
});

test('who takes it away by hand, as the page says, tells it in the same way', async () => {
  await using lab = await openFrozenLab();
  const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const [, line = ''] = /^umount -l \/mnt\/data\n(echo .*)$/m.exec(page) ?? [];
  const here = line.replaceAll(/\/(?=proc\/|var\/)/g, `${lab.root}/`);
  const { status } = spawnSync('/bin/sh', ['-c', here], ordinaryUser());
  expect([line, status]).toEqual([expect.stringContaining(' run=by-hand'), 0]);
  const { said } = await lab.run('read-mounts', { ...READ, ...PROC });
  expect([said.boot, said.detached]).toEqual([expect.stringMatching(/./), said.boot]);
});

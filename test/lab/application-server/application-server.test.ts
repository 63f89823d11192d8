// The application server of the lab: documents that are killed, tools that do not pretend, and nothing outside.
import { CancelCommandCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { createServers } from '../../../lab/application-server/servers.ts';
import {
  FILE,
  FREEZE,
  openFrozenLab,
  RESTORE,
  RUN,
  SWITCH,
  fstab,
} from '../../infra/document-parameters.ts';
import { openServerLab, outcome } from './server-lab.ts';
import type { Outcome, ServerLab } from './server-lab.ts';

const COPY = { ...FILE, Source: 'a.jpg', Target: 'b.jpg' };

describe('a document that is killed', () => {
  test('a switch, at any moment: run again it ends, and so does the rollback', async () => {
    await using lab = await openFrozenLab();
    const before = fstab(lab);
    const ends: string[] = [];
    for (const [i, delay] of [0, 30, 60, 90, 120, 160, 200, 250].entries()) {
      ends.push((await killed(lab, 'switch-mount', SWITCH, delay)).status);
      if (i % 2 === 0) {
        const again = await lab.run('switch-mount', SWITCH);
        expect([delay, again.said]).toMatchObject([delay, { state: 'gateway' }]);
        expect(fstab(lab)).toMatch(
          /^10\.0\.1\.20:\/image-archive \S+\/mnt\/data nfs rw,hard,nolock,_netdev 0 0$/m,
        );
        await killed(lab, 'restore-mount', RESTORE, delay);
      }
      const back = await lab.run('restore-mount', RESTORE);
      expect([delay, back.said]).toMatchObject([delay, { state: 'source' }]);
      expect(fstab(lab)).toBe(before);
    }
    expect(ends).toContain('Cancelled');
    expect(readdirSync(join(lab.root, RUN.StatePath)).sort()).toEqual([
      '.covered',
      'epoch.lock',
      'frozen',
      'fstab-before',
    ]);
  });

  test('a copy, at any moment: run again there is one file, whole', async () => {
    await using lab = await openServerLab();
    const content = 'x'.repeat(100_000);
    lab.write('a.jpg', content);
    for (const delay of [0, 20, 40, 60, 80, 110, 140]) {
      const target = `b${delay}.jpg`;
      await killed(lab, 'create-test-file', { ...COPY, Target: target }, delay);
      // What timeout guards goes on for a moment after its script was killed.
      await realTime(50);
      const again = await lab.run('create-test-file', { ...COPY, Target: target });
      expect([delay, again.said]).toMatchObject([delay, { size: '100000' }]);
      expect(readFileSync(join(lab.context.world.source, target), 'utf8')).toBe(content);
    }
    expect(readdirSync(lab.context.world.source).filter((name) => name.startsWith('.'))).toEqual(
      [],
    );
  });
});

describe('the tools', () => {
  test.each([
    ['umount -a', 'umount -a'],
    ['mount --move', 'mount --move "$P" "$P"'],
    ['a remount of more than access', 'mount -o remount,ro,noac "$P"'],
    ['mount of a type that is not NFS', 'mount -t ext4 -o rw /dev/sda1 "$P"'],
    ['findmnt -J', 'findmnt -J'],
    ['systemctl reload', 'systemctl reload nginx'],
  ])('do not pretend: %s', async (_, script) => {
    await using lab = await openServerLab();
    const said = await runScript(lab, `P='${lab.root}/mnt/data'\n${script}\n`);
    expect(said).toMatchObject({
      exitCode: 64,
      stderr: expect.stringMatching(/^lab: \w+: not modelled/),
    });
  });

  test('speak as the real ones do', async () => {
    await using lab = await openServerLab();
    const said = await runScript(
      lab,
      `P='${lab.root}/mnt/data'
       findmnt -n -r -o TARGET,SOURCE -T "$P/some/file"
       findmnt -n -r -o TARGET,MAJ:MIN | sed "s,$LAB_SERVER,,;s/:[0-9]*$/:N/"
       umount "$P"; umount "$P" || echo "$?"; findmnt -n -r -o SOURCE -M "$P" || echo "$?"
       mount -t nfs -o rw 10.9.9.9:/x "$P" || echo "$?"
       mount -t nfs -o hard,ro nfs-server.example.internal:/export/data "$P"
       findmnt -n -r -o SOURCE,FSTYPE,OPTIONS -M "$P"
       mkdir "$P/x" || echo "$?"`,
    );
    const mount = `${lab.root}/mnt/data`;
    expect(said.stdout).toBe(
      `${mount} nfs-server.example.internal:/export/data\n 259:N\n/mnt/data 0:N\n/mnt/fgw 0:N\n32\n1\n32\nnfs-server.example.internal:/export/data nfs4 ro,relatime,hard\n1\n`,
    );
    expect(said.stderr).toBe(
      `umount: ${mount}: not mounted.\nmount.nfs: access denied by server while mounting 10.9.9.9:/x\nmkdir: cannot create directory '${mount}/x': Read-only file system\n`,
    );
  });

  test('date is the lab’s, and sleep takes no time', async () => {
    await using lab = await openServerLab();
    const began = performance.now();
    const said = await runScript(lab, 'sleep 600; date -u +%Y-%m-%dT%H:%M');
    expect(said.stdout).toBe('2096-09-12T21:30\n');
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});

test('documents run as an ordinary user, with nothing of the lab’s environment', async () => {
  await using lab = await openServerLab();
  const { stdout } = await runScript(lab, 'id -u; pwd -P; env');
  expect(stdout.split('\n')[0]).toBe(String(ordinaryUser()?.uid ?? process.getuid?.()));
  expect(stdout.split('\n')[1]).toMatch(new RegExp(`^${lab.root}/`));
  expect(stdout).not.toMatch(/^(AWS|GITHUB|npm|NODE)/m);
});

test('nothing outside the lab’s root is changed', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'nfs-cutover-outside-'));
  try {
    chmodSync(outside, 0o777);
    writeFileSync(join(outside, 'a.jpg'), 'theirs');
    chmodSync(join(outside, 'a.jpg'), 0o666);
    const stamp = join(outside, 'stamp');
    writeFileSync(stamp, '');
    const before = statSync(outside).mtimeMs;
    await using lab = await openServerLab();
    lab.write('a.jpg', 'one image');
    const climb = `${'/..'.repeat(20)}${outside}`;
    await lab.run('create-test-file', COPY);
    await lab.run('create-test-file', { ...COPY, MountPath: climb });
    await lab.run('create-test-file', { ...COPY, StatePath: climb });
    await lab.run('create-test-file', { ...COPY, Target: `${climb.slice(1)}/x` });
    await lab.run('freeze-source', { ...FREEZE, LockPath: `${climb}/lock` });
    await lab.run('switch-mount', { ...SWITCH, FstabPath: `${climb}/a.jpg` });
    await lab.run('freeze-source', FREEZE);
    await lab.run('switch-mount', SWITCH);
    await lab.run('restore-mount', RESTORE);
    expect(readdirSync(outside).sort()).toEqual(['a.jpg', 'stamp']);
    expect(readFileSync(join(outside, 'a.jpg'), 'utf8')).toBe('theirs');
    expect(statSync(outside).mtimeMs).toBe(before);
    const places = [
      '/etc/fstab',
      '/mnt',
      '/var/lib/nfs-cutover',
      '/run/lock',
      '/run/mount',
      '/var/lib/amazon',
    ];
    const { stdout } = spawnSync('find', [...places, '-newer', stamp], { encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
});

/** Sends a document and cancels it so many real milliseconds after it has begun; says how it ended. */
async function killed(
  lab: ServerLab,
  document: string,
  parameters: Readonly<Record<string, string>>,
  delay: number,
): Promise<Outcome> {
  const begun = new Promise<void>((resolve) => {
    const off = lab.context.events.on((event) => {
      if (event.kind !== 'document' || event.phase !== 'begins') return;
      off();
      resolve();
    });
  });
  const CommandId = await lab.send(document, parameters);
  await begun;
  await realTime(delay);
  await lab.client.send(new CancelCommandCommand({ CommandId }));
  const ended = await lab.wait(CommandId);
  expect(ended.Status).toMatch(/^(Cancelled|Success)$/);
  return outcome(ended);
}

/** Runs any script as a document would run. */
async function runScript(lab: ServerLab, script: string) {
  const result = await createServers(lab.context).run({
    instance: lab.instance,
    document: 'any',
    step: 'any',
    script: `#!/bin/sh\n${script}`,
    parameters: {},
    commandId: 'any',
    timeoutSeconds: 60,
    cancel: new AbortController().signal,
  });
  const read = (file: string): string => readFileSync(file, 'utf8');
  return { exitCode: result.exitCode, stdout: read(result.stdout), stderr: read(result.stderr) };
}

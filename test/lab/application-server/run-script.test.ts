// How the agent's command ends: who is killed, who lives on, and whose output is waited for.
import { afterEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { runScript } from '../../../lab/application-server/run-script.ts';
import type { Ended } from '../../../lab/application-server/run-script.ts';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-script-'));
const left: number[] = [];

afterEach(() => {
  for (const pid of left.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Said = Ended & { readonly stdout: string; readonly stderr: string };

async function run(script: string, end: 'timeout' | 'cancel' | 'itself' = 'itself'): Promise<Said> {
  const here = mkdtempSync(`${folder}-`);
  chmodSync(here, 0o755);
  const file = join(here, 'script');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  giveToOrdinaryUser(here);
  const [stdout, stderr] = [join(here, 'stdout'), join(here, 'stderr')];
  const cancel = end === 'cancel' ? AbortSignal.timeout(300) : new AbortController().signal;
  try {
    const ended = await runScript({
      file,
      folder: here,
      env: { PATH: '/usr/bin:/bin' },
      stdout,
      stderr,
      timeoutSeconds: end === 'timeout' ? 0.3 : 60,
      cancel,
    });
    return { ...ended, stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') };
  } finally {
    rmSync(here, { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that was killed a moment ago may still wait for its parent.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('a script', () => {
  test.each<[string, string, 'timeout' | 'cancel' | 'itself', Ended]>([
    ['ends', 'echo a; echo b >&2; exit 3', 'itself', { exitCode: 3, by: 'exit' }],
    ['runs out of time', 'sleep 60', 'timeout', { exitCode: -1, by: 'timeout' }],
    ['is cancelled', 'sleep 60', 'cancel', { exitCode: -1, by: 'cancel' }],
    // The group is killed, though its first process has long ended.
    ['leaves a child in its group', 'sleep 60 &', 'timeout', { exitCode: -1, by: 'timeout' }],
    ['leaves a child to a timeout', 'setsid sleep 60 &', 'timeout', { exitCode: 1, by: 'nobody' }],
    ['leaves a child to a cancel', 'setsid sleep 60 &', 'cancel', { exitCode: 1, by: 'nobody' }],
    [
      'leaves a child without its output',
      'setsid sleep 60 >/dev/null 2>&1 &',
      'itself',
      { exitCode: 0, by: 'exit' },
    ],
  ])('that %s: %s', async (_, script, end, ended) => {
    const said = await run(script.replace(/&$/, '& printf %s "$!" >&2'), end);
    if (script.endsWith('&')) left.push(Number(said.stderr));
    expect(said).toMatchObject(ended);
  });

  test('has not ended as long as a child holds its output', async () => {
    expect(await run('(sleep 0.3; echo late) & echo soon')).toMatchObject({
      stdout: 'soon\nlate\n',
      exitCode: 0,
      by: 'exit',
    });
  });

  test.each<['timeout' | 'cancel', string, boolean]>([
    ['timeout', 'timeout -s KILL 60 sleep 60', true],
    ['cancel', 'timeout -s KILL 60 sleep 60', true],
    ['timeout', 'setsid sleep 60', true],
    ['timeout', 'sh -c "sleep 60"', false],
  ])('at its %s: %s lives on: %s', async (end, command, lives) => {
    const { stdout } = await run(`${command} & echo "$$ $!"; wait`, end);
    const [script = 0, child = 0] = stdout.split(' ').map(Number);
    left.push(child);
    while (isAlive(script)) await realTime(10);
    // What is killed with the script needs a moment to end.
    for (let i = 0; i < 20 && isAlive(child); i++) await realTime(lives ? 5 : 250);
    expect(isAlive(child)).toBe(lives);
  });
});

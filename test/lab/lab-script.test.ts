// npm run lab as its users run it: a child process that prints where the lab is, and ends in time.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const RUNBOOK = 'runbooks/image-archive.yml';
const SCRIPT = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/lab.ts'];
let folder: string;
let running: ChildProcess[];

beforeEach(() => {
  // What a shell would take apart must come through the lines that it sources.
  const outer = mkdtempSync(join(tmpdir(), 'lab-script-'));
  chmodSync(outer, 0o755);
  folder = join(outer, `it's $(a) "folder"`);
  mkdirSync(folder);
  running = [];
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(join(folder, '..'), { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(file: string, args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, TMPDIR: folder, FILE: envFile() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
}

const lab = (...args: string[]): ReturnType<typeof start> =>
  start(process.execPath, [...SCRIPT, ...args]);
const envFile = (): string => join(folder, 'lab.env');
const labFolders = (): string[] =>
  readdirSync(folder).filter((name) => name.startsWith('nfs-cutover-lab-'));

async function until(holds: () => boolean, milliseconds = 15_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!holds() && performance.now() < deadline) await pause(50);
  expect(holds()).toBe(true);
}

function sourced(...names: string[]): string[] {
  const lines = `. "$FILE"; ${names.map((name) => `printf '%s\\n' "\${${name}-unset}"`).join('; ')}`;
  const env = { FILE: envFile(), AWS_PROFILE: 'mine', AWS_ENDPOINT_URL_S3: 'https://elsewhere' };
  return execFileSync('/bin/sh', ['-c', lines], { env, encoding: 'utf8' }).trimEnd().split('\n');
}

test('its lines can be sourced, lead to it, and go with it', async () => {
  const { child, ended } = lab(RUNBOOK, '--env-file', envFile());
  await until(() => existsSync(envFile()));
  const [url = '', pid, source = '', gateway = '', server = '', profile, s3] = sourced(
    ...['AWS_ENDPOINT_URL', 'LAB_PID', 'LAB_SOURCE', 'LAB_GATEWAY', 'LAB_SERVER'],
    ...['AWS_PROFILE', 'AWS_ENDPOINT_URL_S3'],
  );
  expect([profile, s3]).toEqual(['unset', 'unset']);
  expect(pid).toBe(String(child.pid));
  expect(readdirSync(source).sort()).toEqual(['catalogue', 'images']);
  expect([gateway, server].map((path) => path.startsWith(folder))).toEqual([true, true]);
  expect((await fetch(`${url}/_lab/`)).status).toBe(404);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(existsSync(envFile())).toBe(false);
  expect(labFolders()).toEqual([]);
});

test('without a file the lines are printed; SIGINT ends it, too', async () => {
  const { child, ended } = lab(RUNBOOK);
  child.stdout?.on('data', () => child.kill('SIGINT'));
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:\d+'$/m);
  expect(labFolders()).toEqual([]);
});

test('it ends when its parent is gone', async () => {
  const command = `"$0" ${SCRIPT.join(' ')} ${RUNBOOK} --env-file "$FILE" & wait`;
  const { child: parent } = start('/bin/sh', ['-c', command, process.execPath]);
  await until(() => existsSync(envFile()));
  const [pid] = sourced('LAB_PID');
  parent.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${pid}`) && labFolders().length === 0);
});

describe('what it is asked wrongly', () => {
  test.each([
    [[], 'RUNBOOK: expected a file, got nothing'],
    [[RUNBOOK, 'more'], "got also 'more'"],
    [[RUNBOOK, '--port', 'http'], "--port: expected a number in its range, got 'http'"],
    [[RUNBOOK, '--port', '70000'], '--port'],
    [[RUNBOOK, '--speed', '0'], '--speed'],
    [[RUNBOOK, '--colour'], '--colour'],
  ])('%j is refused before anything starts', async (args, message) => {
    const { code, stderr } = await lab(...args).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run lab -- RUNBOOK');
  });

  test('an unknown scenario, a missing runbook, a port in use: an error in a line, nothing left', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const port = String((server.address() as AddressInfo).port);
    for (const [args, message] of [
      [[RUNBOOK, '--scenario', 'none'], 'lab: scenario: expected one of'],
      [[join(folder, 'none.yml')], 'lab: ENOENT'],
      [[RUNBOOK, '--port', port], 'lab: listen EADDRINUSE'],
    ] as const) {
      const { code, stderr } = await lab(...args).ended;
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
      expect(labFolders()).toEqual([]);
    }
    server.close();
  });

  test('--help says how', async () => {
    const { code, stdout } = await lab('--help').ended;
    expect(code).toBe(0);
    expect(stdout).toContain('--env-file PATH');
  });
});

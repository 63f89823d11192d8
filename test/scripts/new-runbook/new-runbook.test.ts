// npm run new-runbook as its users run it, against the lab.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Lab, startLab } from '../../../lab/lab.ts';
import { load, sound } from '../../runbook/image-archive.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';

const root = join(import.meta.dirname, '../../..');
const known = [
  ...['--name', 'images', '--application-region', 'eu-central-1'],
  ...['--source-mount', '/mnt/data', '--user', 'www-data'],
];
let lab: Lab;
let folder: string;

beforeAll(async () => {
  lab = await startLab({ runbook: join(root, 'runbooks/image-archive.yml') });
});
afterAll(() => lab.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-runbook-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/new-runbook.ts'];
  const env = { PATH: process.env.PATH, HOME: folder, ...lab.env };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...script, '--folder', folder, ...args],
      { cwd: root, env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

test('writes a valid runbook of what belongs together, and only reads', async () => {
  const before = lab.calls.length;
  const { code, stdout } = await run(...known);
  const file = join(folder, 'images.yml');
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining(`${file}: written, and valid\nNext: `),
  ]);
  const text = readFileSync(file, 'utf8');
  const written = parseRunbook(text, file);
  const example = load(sound);
  expect(written).toMatchObject({
    ok: true,
    runbook: {
      name: 'images',
      account: example.account,
      application: example.application,
      source: { mount: '/mnt/data', export: example.source.export },
      gateway: { ...example.gateway },
      datasync: { task: example.datasync.task },
      bucket: example.bucket,
      refresh: { logGroup: example.refresh.logGroup },
      evidence: example.evidence,
    },
  });
  expect(text).toMatch(/^# yaml-language-server: \$schema=schema\.json\n/);
  expect(text.match(/^# /gm)?.length).toBeGreaterThan(12);
  const operations = lab.calls.slice(before).map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(10);
  expect(operations.filter((name) => !/^(List|Describe|Get)/.test(name))).toEqual([]);
});

test('where there is no terminal, says which flags it needs, and writes nothing', async () => {
  const { code, stderr } = await run('--copy', 'images/00001.jpg');
  expect(code).toBe(1);
  expect(stderr).toContain('task-0a1b2c3d4e5f60718 nfs-to-s3: nfs-server.example.internal:/export');
  expect(stderr.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.trim())).toEqual([
    '--application-region',
    '--name',
    '--source-mount',
    '--user',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a flag names must be there', async () => {
  const { code, stderr } = await run(...known, '--task', 'task-1', '--server', 'i-00000000');
  expect(code).toBe(1);
  expect(stderr).toContain(
    "--task: expected a task and a share on the same prefix of a bucket, got 'task-1'",
  );
  expect(stderr).toContain(
    "--server: expected the application servers, Linux and online, got 'i-00000000'\n    i-0a1b2c3d4e5f60718",
  );
});

test('a runbook that is there stays as it is', async () => {
  writeFileSync(join(folder, 'images.yml'), 'mine');
  const { code, stderr } = await run(...known);
  expect([code, stderr]).toEqual([
    1,
    'new-runbook: --name: expected a new name, got images, which has a runbook\n',
  ]);
  expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toBe('mine');
});

test('what would not be valid is told, and not written', async () => {
  const { code, stderr } = await run(...known, '--gateway-mount', '/mnt/data/fgw');
  expect(code).toBe(1);
  expect(stderr).toContain('gateway.mount: expected a folder that is neither inside nor around');
  expect(stderr).toContain('was not written');
  expect(existsSync(join(folder, 'images.yml'))).toBe(false);
});

// npm run infra as its users run it: what it prints is one word for a shell each, and what cannot be deployed is refused.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changed, sound } from '../runbook/image-archive.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infra-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (file: string, args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) =>
    execFile(file, [...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );

function infra(text: string, ...args: string[]): Promise<Ran> {
  const file = join(folder, 'image-archive.yml');
  writeFileSync(file, text);
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/infra.ts'];
  return run(process.execPath, [...script, file, '--repository', 'example/nfs-cutover', ...args]);
}

const withPrefix = (prefix: string): string =>
  changed('bucket:\n', `bucket:\n  prefix: ${JSON.stringify(prefix)}\n`);

test('a shell hands over every value as it is', async () => {
  const mark = join(folder, 'ran');
  const hostile = `it's \`touch ${mark}\` "q" \\ ; touch ${mark} # & | (x)/`;
  const { code, stdout } = await infra(withPrefix(hostile));
  expect(code).toBe(0);
  // Programs that say what they are given take the place of the real ones.
  const say = '{ printf "<%s>" "$@"; printf "\\n"; }';
  const script = `aws() ${say}\ngh() ${say}\n${stdout}`;
  const shell = await run('/bin/sh', ['-c', script]);
  expect(shell.stdout).toContain(`<BucketPrefix=${hostile}>`);
  expect(shell.stdout).toContain('<ObjectLockDays=0><TaskReport=no>');
  expect(existsSync(mark)).toBe(false);
});

test('what the template would refuse is reported, and no command is printed', async () => {
  for (const prefix of ['*', 'a?', '${aws:username}']) {
    const { code, stdout, stderr } = await infra(withPrefix(prefix));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `BucketPrefix: expected a text of the form ^$|^[^*?$]+/$, got "${prefix}/"`,
    );
  }
  const both = await infra(sound, '--branch', 'a b', '--bucket-key', 'alias/x');
  expect(both.stderr.match(/^ {2}\w+/gm)).toEqual(['  Branch', '  BucketKeyArn']);
});

test('a runbook that is not valid is reported with its places', async () => {
  const { code, stdout, stderr } = await infra(changed('timeout: 5h', 'timeout: 6 hours'));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/image-archive\.yml:36:12: datasync\.timeout: expected a length of time/);
});

// The scripts that write generated files take no other option than --check, and write nothing when they refuse one.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const LEFT = 'actions/dist/plan.mjs';

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'only-check-'));
  for (const folder of ['scripts', 'src', 'lab', 'infra'])
    cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
  cpSync(join(ROOT, LEFT), join(copy, LEFT));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => {
  rmSync(copy, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (script: string, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const argv = [join(copy, 'scripts', script), ...args];
    execFile(process.execPath, argv, { cwd: copy }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });

test.each([
  ['build.ts', 'build', ['--chekc'], '--chekc'],
  ['docs.ts', 'docs', ['--check', 'docs'], '--check docs'],
  ['infra-template.ts', 'infra:template', ['-c'], '-c'],
])('%s', async (script, command, args, got) => {
  const before = readFileSync(join(copy, LEFT));
  expect(await run(script, ...args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `npm run ${command}: expected --check or no argument, got ${got}; it has written nothing, correct the command\n`,
  });
  expect(readFileSync(join(copy, LEFT)).equals(before)).toBe(true);
});

// npm run lint:runbooks as its users run it, and the runbooks that the documents show.
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseRunbook } from '../../src/runbook/load.ts';
import { keysAt } from '../../src/runbook/checks/misspelt.ts';
import { changed, sound } from '../runbook/image-archive.ts';

const root = join(import.meta.dirname, '../..');

function lint(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/lint-runbooks.ts'];
  return new Promise((resolve) =>
    execFile(process.execPath, [...script, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

test('the runbooks of the repository are sound', async () => {
  expect(await lint()).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+ runbooks?, 0 problems\n$/),
    stderr: '',
  });
});

test('ten mistakes are ten located problems, each with its line and a caret', async () => {
  const file = 'test/fixtures/runbooks/ten-mistakes.yml';
  const { code, stdout, stderr } = await lint(file);
  expect([code, stdout]).toEqual([1, '1 runbook, 10 problems\n']);
  const found = stderr.trimEnd().split('\n\n');
  expect(found.map((problem) => problem.split(' expected ')[0])).toEqual([
    `${file}:4:7: name:`,
    `${file}:6:10: account:`,
    `${file}:10:11: application.region:`,
    `${file}:13:3: application.usr:`,
    `${file}:27:10: gateway.mount:`,
    `${file}:34:12: datasync.timeout:`,
    `${file}:46:11: evidence.bucket:`,
    `${file}:50:10: verify.depth:`,
    `${file}:66:12: gates.cutover:`,
    `${file}:68:11: change.ticket:`,
  ]);
  for (const problem of found) expect(problem.split('\n')[2]).toMatch(/^ +\| +\^$/);
  expect(stderr).toContain('expected the key "user", got the key "usr"');
  expect(stderr).toContain('write "content"');
});

test('a Region that is not known is a warning with the nearest, a wait that no job outlives a problem', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    const file = join(folder, 'image-archive.yml');
    writeFileSync(file, changed('region: eu-central-1', 'region: eu-centrl-1'));
    const warned = await lint(file);
    expect([warned.code, warned.stdout]).toEqual([0, '1 runbook, 0 problems, 1 warning\n']);
    expect(warned.stderr).toContain(
      `warning: ${file}:10:11: application.region: expected a known Region, got "eu-centrl-1"; did you mean eu-central-1?`,
    );
    writeFileSync(file, changed('timeout: 5h', 'timeout: 30d'));
    const refused = await lint(file);
    expect([refused.code, refused.stdout]).toEqual([1, '1 runbook, 1 problem\n']);
    expect(refused.stderr).toContain('at most 330m: GitHub ends a job after 6 h, got "30d"');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what the next release refuses is a warning at its line, and no problem', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  const file = join(folder, 'image-archive.yml');
  writeFileSync(file, changed('timeout: 5h', 'timeout: 5h\n  options: {OverwriteMode: NEVER}'));
  const { code, stdout, stderr } = await lint(file);
  rmSync(folder, { recursive: true });
  expect([code, stdout]).toEqual([0, '1 runbook, 0 problems, 1 warning\n']);
  expect(stderr).toMatch(
    /^warning: .*image-archive\.yml:37:28: datasync\.options\.OverwriteMode: /,
  );
});

test('a file that is not there is a problem, too', async () => {
  const { code, stderr } = await lint('runbooks/none.yml');
  expect(code).toBe(1);
  expect(stderr).toContain('runbooks/none.yml: expected a file that can be read');
});

describe('every example in the documents is sound', () => {
  const pages = globSync(['*.md', 'docs/*.md', 'runbooks/*.md', 'actions/*/README.md'], {
    cwd: root,
  });
  const examples = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```ya?ml\n(.*?)^```$/gms)]
      .map(([, text = '']) => ({ page, text, data: parse(text) as unknown }))
      .filter(({ data }) => isPartOfRunbook(data)),
  );

  test('there are some', () => {
    expect(examples.map(({ page }) => page)).toContain(join('docs', 'runbook.md'));
  });

  test.each(examples)('$page', ({ text, data }) => {
    // A few sections stand for the same sections of the whole.
    const whole = 'version' in (data as object) ? text : replaceSections(text);
    const loaded = parseRunbook(whole, '');
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  });
});

function isPartOfRunbook(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const own = new Set(keysAt([]));
  // A workflow has a name and jobs, an action a name and a description: what they share proves nothing.
  const keys = Object.keys(data).filter((key) => key !== 'name' && key !== 'description');
  return keys.length > 0 && keys.every((key) => own.has(key));
}

function replaceSections(text: string): string {
  const names = Object.keys(parse(text) as object);
  const rest = names.reduce(
    (whole, name) => whole.replace(new RegExp(`^${name}:.*\\n(?:[ \\t].*\\n|\\n)*`, 'm'), ''),
    sound,
  );
  return `${rest}\n${text}`;
}

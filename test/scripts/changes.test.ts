// The fragments of the changelog: each mistake is one line with its file and its cure, and a release takes all of them in.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFragment } from '../../scripts/changes/fragment.ts';

const repository = join(import.meta.dirname, '../..');
const form =
  'the first line is one of added, changed, deprecated, removed, fixed, security; then an empty line, then the text';

describe('a fragment is refused in one line when it', () => {
  const mistakes: [name: string, file: string, text: string, found: string][] = [
    [
      'is of an unknown kind',
      'changes/a.md',
      'improved\n\nFaster.\n',
      `changes/a.md: expected a kind in the first line, got 'improved'; ${form}`,
    ],
    [
      'is empty',
      'changes/a.md',
      '\n\n',
      `changes/a.md: expected a kind and a text, got an empty file; ${form}`,
    ],
    [
      'has a kind alone',
      'changes/a.md',
      'fixed\n\n',
      `changes/a.md: expected a text below "fixed", got none; ${form}`,
    ],
    [
      'runs kind and text together',
      'changes/a.md',
      'fixed\nIt works.\n',
      `changes/a.md: expected an empty line below "fixed", got text; ${form}`,
    ],
    [
      'has a heading, which would end the section of the release',
      'changes/a.md',
      'fixed\n\n## 9.9.9\n',
      'changes/a.md: expected text without headings, got a heading; write it as sentences',
    ],
    ...['Faster.md', 'two_words.md', 'a.txt', 'a--b.md'].map(
      (name): [string, string, string, string] => [
        `is named ${name}`,
        `changes/${name}`,
        'fixed\n\nIt works.\n',
        `changes/${name}: expected a name of lower-case words with hyphens, such as changes/faster-refresh.md, got '${name}'; rename the file`,
      ],
    ),
  ];
  test.each(mistakes)('%s', (_, file, text, found) => {
    expect(readFragment(file, text)).toBe(found);
  });
});

describe('npm run changes', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'changes-'));
    put('package.json', '{ "version": "1.2.0" }\n');
    put(
      'CHANGELOG.md',
      '# Changelog\n\nAll of it.\n\n## 1.1.0 - 2026-01-02\n\n### Added\n\n- Old.\n',
    );
    put('changes/README.md', '# How\n');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const run = (...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) =>
      execFile(
        process.execPath,
        ['scripts/changes.ts', '--root', root, ...options],
        { cwd: repository },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      ),
    );

  test('joins all fragments below the version of package.json, by kind and by name, and removes them', async () => {
    put('changes/b.md', 'added\n\nSecond,\nin two lines.\n\nAnd one more paragraph.\n');
    put('changes/a.md', 'added\n\nFirst.\n');
    put('changes/z.md', 'security\n\nClosed.\n');
    put('changes/c.md', 'changed\n\nOther.\n');
    expect(await run('--join')).toMatchObject({ code: 0, stderr: '' });
    const day = new Date().toISOString().slice(0, 10);
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toBe(`# Changelog

All of it.

## 1.2.0 - ${day}

### Added

- First.
- Second,
  in two lines.

  And one more paragraph.

### Changed

- Other.

### Security

- Closed.

## 1.1.0 - 2026-01-02

### Added

- Old.
`);
    expect(readdirSync(join(root, 'changes'))).toEqual(['README.md']);
    const { stdout } = await run('--notes', 'v1.2.0');
    expect(stdout).toMatch(/^### Added\n\n- First\.\n[^]*- Closed\.\n$/);
    expect(stdout).not.toContain('Old');
  });

  test('tells every mistake, and joins nothing then', async () => {
    put('changes/a.md', 'new\n\nText.\n');
    put('changes/B.md', 'added\n\nText.\n');
    put('changes/c.md', 'added\n\nText.\n');
    const before = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    const { code, stderr } = await run('--join');
    expect(code).toBe(1);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['changes/B.md', 'changes/a.md']);
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toBe(before);
    expect(readdirSync(join(root, 'changes')).length).toBe(4);
  });

  test('joins neither nothing nor the same version twice', async () => {
    expect((await run('--join')).stderr).toContain('expected fragments to release, got none');
    put('changes/a.md', 'added\n\nText.\n');
    put('package.json', '{ "version": "1.1.0" }\n');
    const { code, stderr } = await run('--join');
    expect([code, stderr]).toEqual([1, expect.stringContaining('no section 1.1.0 yet, got one')]);
    expect(readdirSync(join(root, 'changes'))).toContain('a.md');
  });

  test('has no notes for a tag that is not what package.json, the changelog and the fragments say', async () => {
    expect((await run('--notes', 'v1.1.0')).stderr).toContain('tag v1.1.0: expected v1.2.0');
    expect((await run('--notes', '1.2.0')).stderr).toContain('tag 1.2.0: expected v1.2.0');
    expect((await run('--notes', 'v1.2.0')).stderr).toContain('expected a section 1.2.0, got none');
    put('package.json', '{ "version": "1.1.0" }\n');
    expect(await run('--notes', 'v1.1.0')).toMatchObject({
      code: 0,
      stdout: '### Added\n\n- Old.\n',
    });
    put('changes/a.md', 'added\n\nText.\n');
    const { code, stdout, stderr } = await run('--notes', 'v1.1.0');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('changes/a.md: expected no fragment in a release, got 1');
  });
});

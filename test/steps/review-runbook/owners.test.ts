import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ownersOf } from '../../../src/steps/review-runbook/owners.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'owners-'));
});
afterEach(() => {
  rmSync(base, { recursive: true });
});

function codeowners(text: string, place = '.github/CODEOWNERS'): void {
  mkdirSync(join(base, place, '..'), { recursive: true });
  writeFileSync(join(base, place), text);
}

test.each<[pattern: string, path: string, owned: boolean]>([
  ['*', 'runbooks/a.yml', true],
  ['/runbooks/', 'runbooks/a.yml', true],
  ['/runbooks/', 'docs/runbooks/a.yml', false],
  ['runbooks/', 'docs/runbooks/a.yml', true],
  ['runbooks', 'runbooks/deep/a.yml', true],
  ['*.yml', 'runbooks/a.yml', true],
  ['*.yml', 'runbooks/a.yaml', false],
  ['docs/*', 'docs/a.md', true],
  ['docs/*', 'docs/deep/a.md', false],
  ['/a/**/z.ts', 'a/b/c/z.ts', true],
  ['/a/**/z.ts', 'a/z.ts', true],
  ['/infra/x?.yml', 'infra/x1.yml', true],
  ['/infra/x.yml', 'infra/xayml', false],
])('%s owns %s: %s', (pattern, path, owned) => {
  codeowners(`${pattern} @team\n`);
  expect(ownersOf(base, [path])).toEqual([{ owners: owned ? ['@team'] : [], paths: [path] }]);
});

test('the last rule that matches counts, also one that names nobody', () => {
  codeowners('# all\n* @all\n/runbooks/ @storage @ops # both\n/runbooks/free.yml\n');
  expect(ownersOf(base, ['a', 'runbooks/a.yml', 'runbooks/b.yml', 'runbooks/free.yml'])).toEqual([
    { owners: ['@all'], paths: ['a'] },
    { owners: ['@storage', '@ops'], paths: ['runbooks/a.yml', 'runbooks/b.yml'] },
    { owners: [], paths: ['runbooks/free.yml'] },
  ]);
});

test('the first place counts alone; without any, nobody owns anything', () => {
  expect(ownersOf(base, ['a'])).toEqual([{ owners: [], paths: ['a'] }]);
  codeowners('* @docs\n', 'docs/CODEOWNERS');
  codeowners('* @root\n', 'CODEOWNERS');
  expect(ownersOf(base, ['a'])).toEqual([{ owners: ['@root'], paths: ['a'] }]);
});

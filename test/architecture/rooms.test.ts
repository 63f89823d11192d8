// Folders stay small, and an action reaches no more files than its work asks for.
import { dirname, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { violations } from './rules.ts';
import { parseSource } from './sources.ts';

const check = (tree: Record<string, string>): string[] =>
  violations(Object.entries(tree).map(([path, text]) => parseSource(path, text)));

const many = (count: number, folder: string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${folder}/f${i}.ts`, 'export const x = 1;\n']),
  );

test.each([
  ['src/aws/s3', 15],
  ['lab/s3', 15],
  ['test/aws', 40],
  ['scripts', 40],
])('one file too many in %s is found', (folder, most) => {
  expect(check(many(most, folder))).toEqual([]);
  expect(check(many(most + 1, folder))).toEqual([
    `${folder}: has ${most + 1} source files, more than ${most}`,
  ]);
});

/** An action that imports one file, which imports the next: every second one for a type alone. */
function chain(action: string, count: number): Record<string, string> {
  const file = (i: number): string => `src/core/r${Math.floor(i / 10)}/f${i}.ts`;
  const tree: Record<string, string> = { [action]: `import '../../${file(0)}';\n` };
  for (let i = 0; i < count; i += 1) {
    const next = relative(dirname(file(i)), file(i + 1)).replace(/^f/, './f');
    const import_ = `import ${i % 2 === 0 ? '' : 'type '}{ x } from '${next}';\n`;
    tree[file(i)] = i + 1 < count ? import_ : 'export const x = 1;\n';
  }
  return tree;
}

test.each([
  ['switch-mount', 138],
  ['verify-s3', 142],
  ['check-listing', 149],
  ['report', 146],
])('an action %s that reaches one file too many is found', (name, most) => {
  const action = `actions/${name}/main.ts`;
  expect(check(chain(action, most - 1))).toEqual([]);
  expect(check(chain(action, most))).toEqual([
    `${action}: reaches ${most + 1} files, more than ${most}`,
  ]);
});

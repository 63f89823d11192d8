// Node's own modules are taken without an import: every form of import that esbuild writes, and no other text.
import { expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutFacades } from '../../../scripts/build/builtin-imports.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'actions', 'dist');

test.each([
  ['import{a,b as c}from"node:fs";x', 'const{a,b:c}=process.getBuiltinModule("node:fs");x'],
  ['import*as y from"fs";', 'const y=process.getBuiltinModule("fs");'],
  ['import y from"os";', 'const y=process.getBuiltinModule("os");'],
  [
    'import{a}from"./a.mjs";import y,{b}from"node:path/posix";',
    'import{a}from"./a.mjs";const y=process.getBuiltinModule("node:path/posix");const{b}=process.getBuiltinModule("node:path/posix");',
  ],
  [
    'import y,*as z from"fs/promises";',
    'const y=process.getBuiltinModule("fs/promises");const z=process.getBuiltinModule("fs/promises");',
  ],
  ['f()}import{a}from"node:zlib";', 'f()}const{a}=process.getBuiltinModule("node:zlib");'],
])('%s', (before, after) => {
  expect(withoutFacades(before)).toBe(after);
});

test.each([
  'import{a}from"./fs.mjs";',
  'import{a}from"fs-extra";',
  'export{a}from"node:fs";',
  'await import("node:fs");',
  'say(\'import{a}from"node:fs";\')',
])('%s stays', (text) => {
  expect(withoutFacades(text)).toBe(text);
});

test('no action imports one: Node would read all that it exports', () => {
  const files = globSync('**/*.mjs', { cwd: DIST }).filter(
    (file) => file !== 'verify-evidence.mjs',
  );
  const left = files.filter((file) =>
    /\bfrom ?"node:/.test(readFileSync(join(DIST, file), 'utf8')),
  );
  expect(left).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

// What our sources use of packages is read from them: what is not seen would be missing in a run.
import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usedNames } from '../../../scripts/build/package-names.ts';

function namesIn(text: string): Record<string, readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'nfs-cutover-names-'));
  try {
    writeFileSync(join(root, 'one.ts'), text);
    const imports = [{ path: 'any', kind: 'import-statement', external: true } as const];
    return Object.fromEntries(usedNames(root, [{ path: 'one.ts', imports }]));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test.each([
  ["import { a, b as c } from 'p'; import { d } from 'p/q';", { p: ['a', 'b'], 'p/q': ['d'] }],
  ["import d, { a } from '@s/p';", { '@s/p': ['a', 'default'] }],
  ["import * as z from 'p'; z.b(z.a().c); z['d']; other.z.e;", { p: ['a', 'b', 'd'] }],
  ["import * as z from 'p'; let one: z.T; type Two = z.U<typeof z.a>; z.b();", { p: ['b'] }],
  ["import type { A } from 'p'; import { type B, c } from 'q';", { q: ['c'] }],
  ["const { a, b: c } = await import('p');", { p: ['a', 'b'] }],
  ["let one: typeof import('p'); await import('./own.ts'); import { x } from './y.ts';", {}],
  ["import { join } from 'node:path';", {}],
])('%s', (text, names) => {
  expect(namesIn(text)).toEqual(names);
});

test.each([
  "const all = await import('p');",
  "import * as z from 'p'; const { a } = z;",
  "import * as z from 'p'; use(z);",
  'await import(name);',
])('%s: refused, since its names cannot be found', (text) => {
  expect(() => namesIn(text)).toThrow(/^one\.ts: .*, so that the build knows what is used$/);
});

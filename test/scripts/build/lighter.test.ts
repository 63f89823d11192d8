// What the build leaves out of actions/dist changes nothing of what is left in.
import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { documentTexts, moduleOf } from '../../../scripts/build/document-texts.ts';
import { withPlainKeys } from '../../../scripts/build/lighter.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TEXTS = documentTexts(readFileSync(join(ROOT, 'infra', 'documents.yml'), 'utf8'));

/** What the text of an ES module exports. */
async function exportsOf(text: string): Promise<Readonly<Record<string, unknown>>> {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-module-'));
  try {
    const file = join(folder, 'module.mjs');
    writeFileSync(file, text);
    return (await import(file)) as Readonly<Record<string, unknown>>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the documents as the build writes them are those of infra/documents.yml, in half the bytes', async () => {
  const text = moduleOf(TEXTS);
  expect((await exportsOf(text)).default).toEqual(TEXTS);
  expect(text.length).toBeLessThan(JSON.stringify(TEXTS).length / 2);
});

test.each([
  { empty: '', line: 'a', ends: 'a\n\n', begins: '\n\na', blank: 'a\n \n  b:\n\n\n' },
  { one: 'x\n\ny\n  Key:\n    z', two: 'y\n\nx\n  Key:\n    z', three: '`${1}`\\\n\n"\u2028' },
])('documents of any text: %j', async (texts) => {
  expect((await exportsOf(moduleOf(texts))).default).toEqual(texts);
});

/** The text of a module in `folder`, with what it imports. */
async function bundled(contents: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

afterAll(() => stop());

const CLIENTS = [
  's3',
  'ssm',
  'datasync',
  'sts',
  'cloudwatch-logs',
  'storage-gateway',
  'eventbridge',
];

test.each(CLIENTS)('the descriptions of client-%s say the same with plain keys', async (client) => {
  const folder = join(ROOT, 'node_modules', '@aws-sdk', `client-${client}`, 'dist-es', 'schemas');
  const text = readFileSync(join(folder, 'schemas_0.js'), 'utf8');
  expect(withPlainKeys(text)).not.toMatch(/[{,]\s*\[_\w+\]:/);
  const [before, after] = await Promise.all(
    [text, withPlainKeys(text)].map(async (contents) => exportsOf(await bundled(contents, folder))),
  );
  const plain = (exported: object | undefined): string =>
    JSON.stringify(exported, (_, value: unknown) =>
      typeof value === 'function' ? String(value) : value,
    );
  expect(Object.keys(after ?? {}).length).toBeGreaterThan(3);
  expect(plain(after)).toBe(plain(before));
});

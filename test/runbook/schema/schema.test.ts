// What editors know of a runbook: complete, and never stricter than the program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import * as z from 'zod';
import {
  type JsonSchema,
  runbookSchema,
  runbookSchemaText,
} from '../../../scripts/docs/runbook-schema.ts';
import { forms } from '../../../src/runbook/schema/forms.ts';
import * as kinds from '../../../src/runbook/schema/kinds.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { changed, sound } from '../image-archive.ts';

const committed = readFileSync(join(import.meta.dirname, '../../../runbooks/schema.json'), 'utf8');
const editor = z.fromJSONSchema(JSON.parse(committed) as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (text: string): boolean => editor.safeParse(parse(text)).success;

function keysOf(schema: JsonSchema, path = ''): [path: string, schema: JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => [
    [`${path}${name}`, of] as [string, JsonSchema],
    ...keysOf(of, `${path}${name}.`),
  ]);
}

test('every key says what it is, in a sentence', () => {
  const silent = keysOf(runbookSchema()).filter(
    ([, { description = '' }]) => !/^[A-Z].*\.$/.test(description),
  );
  expect(silent.map(([path]) => path)).toEqual([]);
});

test('every text has a pattern, and words to show in its place', () => {
  const texts = keysOf(runbookSchema()).filter(([, of]) => of.type === 'string' && !of.enum);
  expect(texts.length).toBeGreaterThan(25);
  for (const [path, { pattern, patternErrorMessage }] of texts) {
    expect([path, typeof pattern, patternErrorMessage?.startsWith('expected ')]).toEqual([
      path,
      'string',
      true,
    ]);
    // Editors compile it so.
    expect(() => new RegExp(pattern ?? '(', 'u')).not.toThrow();
  }
});

describe('schema.json', () => {
  test('is what the program checks by', () => {
    expect(JSON.parse(committed)).toEqual(JSON.parse(runbookSchemaText()));
  });

  test('accepts the example', () => {
    expect(editor.safeParse(parse(sound)).error).toBeUndefined();
  });

  test.each([
    ['a misspelt key', 'user: www-data', 'usr: www-data'],
    ['a missing key', '  user: www-data\n', ''],
    ['a word that is none of some', 'depth: content', 'depth: contents'],
    ['a length of time', 'timeout: 5h', 'timeout: 6 hours'],
    ['a path', 'mount: /mnt/data', 'mount: /mnt/../data'],
    ['an ARN of something else', 'gateway/sgw-0A1B2C3D', 'share/share-0A1B2C3D'],
    ['an account without quotes', "'111122223333'", '111122223333'],
    ['too few servers', /servers:\n.*\n/, 'servers: []\n'],
    ['a number out of range', 'sample: 300', 'sample: 0'],
    ['a size', 'timeout: 5h', 'timeout: 5h\n  options: {BytesPerSecond: 5 GB}'],
  ])('refuses %s, as the program does', (_, from, to) => {
    const text = changed(from, to);
    expect(parseRunbook(text, 'image-archive.yml').ok).toBe(false);
    expect(accepts(text)).toBe(false);
  });
});

describe('a pattern lets through whatever the program accepts', () => {
  const piece = fc.constantFrom(
    ...['/', '.', '..', ':', 'a', 'B', '7', '0', '-', '_', ' ', ',', '=', '*', '^', '$', '[', ']'],
    ...[
      'é',
      '😀',
      '\u2028',
      '\t',
      '\u0085',
      's',
      'm',
      'h',
      'rw',
      'images',
      'arn:aws:',
      'x'.repeat(90),
    ],
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const all = Object.entries(kinds).filter(([name]) => name !== 'environments');

  test.each(all)('%s', (_, kind) => {
    const { pattern = '(' } = forms.get(kind) ?? {};
    const regExp = new RegExp(pattern, 'u');
    fc.assert(
      fc.property(text, (value) => !kind.safeParse(value).success || regExp.test(value)),
      { numRuns: 400 },
    );
  });
});

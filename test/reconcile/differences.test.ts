import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openFileSink } from '../../src/reconcile/byte-sink.ts';
import { differenceLine, differencesMarkdown } from '../../src/reconcile/differences.ts';
import type { Difference } from '../../src/reconcile/differences.ts';

const folder = mkdtempSync(join(tmpdir(), 'differences-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const lost = (path: string): Difference => ({
  verdict: 'missing',
  symbols: '=--',
  path,
  details: [],
  lostBy: 'transfer',
});

describe('a difference', () => {
  test('is one line', () => {
    expect(differenceLine(lost('a/b c'))).toBe('=-- missing\ta/b c\tlost by the transfer\n');
    expect(differenceLine({ verdict: 'extra', symbols: '-+.', path: 'a', details: [] })).toBe(
      '-+. extra\ta\n',
    );
  });

  test('is shown with others of its folder, and none of its name is read as markup', () => {
    const text = differencesMarkdown([lost('a/b|<b>'), lost('c'), lost('a/d/'), lost('a/x/y')], 60);
    expect(text).toContain('<code>a/</code>\n\n| layers');
    expect(text).toContain('<code>/</code>\n\n| layers');
    expect(text).toContain(
      '| <code>=--</code> | missing | <code>b&#124;&#60;b&#62;</code> | lost by the transfer |',
    );
    expect(text).toContain('<code>d/</code>');
    expect(text).toMatch(/56 more are in the file of differences\.$/);
    expect(differencesMarkdown([], 0)).toBe('');
  });
});

describe('a file sink', () => {
  test.each(['plain.txt', 'packed.gz'])('writes all to %s', async (name) => {
    const file = join(folder, name);
    await using sink = openFileSink(file);
    const chunk = Buffer.alloc(100_000, 'x');
    for (let i = 0; i < 20; i += 1) await sink.write(chunk);
    await sink.end();
    const bytes = readFileSync(file);
    expect((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).length).toBe(2_000_000);
  });

  test('tells that it cannot write', async () => {
    const sink = openFileSink(join(folder, 'none', 'file'));
    await expect(
      (async () => {
        for (let i = 0; i < 50; i += 1) await sink.write(Buffer.alloc(100_000));
        await sink.end();
      })(),
    ).rejects.toThrow(/ENOENT/);
  });
});

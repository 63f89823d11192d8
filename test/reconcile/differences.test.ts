import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openFileSink } from '../../src/reconcile/rows/rows-file.ts';
import {
  differenceLine,
  Differences,
  differencesHead,
  differencesMarkdown,
} from '../../src/reconcile/differences.ts';
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
    const some = [lost('a/b|<b>'), lost('c'), lost('a/d/'), lost('a/x/y')];
    const text = differencesMarkdown(some, 60, 'tree.differences.txt');
    expect(text).toContain('<code>a/</code>\n\n| layers');
    expect(text).toContain('<code>/</code>\n\n| layers');
    expect(text).toContain(
      '| <code>=--</code> | missing | <code>b&#124;&#60;b&#62;</code> | lost by the transfer |',
    );
    expect(text).toContain('<code>d/</code>');
    expect(text).toMatch(/^The first 4 of 60 differences, .* <code>tree\.differences\.txt<\/code>/);
    expect(differencesMarkdown([], 0, 'tree.differences.txt')).toBe('');
  });

  test('is shown with what its symbols mean', () => {
    const text = differencesMarkdown([lost('a'), lost('b')], 2, 'x.txt');
    expect(text).toMatch(/^All 2 differences, by folder; also in/);
    expect(text).toContain(
      'Layers: source, bucket, gateway; <code>=</code> as the source, <code>-</code> not there',
    );
    expect(text).not.toContain('task report');
    const four = differencesMarkdown([{ ...lost('a'), symbols: '=-.!' }], 1, 'x.txt');
    expect(four).toContain(
      'Layers: source, bucket, gateway, task report; <code>=</code> as the source',
    );
    expect(four).toContain(
      'of the task report: <code>=</code> no failure, <code>!</code> failed or not transferred, <code>-</code> not in the report.',
    );
    for (const line of differencesHead(true).trimEnd().split('\n')) expect(line).toMatch(/^# \S/);
  });

  test('is one of 50 that are shown, however many are kept', () => {
    const many = Array.from({ length: 60 }, (_, i) => lost(`a/${i}`));
    const text = differencesMarkdown(many, 70, 'x.txt');
    expect(text).toMatch(/^The first 50 of 70 differences/);
    expect(text.match(/\| missing \|/g)).toHaveLength(50);
  });

  test('is not kept behind half a million characters of names, and is counted all the same', () => {
    const differences = new Differences(undefined);
    for (let n = 0; n < 300; n += 1)
      differences.addPath(Buffer.from(`${n}/`.padEnd(4000, 'x')), {
        ...{ verdict: 'missing', symbols: '=-.', details: [] },
      });
    expect(differences.kept).toHaveLength(125);
    expect(differences.total).toBe(300);
  });

  test('with a very long name is shown without its middle, and whole in the file', () => {
    const long = lost(`${'d'.repeat(255)}/${'n'.repeat(255)}`);
    const text = differencesMarkdown([long], 1, 'x.txt');
    expect(text).toContain(`<code>${'d'.repeat(50)} … ${'d'.repeat(24)}/ (256 characters)</code>`);
    expect(text).toContain(`<code>${'n'.repeat(50)} … ${'n'.repeat(25)} (255 characters)</code>`);
    expect(differenceLine(long)).toContain(`${'d'.repeat(255)}/${'n'.repeat(255)}`);
    expect(differencesMarkdown([lost('😀'.repeat(100))], 1, 'x')).toContain('😀'.repeat(100));
  });

  test('that is fine up to a limit takes no place of one that is not', () => {
    const differences = new Differences(undefined);
    const add = (verdict: 'newer' | 'to-remove' | 'missing', path: string): void => {
      differences.addPath(Buffer.from(path), { verdict, symbols: '=-.', details: [] });
    };
    for (let n = 0; n < 1010; n += 1) add(n % 2 === 0 ? 'newer' : 'to-remove', `a/${n}`);
    for (let n = 0; n < 3; n += 1) add('missing', `z/${n}`);
    expect(differences.total).toBe(1013);
    expect(differences.kept.map(({ path }) => path)).toEqual([
      ...['z/0', 'z/1', 'z/2'],
      ...Array.from({ length: 997 }, (_, n) => `a/${n}`),
    ]);
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

  test('reports that it cannot write', async () => {
    const sink = openFileSink(join(folder, 'none', 'file'));
    await expect(
      (async () => {
        for (let i = 0; i < 50; i += 1) await sink.write(Buffer.alloc(100_000));
        await sink.end();
      })(),
    ).rejects.toThrow(/ENOENT/);
  });
});

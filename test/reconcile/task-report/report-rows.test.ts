// The rows of a task report whose entries come in any order, any number of times.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ReportRows } from '../../../src/reconcile/task-report/report-rows.ts';
import { readRowsFile } from '../../../src/reconcile/rows/rows-file.ts';
import { collect } from '../rows/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-report-rows-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers below `n`, always the same. */
function randomOf(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
}

test.each([1, 2, 3, 4, 5, 6])(
  'rows: sorted, each path once, no failure lost (%d)',
  async (seed) => {
    const below = randomOf(seed);
    const NAMES = [
      'a',
      'a/',
      'a/b',
      'é',
      ' ',
      "it's",
      'two\nlines',
      '\u202e',
      '😀',
      'z'.repeat(300),
    ];
    const entries = Array.from({ length: 500 }, () => {
      const bits = 1 << below(8);
      const path = Buffer.from(`${NAMES[below(NAMES.length)] ?? ''}${below(30)}`);
      return { path, bits, code: bits > 8 ? `Code ${below(3)}/\n` : '' };
    });
    const rows = new ReportRows(join(folder, `rows-${seed}.gz`), 1 + below(40));
    for (let at = 0; at < entries.length; at += 33) await rows.add(entries.slice(at, at + 33));
    const counts = await rows.end();
    const expected = new Map<string, { bits: number; codes: Set<string> }>();
    for (const { path, bits, code } of entries) {
      const one = expected.get(path.toString()) ?? { bits: 0, codes: new Set() };
      one.codes.add(code);
      expected.set(path.toString(), { ...one, bits: one.bits | bits });
    }
    const got = (await collect(readRowsFile(join(folder, `rows-${seed}.gz`))))
      .toString()
      .split('\0')
      .slice(0, -1);
    const paths = got.map((row) => row.slice(row.indexOf('/') + 1));
    const sorted = [...expected.keys()].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    expect(paths).toEqual(sorted);
    for (const row of got) {
      const [bits = '', hex = ''] = row.slice(0, row.indexOf('/')).split(' x');
      const wanted = expected.get(row.slice(row.indexOf('/') + 1));
      expect(Number(bits)).toBe(wanted?.bits);
      expect(wanted?.codes).toContain(Buffer.from(hex, 'hex').toString());
      if (Number(bits) > 15) expect(hex).not.toBe('');
    }
    expect(counts.failed).toBe([...expected.values()].filter(({ bits }) => bits > 15).length);
  },
);

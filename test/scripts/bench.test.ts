// The bench runs on a laptop in seconds at tiny sizes, finds what is there, and never calls met what was not measured.
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chart } from '../../scripts/bench/showing/chart.ts';
import type { Measured } from '../../scripts/bench/benchmark.ts';
import {
  judgeMost,
  judgeRatio,
  judgeRounds,
  median,
} from '../../scripts/bench/measuring/goal-results.ts';
import { measure } from '../../scripts/bench/measuring/measured-process.ts';
import { page } from '../../scripts/bench/showing/page.ts';
import { sideBySide } from '../../scripts/bench/measuring/side-by-side.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-bench-test-'));
  const done = (): void => rmSync(folder, { recursive: true, force: true });
  const result = use(folder);
  if (result instanceof Promise) return result.finally(done) as T;
  done();
  return result;
}

/** The bench as `npm run bench` starts it; where `tools` are named PATH holds only these, and no peer. */
function bench(folder: string, args: readonly string[], tools?: readonly string[]) {
  for (const tool of tools ?? []) {
    const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(folder, tool));
  }
  const PATH = tools === undefined ? (process.env.PATH ?? '') : folder;
  return spawnSync(process.execPath, [join(ROOT, 'scripts', 'bench.ts'), ...args], {
    encoding: 'utf8',
    env: { PATH, HOME: folder, TMPDIR: folder },
  });
}

const measured = (side: string, milliseconds: readonly number[], peakBytes = 1): Measured => ({
  side,
  milliseconds,
  work: [],
  cpu: [1],
  peakBytes,
  objects: 1,
});

describe('judging', () => {
  test('a ratio is that of the same round, and the median decides', () => {
    const ours = measured('ours', [10, 40, 10]);
    const peer = measured('peer', [100, 100, 100]);
    expect(judgeRatio('g', 0.1, { ours, peer })).toMatchObject({ met: 'met', share: 1 });
    expect(judgeRatio('g', 0.09, { ours, peer }).met).toBe('not met');
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('without a peer, without a round and without a value nothing is met', () => {
    const ours = measured('ours', [10]);
    expect(judgeRatio('g', 9, { ours, peer: undefined })).toEqual({
      goal: 'g',
      met: 'not measured',
      found: 'peer missing',
    });
    expect(judgeRatio('g', 9, { ours, peer: measured('p', []) }).met).toBe('not measured');
    expect(judgeMost('g', { value: 0, limit: 1, found: '' }).met).toBe('not measured');
  });

  test.each<[string, 'met' | 'not met' | 'not decided', number[]]>([
    ['seven rounds below it', 'met', [7, 8, 9, 9, 9, 9, 9]],
    ['seven rounds above it', 'not met', [11, 12, 11, 11, 12, 11, 13]],
    ['one of seven above it', 'not decided', [7, 7, 7, 7, 7, 7, 11]],
    ['six rounds below it', 'not decided', [7, 7, 7, 7, 7, 7]],
    ['two of sixty above it', 'met', [...Array.from({ length: 58 }, () => 9), 20, 20]],
  ])('a limit and the interval of the rounds: %s', (_, met, values) => {
    const shown = String;
    expect(judgeRounds('g', { values, limit: 10, shown }).met).toBe(met);
    const upside = values.map((value) => 100 / value);
    expect(judgeRounds('g', { values: upside, limit: 10, atLeast: true, shown }).met).toBe(met);
    expect(judgeRounds('g', { values: [], limit: 10, shown }).met).toBe('not measured');
  });

  test('limits hold on their own side', () => {
    expect(judgeMost('g', { value: 150, limit: 150, found: '' }).met).toBe('met');
    expect(judgeMost('g', { value: 151, limit: 150, found: '' }).met).toBe('not met');
  });
});

describe('measuring', () => {
  test('the memory of children counts', () =>
    inFolder(async (folder) => {
      const hold = 'const b = Buffer.alloc(60 * 2 ** 20, 1); setTimeout(() => b, 400)';
      const run = await measure({
        argv: ['sh', '-c', `"${process.execPath}" -e '${hold}'; exit 3`],
        output: join(folder, 'out'),
        messages: join(folder, 'err'),
      });
      expect(run.code).toBe(3);
      expect(run.milliseconds).toBeGreaterThan(300);
      expect(run.cpu).toBeGreaterThan(10);
      expect(run.peakBytes).toBeGreaterThan(80 * 2 ** 20);
    }));

  test('sides run by turns; one that fails or finds something else ends the bench', () =>
    inFolder(async (folder) => {
      const setting = { size: 1, full: false, rounds: 2, folder, worker: String, say: () => {} };
      const log = join(folder, 'log');
      const echo = (name: string) => ({
        name,
        command: { argv: ['sh', '-c', `echo ${name} >>${log}`] as const },
      });
      const found = await sideBySide(setting, [echo('a'), echo('b'), { ...echo('c'), once: true }]);
      expect(readFileSync(log, 'utf8').split('\n').join('')).toBe('abcab');
      expect(found.map(({ milliseconds }) => milliseconds.length)).toEqual([2, 2, 1]);
      const failing = {
        name: 'f',
        command: { argv: ['sh', '-c', 'echo why >&2; exit 4'] as const },
      };
      await expect(sideBySide(setting, [failing])).rejects.toThrow(
        'f: expected exit code 0, got 4: why',
      );
    }));
});

describe('npm run bench', () => {
  const small = ['--rounds', '1', '--size', '1500'];

  test('lists, verifies and merges at tiny sizes, and says what was not measured', () =>
    inFolder((folder) => {
      const args = ['list', 'verify', 'merge', ...small];
      const { status, stdout, stderr } = bench(folder, args, ['sh']);
      expect([status, stderr.includes('bench:')]).toEqual([0, false]);
      expect(stdout).toMatch(/^ours +\d/m);
      for (const goal of [
        '4: at most 0.08× rclone lsf',
        '6′: at most 0.115× rclone check --size-only',
      ])
        expect(stdout).toContain(`NOT MEASURED  goal ${goal}: peer missing`);
      expect(stdout).toMatch(/^readline +\d/m);
      expect(stdout).toContain('NOT MEASURED  goal 7: at most 0.30× readline: runs with --full');
    }));

  test('lists at a latency, in folders and in one; lists and reads heads over lines of all kinds', () =>
    inFolder((folder) => {
      const { status, stdout } = bench(folder, ['latency', 'far', 'heads', ...small], ['sh']);
      expect(status).toBe(0);
      for (const row of ['12: deep', '12: flat', '11'])
        expect(stdout).toMatch(
          new RegExp(`goal ${row}: 200, then 50 ms: .* \\(1 rounds: .*; 7 decide\\)`),
        );
      expect(stdout).toMatch(
        /^NOT DECIDED +goal 11: at least 4\.5× the SDK's HeadObject, per core: \d/m,
      );
      expect(stdout).toMatch(/goal 11: Slow Down above 40 at once: .*: \d+\.\d % of \d+/);
      const found = [...stdout.matchAll(/goal 5: (\w+): at most 1\.5× the ideal: \d+ ms/g)];
      expect(found.map(([, layout]) => layout)).toEqual(['deep', 'flat']);
    }));

  test('lists a real tree with list-tree itself, and finds all of it', () =>
    inFolder((folder) => {
      const { status, stdout, stderr } = bench(folder, ['manifest', ...small]);
      expect([status, stderr.includes('bench:')]).toEqual([0, false]);
      expect(stdout).toMatch(/^list-tree, 2 finds +\d/m);
      expect(stdout).toMatch(
        /^NOT DECIDED +goal 8′: list-tree, one find: at most 1\.45× find: \d/m,
      );
    }));

  test('verifies parts of a manifest by our side alone, and finds each damage by its name', () =>
    inFolder((folder) => {
      const args = ['verify', '--ours-only', '--size', '3000'];
      const { status, stdout, stderr } = bench(folder, args, ['sh']);
      expect([status, stderr.includes('bench:')]).toEqual([0, false]);
      expect(stdout).toMatch(/^ours, 3,000 +\d/m);
      expect(stdout).toMatch(
        /^NOT DECIDED +goal 13: disk at most 14 GB: 0\.00 GB; 100,000,000 paths decide/m,
      );
    }));

  test('a peer that does not find what is there ends it', () =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'rclone'), '#!/bin/sh\necho rclone v9.9\n', { mode: 0o755 });
      const { status, stderr } = bench(folder, ['verify', ...small], ['sh']);
      expect(status).toBe(1);
      expect(stderr).toContain('bench: rclone 9.9 check --size-only: expected exit code 1, got 0');
    }));

  test.each([
    [['nothing'], /^bench: expected one of start, list, .*; got 'nothing'/],
    [['--size', '1e6'], /^bench: --size: expected a whole number from 100 on, got '1e6'/],
    [['list', '--ours-only'], /^bench: --ours-only: expected verify, got 'list'/],
    [['--rounds', '0'], /^bench: --rounds: expected a whole number from 1 on, got '0'/],
  ])('%j is refused before anything starts', (args, message) =>
    inFolder((folder) => {
      const { status, stderr } = bench(folder, args, []);
      expect(status).toBe(2);
      expect(stderr).toMatch(message);
    }),
  );
});

test('the page has every goal, and the chart a bar for each that was measured', () => {
  const goals = [
    { goal: '4: at most 0.10× <peer>', met: 'met' as const, found: '0.05×', share: 0.5 },
    { goal: '6: b', met: 'not met' as const, found: '2×', share: 2 },
    { goal: '7: c', met: 'not measured' as const, found: 'peer missing' },
  ];
  const result = {
    ...{ name: 'list', title: 'Goal 4', date: '2026-01-31', machine: 'm', load: 0.5, what: 'w' },
    measured: [measured('ours', [1000]), measured('peer | x', [4000])],
    goals,
  };
  const text = page([result]);
  expect(text).toContain('| 7: c | **not measured** | peer missing |');
  expect(text).toContain('| peer \\| x | 4.00 s | 0.250× | 1 ms |');
  const svg = chart(goals);
  expect(svg.match(/<rect class="(met|missed)"/g)).toHaveLength(2);
  expect(svg).toContain('&lt;peer&gt;');
});

// .ci/run with an npm that only notes its calls: which checks run, what fails it, and what its end says.
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readChecks, report } from '../../scripts/ci/report.ts';
import type { TestResults } from '../../scripts/ci/report.ts';

const repository = join(import.meta.dirname, '../..');
const ALL = [
  ...['types', 'format', 'bundles', 'docs', 'infra', 'changes', 'peers', 'lint', 'kernel'],
  ...['report', 'sweep', 'tests'],
];

const results: TestResults = {
  numPassedTests: 7,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

describe('.ci/run', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ci-run-'));
    for (const file of ['.ci/run', 'scripts/ci-report.ts', 'scripts/ci/report.ts'])
      cpSync(join(repository, file), join(root, file));
    put('package.json', '{ "type": "module" }\n');
    put('node_modules/.package-lock.json', '{}\n');
    put('.ci/peers', '#!/bin/sh\nexec npm peers\n', 0o755);
    put('bin/npm', NPM, 0o755);
    put('results.json', JSON.stringify(results));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** It notes its arguments, prints a command to the runner without a line's end, and fails where $FAIL names it. */
  const NPM = `#!/usr/bin/env bash
all=$*
[ -z "\${KILL:-}" ] || [[ "$all" != *"$KILL"* ]] || kill -9 "$PPID"
printf '%s\\n' "$all" >>"$CALLS"
printf '::error::of %s' "$all"
if [ "$1" = test ] && [ -e results.json ]; then cp results.json "\${all##*--outputFile=}"; fi
[[ -z "\${FAIL:-}" || "$all" != *"$FAIL"* ]]
`;

  function put(file: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    chmodSync(join(root, file), mode);
  }

  interface Ran {
    readonly code: number;
    readonly out: string;
    readonly err: string;
    readonly last: string | undefined;
    readonly calls: string[];
  }

  function run(checks: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    const calls = join(root, 'calls');
    writeFileSync(calls, '');
    const PATH = `${join(root, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
    return new Promise((resolve) =>
      execFile(
        join(root, '.ci/run'),
        [...checks],
        { env: { PATH, CALLS: calls, TMPDIR: root, ...env } },
        (error, out, err) =>
          resolve({
            code: Number(error?.code ?? 0),
            ...{ out, err },
            last: out.trimEnd().split('\n').at(-1),
            calls: readFileSync(calls, 'utf8').trimEnd().split('\n').sort(),
          }),
      ),
    );
  }

  const timed = (out: string): string[] =>
    [...out.matchAll(/^ +\d+\.\d {2}([a-z]+)$/gm)].map(([, name = '']) => name);

  test('runs every check, says how long each took, and ends with the count of tests', async () => {
    const { code, out, last, calls } = await run([]);
    expect([code, last]).toEqual([0, '7 passed, 0 failed']);
    expect(timed(out)).toEqual(ALL);
    expect(calls).toEqual([
      'peers',
      'run --silent build -- --check',
      'run --silent changes -- --check',
      'run --silent docs -- --check',
      'run --silent format:check',
      'run --silent infra:template -- --check',
      'run --silent kernel -- --always',
      'run --silent lint',
      'run --silent report',
      'run --silent sweep -- --seconds 60 --seed 1',
      'run --silent types',
      expect.stringMatching(/^test --silent -- --json --outputFile=/),
    ]);
    expect(out).not.toMatch(/^::(group|error title)/m);
  });

  test('lists its checks, and runs those alone that are named', async () => {
    expect((await run(['--list'])).out.trimEnd().split('\n')).toEqual(ALL);
    const { code, out, last, calls } = await run(['lint', 'types']);
    expect([code, last, timed(out)]).toEqual([0, '0 passed, 0 failed', ['types', 'lint']]);
    expect(calls).toEqual(['run --silent lint', 'run --silent types']);
  });

  test('refuses a name that is no check, and runs nothing', async () => {
    const { code, err, calls } = await run(['types', 'typs']);
    expect([code, calls]).toEqual([2, ['']]);
    expect(err).toBe(
      `.ci/run: expected names of checks, got 'typs'; take some of: ${ALL.join(' ')}\n`,
    );
  });

  test.each([
    ['types', 'run --silent types'],
    ['bundles', 'run --silent build'],
    ['peers', 'peers'],
    ['lint', 'run --silent lint'],
    ['kernel', 'run --silent kernel'],
    ['report', 'run --silent report'],
    ['sweep', 'run --silent sweep'],
    ['tests', 'test --silent'],
  ])('fails where %s fails, alone and among all', async (name, FAIL) => {
    for (const checks of [[name], []]) {
      const { code, out } = await run(checks, { FAIL });
      expect([code, /^failed: (.*)$/m.exec(out)?.[1]]).toEqual([1, name]);
    }
  });

  test('fails where a check is killed that runs beside the others', async () => {
    const { code, out } = await run(['types', 'lint'], { KILL: 'run --silent lint' });
    expect([code, /^failed: (.*)$/m.exec(out)?.[1]]).toEqual([1, 'lint']);
    expect(timed(out)).toEqual(['types', 'lint']);
  });

  test('fails where no test ran, though jest is content', async () => {
    put('results.json', JSON.stringify({ ...results, numPassedTests: 0 }));
    expect(await run(['tests'])).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
    rmSync(join(root, 'results.json'));
    expect(await run(['tests'])).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  });

  test('in GitHub Actions it makes a group of each check, obeys no command in it, and names what failed', async () => {
    const { code, out, last } = await run([], {
      GITHUB_ACTIONS: 'true',
      FAIL: 'run --silent lint',
    });
    expect([code, last]).toEqual([1, '7 passed, 0 failed']);
    const obeyed: string[] = [];
    let stopped = '';
    for (const line of out.split('\n')) {
      const [, command, text] = /^::([^ :]+)[^:]*::(.*)$/.exec(line) ?? [];
      if (command === undefined) continue;
      if (stopped !== '') stopped = command === stopped ? '' : stopped;
      else if (command === 'stop-commands') stopped = text ?? '';
      else obeyed.push(line);
    }
    expect(stopped).toBe('');
    expect(obeyed.filter((line) => line.startsWith('::group::'))).toEqual(
      ALL.map((name) => `::group::${name}`),
    );
    expect(obeyed.filter((line) => line === '::endgroup::').length).toBe(ALL.length);
    expect(obeyed.filter((line) => line.startsWith('::error'))).toEqual([
      '::error title=lint::The check lint failed: its group in this log says why; ".ci/run lint" repeats it.',
    ]);
    expect(out).toContain('::error::of run --silent types');
  });

  test('in CI it installs what the lock file says, and checks nothing where that fails', async () => {
    expect((await run(['types'], { CI: 'true' })).calls).toContain('ci --no-audit --no-fund');
    const { code, calls } = await run(['types'], { CI: 'true', FAIL: 'ci --no-audit' });
    expect([code, calls]).toEqual([1, ['ci --no-audit --no-fund']]);
  });
});

describe('the report', () => {
  const file = (n: number, more: object = {}) => ({
    name: `/repository/test/file-${n}.test.ts`,
    startTime: 1000,
    endTime: 1000 + n * 100,
    status: 'passed',
    assertionResults: [{ status: 'passed', fullName: `test ${n}` }],
    ...more,
  });
  const checks = readChecks('types 0 1234\ntests 0 99\n');
  const of = (more: Partial<TestResults>, github = false) =>
    report(checks, { ...results, ...more }, { root: '/repository', github });

  test('names each test file with its seconds, and the ten dearest first', () => {
    const { lines, ok } = of({ testResults: Array.from({ length: 12 }, (_, n) => file(n + 1)) });
    expect(ok).toBe(true);
    const at = lines.indexOf('seconds by test file (12 files, 7.8 together)');
    expect(lines.slice(at + 1, at + 13)).toContain('     0.1  test/file-1.test.ts');
    const dearest = lines.indexOf('the 10 dearest test files');
    expect(lines.slice(dearest + 1, dearest + 12)).toEqual([
      ...Array.from(
        { length: 10 },
        (_, n) => `     ${((12 - n) / 10).toFixed(1)}  test/file-${12 - n}.test.ts`,
      ),
      '',
    ]);
    expect(lines).toContain('     1.2  types');
  });

  test('names failed tests, and counts a file that could not be loaded as one', () => {
    const failed = [{ status: 'failed', fullName: 'a that\nbreaks' }];
    const { lines, ok } = of({
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      testResults: [
        file(1, { status: 'failed', assertionResults: failed }),
        file(2, { status: 'failed', assertionResults: [] }),
      ],
    });
    expect(ok).toBe(false);
    expect(lines).toEqual(
      expect.arrayContaining([
        '  test/file-1.test.ts: a that breaks',
        '  test/file-2.test.ts: could not be run',
        'failed: tests',
      ]),
    );
    expect(lines.at(-1)).toBe('7 passed, 2 failed');
  });

  test('is no success without any check', () => {
    expect(report([], undefined, { root: '/', github: false })).toMatchObject({ ok: false });
    expect(() => readChecks('types 0\n')).toThrow('expected "name status milliseconds"');
  });
});

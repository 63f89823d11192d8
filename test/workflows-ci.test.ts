// The jobs of ci.yml are all of .ci/run, and its last one, which a ruleset requires, passes only where all others did.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Job {
  readonly name?: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly strategy?: { readonly matrix?: { readonly runner?: readonly string[] } };
  readonly steps?: readonly {
    readonly run?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const repository = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');
const { jobs } = parse(read('.github/workflows/ci.yml')) as Workflow;
const { ci: last, ...others } = jobs;

test('each check of .ci/run is in one job, on both architectures', () => {
  const checks = execFileSync('.ci/run', ['--list'], { cwd: repository, encoding: 'utf8' });
  const run = Object.values(others).flatMap(({ steps = [] }) =>
    steps.flatMap(({ run: script = '' }) => script.replace(/^\.ci\/run /, '').split(' ')),
  );
  expect(run.filter((name) => name !== '').sort()).toEqual(checks.trimEnd().split('\n').sort());
  for (const { strategy } of Object.values(others))
    expect(strategy?.matrix?.runner).toEqual(['ubuntu-24.04', 'ubuntu-24.04-arm']);
});

describe('the job ci', () => {
  const [step, ...more] = last?.steps ?? [];

  test('waits for every other job, and is never skipped', () => {
    expect(last?.name).toBe('ci');
    expect([...(last?.needs ?? [])].sort()).toEqual(Object.keys(others).sort());
    expect(last?.if).toBe('${{ always() }}');
    expect(more).toEqual([]);
    expect(step?.env).toEqual(
      Object.fromEntries(Object.keys(others).map((job) => [job, `\${{ needs.${job}.result }}`])),
    );
  });

  const settle = (results: Readonly<Record<string, string>>): [number | null, string] => {
    const { status, stdout } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 9'],
      {
        env: { PATH: '/usr/bin:/bin', ...results },
        encoding: 'utf8',
      },
    );
    return [status, stdout];
  };
  const passed = Object.fromEntries(Object.keys(others).map((job) => [job, 'success']));

  test('passes where all of them succeeded', () => {
    expect(settle(passed)).toEqual([0, '']);
  });

  test.each(
    Object.keys(others).flatMap((job) =>
      ['failure', 'cancelled', 'skipped', ''].map((result) => [job, result] as const),
    ),
  )('fails where %s ends with "%s", and names it', (job, result) => {
    expect(settle({ ...passed, [job]: result })).toEqual([
      1,
      `::error title=${job}::The job ${job}: expected success, got ${result || 'nothing'}.\n`,
    ]);
  });
});

test('the checks that docs/setup.md requires are jobs that start for every pull request', () => {
  const [, sentence = ''] = /status checks of\s+([^,.]+)[,.]/.exec(read('docs/setup.md')) ?? [];
  const required = [...sentence.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  expect(required).toContain('ci');
  const always = globSync('.github/workflows/*.yml', { cwd: repository })
    .map((file) => parse(read(file)) as Workflow)
    .filter(({ on }) => 'pull_request' in on && on.pull_request === null)
    .flatMap((workflow) => Object.values(workflow.jobs).map(({ name }) => name));
  expect(required.filter((name) => !always.includes(name))).toEqual([]);
});

// release.yml: what is tagged is tested and compared before anything is signed, and what may write runs nothing of ours.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Step {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const text = readFileSync(join(import.meta.dirname, '../.github/workflows/release.yml'), 'utf8');
const { on, jobs } = parse(text) as {
  readonly on: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};
const job = (name: string): Job => {
  const found = jobs[name];
  if (found === undefined) throw new Error(`release.yml has no job ${name}`);
  return found;
};
const script = (name: string, step: string): string =>
  job(name).steps.find((one) => one.name === step)?.run ?? 'exit 9';

test('only a tag starts it, and it makes or moves none', () => {
  expect(on).toEqual({ push: { tags: ['v*'] } });
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
  for (const run of scripts) expect(run).not.toMatch(/git (push|tag)|--clobber|release edit/);
  expect(scripts.join('\n')).toContain('--verify-tag');
});

test('nothing is signed or published before the build is compared and everything is tested', () => {
  expect(job('attest').needs).toEqual(['build', 'test']);
  expect(job('publish').needs).toEqual(['build', 'attest']);
  const runs = (name: string) => job(name).steps.map(({ run = '' }) => run);
  expect(runs('build')).toContain('npm run build -- --check');
  expect(runs('test')).toContain('.ci/run');
});

test('a job that may write neither checks out nor runs what is in the repository', () => {
  const writing = Object.entries(jobs).filter(([, { permissions }]) =>
    Object.values(permissions).includes('write'),
  );
  expect(writing.map(([name]) => name)).toEqual(['attest', 'publish']);
  for (const [, { steps }] of writing) {
    expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))).toEqual([]);
    for (const { run = '' } of steps) expect(run).not.toMatch(/npm|node|\.ci\/|scripts\//);
  }
  expect(job('attest').permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
  expect(job('publish').permissions).toEqual({ contents: 'write' });
});

describe('its scripts', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release-'));
    git('init', '--quiet', '--initial-branch', 'main');
    put('infra/cutover.yml', 'Resources: {}\n');
    put('actions/dist/plan.mjs', 'plan();\n');
    put('actions/dist/a name.mjs', 'name();\n');
    put('actions/dist/verify-evidence.mjs', 'verify();\n');
    put('README.md', '# it\n');
    commit('first');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const put = (file: string, content: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    chmodSync(join(root, file), mode);
  };
  const git = (...options: string[]): string =>
    execFileSync(
      'git',
      [
        '-c',
        'user.name=t',
        '-c',
        'user.email=t@example.com',
        '-c',
        'commit.gpgsign=false',
        ...options,
      ],
      { cwd: root, encoding: 'utf8' },
    ).trim();
  const commit = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  const run = (code: string, env: Readonly<Record<string, string>>, cwd = root) =>
    spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', code], {
      cwd,
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, GITHUB_REF_NAME: 'v1.2.0', ...env },
      encoding: 'utf8',
    });

  test('refuse a tag on another branch than the default one', () => {
    const ancestor = script('build', 'Refuse a tag that is not on the default branch');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    expect(run(ancestor, { BRANCH: 'main' })).toMatchObject({ status: 0, stdout: '' });
    put('README.md', '# not reviewed\n');
    commit('second');
    const { status, stdout } = run(ancestor, { BRANCH: 'main' });
    expect([status, stdout]).toEqual([
      1,
      `::error title=release::v1.2.0: expected a commit of main, got ${git('rev-parse', 'HEAD')}; tag the merge.\n`,
    ]);
  });

  test('take the digest of every file of the actions and the stacks, and of the archive', () => {
    const take = script('build', 'Read the notes, and take the digests of what is released');
    put('bin/npm', '#!/bin/sh\necho "notes: $*"\n', 0o755);
    expect(run(take, { RUNNER_TEMP: root })).toMatchObject({ status: 0, stderr: '' });
    const release = join(root, 'release');
    expect(readFileSync(join(release, 'verify-evidence.mjs'), 'utf8')).toBe('verify();\n');
    const sha256 = (file: string): string =>
      createHash('sha256').update(readFileSync(file)).digest('hex');
    const sums = readFileSync(join(release, 'SHA256SUMS'), 'utf8');
    const files = [
      ...['actions/dist/a name.mjs', 'actions/dist/plan.mjs'],
      ...['actions/dist/verify-evidence.mjs', 'infra/cutover.yml'],
    ];
    expect(sums.trimEnd().split('\n')).toEqual([
      ...files.map((file) => `${sha256(join(root, file))}  ${file}`),
      `${sha256(join(release, 'nfs-cutover-v1.2.0.tar.gz'))}  nfs-cutover-v1.2.0.tar.gz`,
    ]);
    expect(readFileSync(join(release, 'notes.md'), 'utf8')).toBe(
      'notes: run --silent changes -- --notes v1.2.0\n',
    );
    const refuse = script('attest', 'Refuse to attest nothing');
    expect(run(refuse, {}).status).toBe(0);
    writeFileSync(join(release, 'SHA256SUMS'), '');
    expect(run(refuse, {}).status).not.toBe(0);
  });

  test('end where the notes cannot be read', () => {
    put('bin/npm', '#!/bin/sh\nexit 1\n', 0o755);
    const take = script('build', 'Read the notes, and take the digests of what is released');
    expect(run(take, { RUNNER_TEMP: root }).status).toBe(1);
  });
});

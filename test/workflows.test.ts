// What every workflow of the repository must keep to, so that what was reviewed is what runs.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly 'continue-on-error'?: unknown;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: unknown;
  readonly 'continue-on-error'?: unknown;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly name?: string;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const repository = join(import.meta.dirname, '..');
const files = globSync('.github/workflows/*.yml', { cwd: repository }).sort();
const pinned = /^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(repository, file), 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);

  test('gives no permission to all jobs, and each job its own', () => {
    expect(workflow.permissions).toEqual({});
    const silent = jobs.filter(([, job]) => job.permissions === undefined).map(([name]) => name);
    expect(silent).toEqual([]);
  });

  test('limits the time of each job', () => {
    const endless = jobs.filter(([, job]) => job['timeout-minutes'] === undefined);
    expect(endless.map(([name]) => name)).toEqual([]);
  });

  test('fails for no job that only writes an issue', () => {
    const strict = jobs.filter(
      ([name, job]) => name.startsWith('issue') && job['continue-on-error'] !== true,
    );
    expect(strict.map(([name]) => name)).toEqual([]);
  });

  test('has a concurrency group for the whole workflow', () => {
    expect(workflow.concurrency).toBeDefined();
  });

  test('is started by nothing that runs the code of strangers with our rights', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on)).not.toContain('workflow_run');
  });

  test('pins actions of others to a commit, the version beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    const foreign = uses.filter((line) => !line.includes('uses: ./'));
    expect(foreign.filter((line) => !pinned.test(line))).toEqual([]);
  });

  test('puts no expression into a script', () => {
    const scripts = steps.filter((step) => step.run?.includes('${{'));
    expect(scripts.map((step) => step.name ?? step.run)).toEqual([]);
  });

  test('leaves no credentials behind in the checkout', () => {
    const checkouts = steps.filter((step) => step.uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('uses only actions that are here', () => {
    const own = steps.flatMap((step) => (step.uses?.startsWith('./') ? [step.uses] : []));
    const missing = own.filter(
      (uses) => globSync(`${uses}/action.yml`, { cwd: repository }).length === 0,
    );
    expect(missing).toEqual([]);
  });
});

test('one version of each action is used everywhere', () => {
  const versions = new Map<string, Set<string>>();
  for (const file of files)
    for (const [, name = '', version = ''] of readFileSync(join(repository, file), 'utf8').matchAll(
      /uses: ([\w.-]+\/[\w./-]+)@([0-9a-f]{40})/g,
    ))
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
  const several = [...versions].filter(([, found]) => found.size > 1).map(([name]) => name);
  expect(several).toEqual([]);
});

describe('cutover.yml', () => {
  const text = readFileSync(join(repository, '.github/workflows/cutover.yml'), 'utf8');
  const jobs = Object.entries((parse(text) as Workflow).jobs);
  const stepsOf = ([, job]: (typeof jobs)[number]): readonly Step[] => job.steps ?? [];
  const isFetch = ({ uses }: Step): boolean =>
    uses?.startsWith('actions/download-artifact@') === true;

  test('fetches the artifacts of its run through the API, with the permission for it', () => {
    const fetching = jobs.filter((job) => stepsOf(job).some(isFetch));
    expect(fetching.map(([name]) => name)).toEqual(['cutover', 'report']);
    for (const job of fetching) {
      expect(job[1].permissions).toMatchObject({ actions: 'read' });
      for (const step of stepsOf(job).filter(isFetch))
        expect(step.with).toMatchObject({
          'run-id': '${{ github.run_id }}',
          'github-token': '${{ github.token }}',
        });
    }
  });

  test('tells the report how each job ended that keeps records', () => {
    const keeping = jobs
      .filter((job) => stepsOf(job).some(({ name }) => name === 'Keep the records'))
      .map(([name]) => name)
      .filter((name) => name !== 'report');
    const report = jobs.flatMap(stepsOf).find(({ uses }) => uses === './actions/report');
    expect(
      String(report?.with?.jobs)
        .trim()
        .split(/\s+(?=[a-z-]+=)/),
    ).toEqual(keeping.map((name) => `${name}=\${{ needs.${name}.result }}`));
  });

  test('signs the evidence where the repository asks for it, and the run does not depend on it', () => {
    const { permissions, steps = [] } = Object.fromEntries(jobs).report ?? {};
    const at = steps.findIndex(({ uses }) => uses?.startsWith('actions/attest@'));
    expect(permissions).toMatchObject({ 'id-token': 'write', attestations: 'write' });
    expect(steps[at]).toMatchObject({ 'continue-on-error': true });
    expect(steps[at]?.if).toContain("vars.ATTEST_EVIDENCE == 'true'");
    const kept = (name: string) => steps.findIndex((step) => step.name === name);
    expect(kept('Keep the evidence')).toBeGreaterThan(-1);
    expect(at).toBeGreaterThan(kept('Keep the evidence'));
  });
});

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
  readonly needs?: string | readonly string[];
  readonly if?: string;
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
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const stepsOf = ([, job]: (typeof jobs)[number]): readonly Step[] => job.steps ?? [];
  const isFetch = ({ uses }: Step): boolean =>
    uses?.startsWith('actions/download-artifact@') === true;

  test('fetches the artifacts of its run through the API, with the permission for it', () => {
    // The attestation is of the evidence of its own attempt, which the runner's own service has.
    const fetching = jobs.filter((job) => job[0] !== 'attest' && stepsOf(job).some(isFetch));
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

  test('signs the evidence where the repository asks for it, and no other job depends on it', () => {
    const attest = workflow.jobs.attest;
    expect(attest?.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
    expect(attest).toMatchObject({ 'continue-on-error': true, needs: 'report' });
    expect(attest?.if).toContain("vars.ATTEST_EVIDENCE == 'true'");
    const uses = (job: Job): boolean =>
      job.steps?.some((step) => step.uses?.startsWith('actions/attest@') === true) === true;
    expect(jobs.filter(([, job]) => uses(job)).map(([name]) => name)).toEqual(['attest']);
    expect(jobs.filter(([, job]) => [job.needs].flat().includes('attest'))).toEqual([]);
  });
});

test.each([
  ['finalize.yml', ['./actions/finalize']],
  ['rollback.yml', ['./actions/carry-back', './actions/settle-written']],
])('%s hands what was approved over to each act', (file, acts) => {
  const { jobs } = parse(
    readFileSync(join(repository, '.github/workflows', file), 'utf8'),
  ) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const changing = steps.filter((step) => step.with?.['only-check'] !== true);
  const handed = changing.filter(({ uses = '' }) => acts.includes(uses));
  expect(handed.map(({ uses }) => uses)).toEqual(acts);
  for (const { with: given } of handed)
    expect(given?.seen).toMatch(/needs\.(check|look)\.outputs\.seen/);
});

test('no decision about files keeps anybody from going back', () => {
  const rollback = parse(
    readFileSync(join(repository, '.github/workflows/rollback.yml'), 'utf8'),
  ) as Workflow;
  const { group } = rollback.concurrency as { readonly group: string };
  expect(group).toContain("inputs.what == 'undo-confirmed' && 'back' || 'after'");
});

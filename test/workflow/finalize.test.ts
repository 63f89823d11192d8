// The end of a migration, weeks after its cutover: both workflows, one after the other, in one world.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallEntry } from '../../lab/protocol/calls.ts';
import { ACTOR } from '../../lab/github/jobs/contexts.ts';
import type { Answer } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { CALM, loadScenario } from '../../lab/faults/scenario.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import { journalOf } from '../actions/confirmed-journal.ts';
import { disagreement, plannedFor } from './planned-calls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = 'runbooks/image-archive.yml';
const CUTOVER_MS = 300_000;
const DAY_MS = 86_400_000;
const RUNBOOK = readFileSync(join(ROOT, FILE), 'utf8').replace(
  'change:',
  'finalize: {environment: the-end, hold: 7d, delete-agent: true}\nchange:',
);

let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'nfs-cutover-checkout-'));
  mkdirSync(join(workspace, 'runbooks'));
  writeFileSync(join(workspace, FILE), RUNBOOK);
  symlinkSync(join(ROOT, 'actions'), join(workspace, 'actions'));
  cpSync(join(ROOT, '.github'), join(workspace, '.github'), { recursive: true });
});
afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

interface MadeStep {
  readonly job: string;
  readonly step: string;
  readonly calls: readonly CallEntry[];
}

interface Ran extends WorkflowResult {
  /** The environments whose reviewers were asked. */
  readonly asked: readonly string[];
  readonly steps: readonly MadeStep[];
}

async function run(
  lab: Lab,
  name: 'cutover' | 'finalize',
  more: {
    readonly inputs?: Readonly<Record<string, string>>;
    readonly id: string;
    readonly decision?: Answer;
  },
): Promise<Ran> {
  const asked: string[] = [];
  const begun: { job: string; step: string; from: number }[] = [];
  const result = await runWorkflow({
    lab,
    file: `.github/workflows/${name}.yml`,
    inputs: { runbook: FILE, 'change-ticket': 'CHG0000001', reason: 'test', ...more.inputs },
    workspace,
    runId: more.id,
    decide: (environment) => {
      asked.push(environment);
      return Promise.resolve(more.decision ?? 'approve');
    },
    on: (event: RunEvent) => {
      if (event.kind === 'step' && event.role === 'own' && event.phase === 'begins')
        begun.push({ job: event.job.job, step: event.step, from: lab.calls.length });
    },
  });
  const steps = begun.map(({ from, ...step }, i) => ({
    ...step,
    // Sessions are opened when a call needs one, and by the step before that takes the role.
    calls: lab.calls
      .slice(from, begun[i + 1]?.from)
      .filter(({ operation }) => operation !== 'AssumeRoleWithWebIdentity'),
  }));
  return { ...result, asked, steps };
}

/** The cutover: confirmed by run 42. */
async function confirmed(lab: Lab): Promise<void> {
  const { jobs } = await run(lab, 'cutover', { id: '42', inputs: { until: 'cutover' } });
  expect(jobs.report?.outputs.outcome).toBe('confirmed');
}

const end = (lab: Lab, id: string, decision: Answer = 'approve'): Promise<Ran> =>
  run(lab, 'finalize', { id, decision, inputs: { run: '42' } });

const deletions = (lab: Lab): string[] =>
  lab.calls
    .filter(({ operation, service }) => service === 'datasync' && operation.startsWith('Delete'))
    .filter(({ error }) => error === undefined)
    .map(({ operation }) => operation);

/** What a step called and the plan does not have, or has otherwise. */
function unplanned({ steps }: Ran): string[] {
  const loaded = parseRunbook(RUNBOOK, FILE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const operations = planOf(loaded.runbook, 'finalize').jobs.flatMap((one) => one.operations);
  return steps.flatMap(({ job, step, calls }) => {
    const own = plannedFor(operations, job, step);
    const found = disagreement(own, calls, true);
    return found === undefined ? [] : [`${job}/${step}: ${found}`];
  });
}

describe('weeks after the cutover', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ runbook: join(workspace, FILE) });
    await confirmed(lab);
  }, CUTOVER_MS);
  afterAll(async () => {
    await lab.close();
  });

  test('before the hold is over nobody is asked, and nothing is deleted', async () => {
    const { result, jobs, asked } = await end(lab, '50');
    expect([result, asked]).toEqual(['failure', []]);
    expect(jobs.check?.outputs.state).toBe('refused');
    expect(jobs.finalize?.result).toBe('skipped');
    expect(deletions(lab)).toEqual([]);
  });

  test('a gate that is denied leaves everything', async () => {
    await lab.context.clock.sleep(8 * DAY_MS);
    const ran = await end(lab, '51', 'reject');
    expect([ran.result, ran.asked]).toEqual(['failure', ['the-end']]);
    expect(ran.jobs.check?.outputs.state).toBe('ready');
    expect(ran.jobs.finalize?.result).toBe('failure');
    expect(deletions(lab)).toEqual([]);
    expect(unplanned(ran)).toEqual([]);
  });

  test.each([
    ['that names another digest', { comment: 'yes, 0badcafe' }, 'does not name the digest'],
    ['by whoever has started the run', { by: ACTOR }, 'has started attempt 1, and approved it'],
  ])('an approval %s deletes nothing', async (_, answer, problem) => {
    const ran = await end(lab, `6${'by' in answer ? 1 : 0}`, {
      decision: 'approve',
      ...answer,
    });
    expect([ran.result, ran.asked, deletions(lab)]).toEqual(['failure', ['the-end'], []]);
    const text = ran.summaries.map((one) => one.text).join('\n');
    expect(text).toContain(problem);
    expect(text).toContain(`Digest ${ran.jobs.check?.outputs.digest}`);
  });

  test('approved, everything goes, with no call that is not planned', async () => {
    const ran = await end(lab, '52');
    expect([ran.result, ran.asked]).toEqual(['success', ['the-end']]);
    expect(ran.jobs.finalize?.outputs).toMatchObject({
      state: 'finalized',
      export: 's3://image-archive-evidence-111122223333/evidence/image-archive/finalize/42.json',
    });
    expect(deletions(lab)).toEqual([
      'DeleteTask',
      'DeleteLocation',
      'DeleteLocation',
      'DeleteAgent',
    ]);
    expect(unplanned(ran)).toEqual([]);
    const roles = new Set(
      lab.calls.filter(({ operation }) => operation === 'DeleteTask').map(({ role }) => role),
    );
    expect([...roles]).toEqual(['nfs-cutover-image-archive-final']);
  });

  test('the journal says what was about to be done before, and that the migration is over', () => {
    const [announced, closed] = journalOf(lab).slice(-2);
    expect(announced).toMatchObject({ state: 'confirmed', intent: 'finalized' });
    expect(closed).toMatchObject({ state: 'finalized', intent: null });
    const owner = { run: '52', attempt: 1, job: 'finalize' };
    for (const one of [announced, closed]) expect(one?.owner).toMatchObject(owner);
  });

  test('the summary of the check names what will be deleted', async () => {
    const { summaries } = await end(lab, '53');
    const text = summaries.map((one) => one.text).join('\n');
    expect(text).toContain('was gone before');
    expect(text).toContain('delete the task');
  });

  test('once more: nothing is left, and nobody is asked', async () => {
    const ran = await end(lab, '54');
    expect([ran.result, ran.asked]).toEqual(['success', []]);
    expect(ran.jobs.check?.outputs.state).toBe('finalized');
    expect(ran.jobs.finalize?.result).toBe('skipped');
    expect(deletions(lab)).toHaveLength(4);
    expect(unplanned(ran)).toEqual([]);
  });
});

/** The cutover, the weeks, and the end, with what the scenario has beside the task. */
async function finalizeScenario(name: string): Promise<Ran> {
  const scenario = loadScenario(name);
  expect([scenario.by, scenario.ends]).toEqual(['finalize', 'failed']);
  await using lab = await startLab({
    runbook: join(workspace, FILE),
    scenario: { ...CALM, ...scenario },
  });
  await confirmed(lab);
  await lab.context.clock.sleep(8 * DAY_MS);
  const ran = await end(lab, '52');
  expect([ran.result, ran.asked, deletions(lab)]).toEqual(['failure', [], []]);
  return ran;
}

test(
  'agent-shared: it says who uses the agent',
  async () => {
    const { summaries } = await finalizeScenario('agent-shared');
    expect(summaries.map(({ text }) => text).join()).toContain('windows.example.internal');
  },
  CUTOVER_MS,
);

test(
  'location-shared: it names the other task',
  async () => {
    const { summaries } = await finalizeScenario('location-shared');
    expect(summaries.map(({ text }) => text).join()).toMatch(/no task besides the runbook/);
  },
  CUTOVER_MS,
);

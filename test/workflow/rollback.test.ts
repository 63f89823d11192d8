// A confirmed cutover, a file written through the gateway, and the way back that people start: one night in one world.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { Answer } from '../../lab/github/jobs/environments.ts';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { runWorkflow } from '../../lab/github/workflow-run.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import { parseRunbook } from '../../src/runbook/load.ts';
import { planOf } from '../../src/steps/plan/plan-of.ts';
import { journalOf } from '../actions/confirmed-journal.ts';
import { WORKSHOP } from '../workshop.ts';
import { disagreement, plannedFor } from './planned-calls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = 'runbooks/image-archive.yml';
const NIGHT_MS = 300_000;

interface MadeStep {
  readonly job: string;
  readonly step: string;
  readonly calls: readonly CallEntry[];
}

interface Ran extends WorkflowResult {
  readonly asked: readonly string[];
  readonly steps: readonly MadeStep[];
}

let lab: Lab;
beforeAll(async () => {
  const scenario = { ...CALM, faults: { task: { schedule: 'enabled' as const } } };
  lab = await startLab({ runbook: join(ROOT, FILE), scenario });
  const inputs = { 'change-ticket': 'CHG0000001', until: 'cutover' };
  const { jobs } = await run('cutover', '42', inputs);
  expect(jobs.report?.outputs.outcome).toBe('confirmed');
}, NIGHT_MS);
afterAll(async () => {
  await lab.close();
});

async function run(
  name: 'cutover' | 'rollback',
  runId: string,
  inputs: Readonly<Record<string, string>>,
  decision: Answer = 'approve',
): Promise<Ran> {
  const asked: string[] = [];
  const begun: { job: string; step: string; from: number }[] = [];
  const result = await runWorkflow({
    lab,
    file: `.github/workflows/${name}.yml`,
    inputs: { runbook: FILE, reason: 'test', ...inputs },
    workspace: ROOT,
    runId,
    decide: (environment) => {
      asked.push(environment);
      return Promise.resolve(decision);
    },
    on: (event: RunEvent) => {
      if (event.kind === 'step' && event.role === 'own' && event.phase === 'begins')
        begun.push({ job: event.job.job, step: event.step, from: lab.calls.length });
    },
  });
  const steps = begun.map(({ from, ...step }, i) => ({
    ...step,
    calls: lab.calls
      .slice(from, begun[i + 1]?.from)
      .filter(({ operation }) => operation !== 'AssumeRoleWithWebIdentity'),
  }));
  return { ...result, asked, steps };
}

const rollBack = (
  runId: string,
  inputs: Readonly<Record<string, string>>,
  decision?: Answer,
): Promise<Ran> => run('rollback', runId, { ticket: 'CHG0000002', run: '42', ...inputs }, decision);

/** What a step called and the plan does not have, or has otherwise. */
function unplanned({ steps }: Ran): string[] {
  const loaded = parseRunbook(WORKSHOP, FILE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const operations = planOf(loaded.runbook, 'rollback').jobs.flatMap((one) => one.operations);
  return steps.flatMap(({ job, step, calls }) => {
    const own = plannedFor(operations, job, step);
    const found = disagreement(own, calls, true);
    return found === undefined ? [] : [`${job}/${step}: ${found}`];
  });
}

/** What the objects of the evidence bucket hold. */
function evidenceTexts(): string[] {
  const { objects, names } = lab.context.world;
  const folder = join(objects, names.evidence?.bucket ?? '');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
}

const describeTask = (): unknown => {
  const { names, storageRegion } = lab.context.world;
  const call = { service: 'datasync', operation: 'DescribeTask', region: storageRegion };
  const asked = { TaskArn: names.datasync.task };
  return lab.datasync.service.operations.DescribeTask?.run(asked, call);
};

const told = ({ summaries }: Ran): string => summaries.map(({ text }) => text).join('\n');

test(
  'undone by a person, settled by a person, and then admitted again',
  async () => {
    const { gateway, source } = lab.context.world;
    const inGateway = (name: string): string => join(gateway, 'images', name);
    const inSource = (name: string): string => join(source, 'images', name);
    const [changed = '', rewritten = '', deleted = '', moved = ''] = readdirSync(
      join(source, 'images'),
    ).filter((name) => name.endsWith('.jpg'));
    writeFileSync(inGateway('written-later.jpg'), 'by the application');
    for (const name of [changed, rewritten])
      writeFileSync(inGateway(name), `${name} by the application`);
    rmSync(inGateway(deleted));
    renameSync(inGateway(moved), inGateway('moved\n.jpg'));
    giveToOrdinaryUser(gateway);
    await lab.gateway.scan();

    // Nothing to settle yet: nobody is asked.
    const early = await rollBack('59', { what: 'settle', decision: 'source' });
    expect([early.result, early.asked]).toEqual(['failure', []]);
    expect(told(early)).toContain('got confirmed');

    const back = await rollBack('60', { what: 'undo-confirmed' });
    expect([back.result, back.asked]).toEqual(['success', ['rollback']]);
    expect(unplanned(back)).toEqual([]);
    expect(told(back)).toContain('images/written-later.jpg');
    const listed = journalOf(lab).at(-1);
    expect(listed).toMatchObject({
      state: 'rolled-back-listed',
      owner: { run: '60', job: 'rollback' },
      written: { count: 5 },
    });
    for (const line of [
      `rewritten: images/${changed}`,
      `deleted: images/${deleted}`,
      `renamed: images/${moved} to images/moved`,
    ])
      expect(told(back)).toContain(line);

    // The application runs on at the source, and changes one of them there, too.
    writeFileSync(inSource(changed), 'at the source');
    giveToOrdinaryUser(source);
    const unnamed = { decision: 'approve', comment: 'fine' } as const;
    for (const [id, what] of [
      ['65', { what: 'carry-back' }],
      ['66', { what: 'settle', decision: 'source' }],
    ] as const) {
      const refused = await rollBack(id, what, unnamed);
      expect([refused.result, refused.asked]).toEqual(['failure', ['rollback']]);
      expect(told(refused)).toContain('does not name the digest');
      expect(journalOf(lab).at(-1)).toMatchObject({
        state: 'rolled-back-listed',
        written: { count: 5 },
      });
    }
    for (const runId of ['63', '64']) {
      const carried = await rollBack(runId, { what: 'carry-back' });
      expect([carried.result, carried.asked]).toEqual(['success', ['rollback']]);
      expect(unplanned(carried)).toEqual([]);
      expect(told(carried)).toContain(`images/${changed}: expected f:`);
      expect(journalOf(lab).findLast(({ owner }) => owner.job === 'carry-back')).toMatchObject({
        state: 'rolled-back-listed',
        owner: { run: runId },
        written: { count: 5, carried: { count: 3, conflicts: 1, left: 1 } },
      });
    }
    expect(readFileSync(inSource('written-later.jpg'), 'utf8')).toBe('by the application');
    expect(readFileSync(inSource(rewritten), 'utf8')).toBe(`${rewritten} by the application`);
    expect(readFileSync(inSource(changed), 'utf8')).toBe('at the source');
    expect(existsSync(inSource('moved\n.jpg')) && existsSync(inSource(deleted))).toBe(true);
    expect(evidenceTexts()).toContain(`${changed} by the application`);

    const settled = await rollBack('61', { what: 'settle', decision: 'source' });
    expect([settled.result, settled.asked]).toEqual(['success', ['rollback']]);
    expect(unplanned(settled)).toEqual([]);
    expect(told(settled)).toContain('2 objects that were written through the gateway stay in');
    expect(journalOf(lab).at(-1)).toMatchObject({
      state: 'rolled-back-settled',
      owner: { run: '61', job: 'settle' },
    });
    expect(lab.datasync.isFenced()).toBe(false);
    expect(await describeTask()).toMatchObject({ Schedule: { Status: 'ENABLED' } });

    const again = await run('cutover', '62', { 'change-ticket': 'CHG0000003', until: 'proof' });
    expect(again.jobs.sync?.result).toBe('success');
    expect(journalOf(lab).find(({ owner }) => owner.run === '62')).toMatchObject({
      state: 'prepared',
      round: 2,
    });
  },
  NIGHT_MS,
);

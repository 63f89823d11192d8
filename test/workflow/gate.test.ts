// The gate decides: what people have approved must be what stands there, and they must be the right people.
import { afterAll, describe, expect, test } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import type { Answer } from '../../lab/github/jobs/environments.ts';
import type { WorkflowResult } from '../../lab/github/workflow-run.ts';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';
import { rehearseScenario } from './rehearsal.ts';

test.each([
  [
    'self-approved',
    () => rehearseScenario('self-approved'),
    'not-approved',
    /rehearsal has started attempt 1, and approved it/,
  ],
  [
    'app-approved',
    () => rehearseScenario('app-approved'),
    'not-approved',
    /release-app\[bot\] is an app, and no person/,
  ],
  [
    'other-digest',
    () => rehearseScenario('other-digest'),
    'not-approved',
    /the comment of .* does not name the digest [0-9a-f]{8}/,
  ],
  [
    'expired',
    () => rehearseScenario('expired'),
    'not-approved',
    /at most 7 d since the proof .*, got 9 d/,
  ],
  [
    'drift-after-approval',
    () => rehearseScenario('drift-after-approval'),
    'drift',
    /bucket\.ownership: ObjectWriter; share\.squash: AllSquash/,
  ],
  [
    'calendar-closed',
    () => rehearseScenario('calendar-closed'),
    'window-closed',
    /the begin of the cutover by the change calendar production-changes: expected OPEN now, .*, got CLOSED until/,
  ],
  [
    'approvals-api-down',
    () => rehearseScenario('approvals-api-down'),
    'github-unavailable',
    /the approvals of run/,
  ],
])('%s: refused behind the gate, and nothing is begun', async (_name, play, code, says) => {
  const { record, records } = await play();
  const { error } = record('cutover', 'approval');
  expect(error?.code).toBe(code);
  expect(error?.message).toMatch(says);
  const ran = records.filter(({ job }) => job === 'cutover').map(({ id }) => id);
  // Nothing of it goes forward, and the way back finds nothing to undo.
  expect(ran).toEqual(['approval', 'go-back', 'thaw']);
  expect(record('cutover', 'thaw').data).toEqual({ others: true });
  expect(record('report', 'report').data.state).toMatchObject({ left: 'nothing', begun: false });
});

/** Two gates, two people; a mount that is busy once, so that the first attempt rolls back. */
const TWO = WORKSHOP.replace(
  '  cutover: cutover\n',
  '  cutover: cutover\n  sign-off: [storage]\n  quorum: 2\n',
);

const checkout = new Checkout({
  'image-archive': WORKSHOP,
  'two-gates': TWO.replace('name: image-archive\n', 'name: two-gates\n'),
});
afterAll(() => {
  checkout[Symbol.dispose]();
});

const open = (name: string, faults: Faults): Promise<Lab> =>
  startLab({ runbook: checkout.runbook(name), scenario: { ...CALM, faults } });

test('one-of-two: one person at both gates is one, and two are needed', async () => {
  await using lab = await open('two-gates', { gate: { by: 'rita' } });
  const said: string[] = [];
  const { jobs, result } = await checkout.cutover(lab, {
    name: 'two-gates',
    on: (event) => {
      if (event.kind === 'log' && event.level === 'error') said.push(event.text);
    },
  });
  expect([result, jobs.cutover?.result]).toEqual(['failure', 'failure']);
  expect(said.join('\n')).toContain('1 of 2 different people have approved it');
});

/** Two cutovers, on a machine that is busy. */
const TWICE_MS = 600_000;

describe('a second attempt after a rollback', () => {
  // Once, so that the second attempt has what it needs.
  const ONCE: Faults = { happens: [{ document: 'freeze-source', phase: 'ends', is: 'reboot' }] };

  async function twice(
    gate: NonNullable<Faults['gate']>,
    jobs: 'failed' | 'all',
    second: { readonly answer?: Answer; readonly starters?: readonly string[] } = {},
  ): Promise<WorkflowResult> {
    await using lab = await open('image-archive', { ...ONCE, gate });
    const first = await checkout.cutover(lab, { name: 'image-archive' });
    expect(first.jobs.cutover?.result).toBe('failure');
    return await checkout.cutover(lab, {
      name: 'image-archive',
      decide: () => Promise.resolve(second.answer ?? 'approve'),
      again: { of: first, jobs },
      starters: second.starters ?? [],
    });
  }

  test(
    'the same digest passes where GitHub asks nobody again',
    async () => {
      const { jobs, reviews } = await twice({ asksOnce: true }, 'failed');
      expect(reviews).toHaveLength(1);
      expect(jobs.cutover?.outputs.state).toBe('gateway');
    },
    TWICE_MS,
  );

  test(
    'who re-runs it may not be who has approved it',
    async () => {
      const { jobs } = await twice({ asksOnce: true }, 'failed', {
        starters: ['rehearsal', 'reviewer-of-cutover'],
      });
      expect(jobs.cutover?.outputs.state ?? '').toBe('');
      expect(jobs.cutover?.result).toBe('failure');
    },
    TWICE_MS,
  );

  test(
    'new proofs are another digest: the approval of the first does not count',
    async () => {
      const { jobs, reviews } = await twice({ asksOnce: true }, 'all');
      expect(reviews).toHaveLength(1);
      expect(jobs.ask?.result).toBe('success');
      expect(jobs.cutover?.result).toBe('failure');
    },
    TWICE_MS,
  );
});

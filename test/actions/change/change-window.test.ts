// The change window where it counts: behind the gate, before the freeze, and before the switch. What goes back never asks it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startLab } from '../../../lab/lab.ts';
import { WORKSHOP } from '../../workshop.ts';
import { openBench } from '../action-process.ts';
import type { ActionRun, Bench } from '../action-process.ts';

/** Of what was asked about at the gate. */
const DIGEST = 'b1'.repeat(32);
const BUCKET = 'image-archive-evidence-111122223333';

/** Runs an action with a change window in its runbook, each time in minutes from now. */
function run(
  bench: Bench,
  [notBefore, notAfter, giveUpAt]: readonly [number, number, number],
  action: ActionRun,
) {
  const at = (minutes: number): string =>
    new Date(bench.lab.context.clock.now() + minutes * 60_000).toISOString();
  const window = `{not-before: ${at(notBefore)}, not-after: ${at(notAfter)}, give-up-at: ${at(giveUpAt)}}`;
  const text = WORKSHOP.replace('  ticket: ^CHG', `  window: ${window}\n  ticket: ^CHG`);
  const prepare = (workspace: string): void =>
    writeFileSync(join(workspace, 'runbooks', 'image-archive.yml'), text);
  return bench.run({ ...action, prepare });
}

const EARLY = [60, 120, 240] as const;
const TOO_EARLY = [300, 360, 420] as const;
const OPEN = [-60, 60, 120] as const;
const LATE = [-120, -1, 120] as const;
const OVER = [-240, -120, -1] as const;

const sent = ({ lab }: Bench): string[] =>
  lab.calls.flatMap(({ operation, input }) =>
    operation === 'SendCommand' ? [String(input?.DocumentName)] : [],
  );

test('the plan of a cutover is refused when it is over; one that only reads says so', async () => {
  await using bench = await openBench();
  const plan = (until: string, times: readonly [number, number, number]) =>
    run(bench, times, {
      action: 'plan',
      inputs: { until, ticket: 'CHG0000001', reason: 'test', preflight: 'false' },
    });
  const refused = await plan('cutover', LATE);
  expect([refused.code, refused.outputs.error]).toEqual([25, 'window-closed']);
  expect(refused.stdout).toMatch(/a run until cutover in the change window: expected a time not/);
  const told = await plan('proof', LATE);
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/::warning .*line=\d+.*expected a time that is not over/);
  expect(told.summary).toMatch(/\*\*Change window\*\* \| freeze from .* UTC; over \|/);
  const ahead = await plan('cutover', EARLY);
  expect(ahead.code).toBe(0);
  expect(ahead.summary).toMatch(/; begins in (1 h|59 min \d+ s) \|/);
});

test.each([
  ['long before it', TOO_EARLY, /approve it at most 5 h 30 min before give-up-at/],
  ['after it', LATE, /agree on another change window/],
] as const)('%s nothing begins and nothing is frozen', async (_, times, cure) => {
  await using bench = await openBench();
  const claim = {
    action: 'claim-migration',
    inputs: { to: 'approved', release: 'false', digest: DIGEST },
  };
  const begun = await run(bench, times, claim);
  expect([begun.code, begun.outputs.error]).toEqual([25, 'window-closed']);
  expect(begun.stdout).toMatch(cure);
  expect([...bench.lab.store.keys(BUCKET, 'journal/')]).toEqual([]);
  const frozen = await run(bench, times, { action: 'freeze-source' });
  expect([frozen.code, frozen.outputs.error]).toEqual([25, 'window-closed']);
  expect(frozen.stdout).toMatch(cure);
  expect(sent(bench)).toEqual([]);
});

test('a job that is approved a little too early waits for the begin, and can be cancelled meanwhile', async () => {
  await using bench = await openBench();
  const proven = {
    at: '2026-11-30T01:00:00.000Z',
    digest: DIGEST,
  };
  const owner = { run: '42', attempt: 1, job: 'sync', jobId: null, link: null };
  bench.journal.write('claim', owner);
  bench.journal.write('prove', owner, { proven });
  const claim = {
    action: 'claim-migration',
    inputs: { to: 'approved', release: 'false', digest: DIGEST },
  };
  const cancelled = await run(bench, EARLY, {
    ...claim,
    watch: (text) => (text.includes('Waits until') ? 'SIGINT' : undefined),
  });
  expect([cancelled.code, bench.journal.newest?.state]).toEqual([41, 'proven']);
  const begin = bench.lab.context.clock.now() + 60 * 60_000;
  const begun = await run(bench, EARLY, claim);
  expect([begun.code, bench.journal.newest?.state]).toEqual([0, 'approved']);
  expect(begun.stdout).toMatch(/Waits until .* UTC: the change window begins then/);
  expect(Date.parse(bench.journal.newest?.at ?? '')).toBeGreaterThanOrEqual(begin);
});

test.each<ActionRun>([
  { action: 'run-datasync', inputs: { frozen: 'true' } },
  { action: 'verify-s3', inputs: { scope: 'tree', frozen: 'true' } },
  { action: 'check-listing', inputs: { scope: 'tree', frozen: 'true' } },
])('after the time to give up $action does nothing behind the freeze', async (action) => {
  await using bench = await openBench();
  const over = await run(bench, OVER, action);
  expect([over.code, over.outputs.error]).toEqual([25, 'window-closed']);
  expect(over.stdout).toMatch(/this job rolls back by itself/);
  expect(sent(bench)).toEqual([]);
  expect(bench.lab.calls.map(({ operation }) => operation)).not.toContain('StartTaskExecution');
});

test('after the time to give up the switch rolls back, and the window refuses neither rollback nor thaw', async () => {
  await using bench = await openBench();
  expect((await run(bench, OPEN, { action: 'freeze-source' })).code).toBe(0);
  const refused = await run(bench, OVER, { action: 'switch-mount', inputs: { to: 'gateway' } });
  expect([refused.code, refused.outputs.error]).toEqual([53, 'went-back']);
  expect(refused.record?.data).toMatchObject({
    state: 'source',
    restored: [],
    failure: { code: 'window-closed' },
  });
  expect(refused.stdout).toMatch(/the switch to the gateway in the change window: expected a time/);
  expect(sent(bench)).not.toContain('nfs-cutover-switch-mount');
  const back = await run(bench, OVER, { action: 'switch-mount', inputs: { to: 'source' } });
  expect(back.code).toBe(0);
  const thawed = await run(bench, OVER, { action: 'freeze-source', inputs: { thaw: 'true' } });
  expect([thawed.code, thawed.outputs.thawed]).toEqual([0, 'true']);
});

test('between the end and the time to give up a frozen source is switched', async () => {
  await using bench = await openBench();
  expect((await run(bench, OPEN, { action: 'freeze-source' })).code).toBe(0);
  const switched = await run(bench, LATE, { action: 'switch-mount', inputs: { to: 'gateway' } });
  expect([switched.code, switched.outputs.state]).toEqual([0, 'gateway']);
});

test('the time of a lab begins with the change window that lies ahead, and never before the files', async () => {
  const runbook = join(import.meta.dirname, '..', '..', '..', 'runbooks', 'image-archive.yml');
  const first = async (from: number): Promise<number> => {
    await using lab = await startLab({ runbook, time: { mode: 'virtual', from } });
    return lab.context.clock.now();
  };
  const ahead = Date.now() + 30 * 86_400_000;
  expect(await first(ahead)).toBe(ahead);
  expect(await first(0)).toBeGreaterThan(Date.now());
});

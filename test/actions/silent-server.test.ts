// A server that is silent on the way back: thawed is only where it cannot write through the gateway, or where a person says so.
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { silentAgent } from '../../lab/application-server/server-folder.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { CALM } from '../../lab/faults/scenario.ts';
import { sessionOf } from '../infra/roles.ts';
import { WORKSHOP } from '../workshop.ts';
import { takePart } from '../lab/time/taking-part.ts';
import { openBench } from './action-process.ts';
import { unplanned } from './servers/unplanned.ts';
import type { ActionResult, ActionRun, Bench } from './action-process.ts';

const FIRST = 'i-0a1b2c3d4e5f60718';
const SECOND = 'i-0a1b2c3d4e5f60717';
const TWO = WORKSHOP.replace(`    - ${FIRST}\n`, `    - ${FIRST}\n    - ${SECOND}\n`);
const OWNER = { ...{ run: '42', attempt: 1, job: 'job' }, jobId: null, link: null };
const THAW = { action: 'freeze-source', inputs: { thaw: 'true' } } as const;
const TRIAL_MS = 120_000;

/** Two servers, frozen by run 42, the second one silent since; with `begun` the switch may have reached it. */
async function frozen(begun: boolean, faults: Faults = {}): Promise<Bench> {
  const bench = await openBench({ runbook: TWO, scenario: { ...CALM, faults } });
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  if (begun) {
    // What lies in the bucket is older than the proof.
    await bench.lab.context.clock.sleep(180_000);
    bench.journal.reach('reproven', OWNER);
    bench.journal.write('note', OWNER, { intent: 'switched' });
  }
  writeFileSync(silentAgent(bench.lab.context.world, SECOND), '');
  return bench;
}

const wake = ({ lab }: Bench): void => {
  rmSync(silentAgent(lab.context.world, SECOND));
};

const updates = ({ lab }: Bench): unknown[] =>
  lab.calls.flatMap(({ operation, input }) =>
    operation === 'UpdateNFSFileShare' ? [input?.ReadOnly] : [],
  );

const told = ({ record }: ActionResult): Readonly<Record<string, unknown>> => ({
  verdict: record?.verdict,
  ...record?.data,
});

test(
  'no switch was begun: the others are thawed, the share is left alone, and the silent one follows',
  async () => {
    await using bench = await frozen(false);
    const partly = await bench.run(THAW);
    expect(partly.code).toBe(52);
    expect(told(partly)).toMatchObject({ verdict: 'fail', thawed: [FIRST], silent: [SECOND] });
    expect(partly.record?.says).toContain(`${SECOND} cannot write through the gateway`);
    expect(updates(bench)).toEqual([]);
    expect(bench.journal.newest).toMatchObject({ state: 'frozen', intent: 'rolled-back-none' });
    const other = { GITHUB_RUN_ID: '43', GITHUB_JOB: 'sync' };
    const claimed = await bench.run({ action: 'claim-migration', env: other });
    expect(claimed.record?.error?.message).toContain('may be frozen, switched or unsettled');

    wake(bench);
    const rest = await bench.run(THAW);
    expect([rest.code, told(rest).thawed]).toEqual([0, [SECOND]]);
    expect(bench.journal.newest).toMatchObject({ state: 'rolled-back-none' });
  },
  TRIAL_MS,
);

async function untilLeaseEnds({ lab }: Bench): Promise<void> {
  using part = takePart(lab);
  await part.sleep(1_200_000);
}

/** In the workflow Rollback, behind its gate. */
const SETTLE: ActionRun = {
  action: 'settle-written',
  inputs: {
    ...{ run: '42', decision: 'source', 'although-unknown': 'true' },
    ...{ reason: 'test', ticket: 'CHG0000001' },
  },
  env: {
    ...{ GITHUB_RUN_ID: '60', GITHUB_JOB: 'settle' },
    GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/rollback.yml@refs/heads/main',
    AWS_SESSION_TOKEN: sessionOf('rollback'),
  },
};

test(
  'a switch was begun: the share is closed and proven closed first, and opened again when nothing is left to settle',
  async () => {
    await using bench = await frozen(true);
    const from = bench.lab.calls.length;
    const partly = await bench.run(THAW);
    const calls = bench.lab.calls.slice(from);
    expect(unplanned(TWO, calls, { job: 'cutover', step: 'thaw' })).toBeUndefined();
    expect(told(partly)).toMatchObject({ verdict: 'fail', thawed: [FIRST], silent: [SECOND] });
    expect(partly.record?.says).toContain('a write through it has failed');
    expect(updates(bench)).toEqual([true]);
    expect(bench.journal.newest).toMatchObject({ intent: 'rolled-back-open', readOnly: false });
    expect(bench.journal.newest?.split).toBeUndefined();

    // Once more finds the share closed.
    expect(told(await bench.run(THAW))).toMatchObject({ thawed: [], silent: [SECOND] });
    wake(bench);
    expect(told(await bench.run(THAW))).toMatchObject({ verdict: 'pass', thawed: [SECOND] });
    expect(bench.journal.newest).toMatchObject({ state: 'rolled-back-open', readOnly: false });
    expect((await bench.run({ action: 'list-written' })).code).toBe(0);
    // Nothing was kept to compare with: so a person settles it, and that opens the share again.
    expect(bench.journal.newest).toMatchObject({ state: 'rolled-back-unknown', readOnly: false });
    // Until the lease of the run has ended.
    await untilLeaseEnds(bench);
    expect((await bench.run(SETTLE)).code).toBe(0);
    expect(updates(bench)).toEqual([true, false]);
    expect(bench.journal.newest).toMatchObject({ state: 'rolled-back-settled', readOnly: null });
  },
  TRIAL_MS,
);

describe('the source stays read-only, and the journal names the split', () => {
  test(
    'where clients that have mounted the share go on writing; a person may thaw it all the same',
    async () => {
      await using bench = await frozen(true, { share: { closes: 'new-mounts' } });
      const split = await bench.run(THAW);
      expect(split.code).toBe(52);
      expect(told(split)).toMatchObject({ verdict: 'fail', split: [SECOND] });
      expect(split.record?.says).toMatch(/^SPLIT: .*could write to it, although the share/);
      expect(bench.journal.newest).toMatchObject({ state: 'reproven', split: [SECOND] });

      const force = { thaw: 'true', 'takes-over': 'true', 'although-split': 'true' };
      const own = await bench.run({ ...THAW, inputs: { ...force, ticket: 'CHG2', reason: 'r' } });
      expect(own.record?.error?.message).toContain('expected a job with the role rollback');

      const inputs = { ...force, 'of-run': '42', reason: 'the shop must open' };
      const env = {
        ...{ GITHUB_RUN_ID: '60', GITHUB_JOB: 'rollback' },
        GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/rollback.yml@refs/heads/main',
        AWS_SESSION_TOKEN: sessionOf('rollback'),
      };
      const unnamed = await bench.run({ ...THAW, inputs, env });
      expect(unnamed.record?.error).toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('got no ticket') as unknown,
      });
      const forced = await bench.run({ ...THAW, inputs: { ...inputs, ticket: 'CHG2' }, env });
      expect(told(forced)).toMatchObject({ thawed: [FIRST], silent: [SECOND], forced: true });
      expect(forced.record?.says).toMatch(
        /^BREAK-GLASS, .*reason: the shop must open; ticket: CHG2/,
      );
      expect(bench.journal.newest).toMatchObject({ state: 'reproven', split: [SECOND] });
    },
    TRIAL_MS,
  );

  test(
    'where the share cannot be closed',
    async () => {
      await using bench = await frozen(true);
      bench.lab.deny('storagegateway:UpdateNFSFileShare', '');
      const split = await bench.run(THAW);
      expect(told(split)).toMatchObject({ verdict: 'fail', split: [SECOND] });
      expect(split.record?.says).toContain('the share could not be made read-only');
      expect(bench.journal.newest).toMatchObject({ split: [SECOND] });
    },
    TRIAL_MS,
  );

  test(
    'where the journal does not answer',
    async () => {
      await using bench = await frozen(true);
      bench.lab.deny('s3:ListBucket', '');
      const split = await bench.run(THAW);
      expect(told(split)).toMatchObject({ verdict: 'fail', split: [SECOND] });
      expect(split.record?.says).toContain('the journal did not answer');
      expect(updates(bench)).toEqual([]);
    },
    TRIAL_MS,
  );
});

// A rollback is settled, and the gateway whose share it has made read-only never comes back.
import { expect, test } from '@jest/globals';
import { CALM } from '../../../lab/faults/scenario.ts';
import { sessionOf } from '../../infra/roles.ts';
import { openBench } from '../action-process.ts';

const CUTOVER = { ...{ run: '42', attempt: 1, job: 'cutover' }, jobId: null, link: null };

test('it holds up neither the task nor, with although-unknown, the next attempt', async () => {
  const faults = { gateway: { connected: false }, share: { readOnly: true } };
  await using bench = await openBench({ scenario: { ...CALM, faults } });
  const { journal, lab } = bench;
  journal.reach('reproven', CUTOVER);
  const schedule = 'cron(0 * * * ? *)';
  journal.write('note', CUTOVER, { intent: 'switched', readOnly: false, schedule });
  journal.write('undo-switch', CUTOVER);
  journal.write('list', CUTOVER, { written: { count: 0, digest: 'ab'.repeat(32) } });
  await lab.context.clock.sleep(1_200_000);
  const settle = (unknown: boolean) =>
    bench.run({
      action: 'settle-written',
      inputs: {
        ...{ run: '42', decision: 'source', 'although-unknown': String(unknown) },
        ...{ reason: 'the gateway is lost', ticket: 'CHG0000001' },
      },
      env: {
        ...{ GITHUB_RUN_ID: '60', GITHUB_JOB: 'settle' },
        GITHUB_WORKFLOW_REF: 'example/nfs-cutover/.github/workflows/rollback.yml@refs/heads/main',
        AWS_SESSION_TOKEN: sessionOf('rollback'),
      },
    });
  const blocked = await settle(false);
  expect([blocked.code === 0, blocked.record?.error?.message]).toEqual([
    false,
    expect.stringMatching(/GatewayNotConnected|not connected.*gone for good.*although-unknown/),
  ]);
  const restored = (): unknown =>
    lab.calls.findLast(({ operation }) => operation === 'UpdateTask')?.input?.Schedule;
  expect(restored()).toMatchObject({ ScheduleExpression: schedule });
  expect(journal.newest).toMatchObject({ state: 'rolled-back-listed', readOnly: false });

  const settled = await settle(true);
  expect(settled.code).toBe(0);
  expect(settled.record?.warnings.at(-1)).toMatch(
    /^The share stays read-only .*update-nfs-file-share .*--no-read-only$/,
  );
  expect(journal.newest?.state).toBe('rolled-back-settled');
});

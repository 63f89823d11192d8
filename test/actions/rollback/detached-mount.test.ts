// A way back from a dead gateway that had to leave a mount lazily: what hung there is written later, behind every list.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { play } from '../../../lab/application-server/happenings.ts';
import type { Happening } from '../../../lab/faults/happening.ts';
import { environment } from '../../../lab/application-server/servers.ts';
import { CALM } from '../../../lab/faults/scenario.ts';
import { sessionOf } from '../../infra/roles.ts';
import { takePart } from '../../lab/time/taking-part.ts';
import { openBench } from '../action-process.ts';
import { WORKSHOP } from '../../workshop.ts';
import { unplanned } from '../servers/unplanned.ts';
import type { Bench } from '../action-process.ts';

const SERVER = 'i-0a1b2c3d4e5f60718';
const LATE = 'written-late.txt';
const NOTE = 'var/lib/nfs-cutover/mnt-data-6faba07f33e6/detached';
const TRIAL_MS = 180_000;
const LIST = { action: 'list-written' } as const;

const switched = (is: Happening['is']): Happening => ({
  ...{ document: 'switch-mount', phase: 'ends', is },
});

function happens({ lab: { context } }: Bench, is: 'gateway-answers' | 'reboot'): void {
  play(context, is, { instance: SERVER, env: environment(context, SERVER) });
}

/** In the workflow Rollback, behind its gate. */
const settle = (bench: Bench) =>
  bench.run({
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
  });

test(
  'nothing counts as listed, and nobody settles, before that server was booted',
  async () => {
    // Here a share that is made read-only goes on to take writes of mounts of before.
    const share = { closes: 'new-mounts' } as const;
    const faults = { happens: [switched('gateway-silent'), switched('hung-writer')], share };
    await using bench = await openBench({ scenario: { ...CALM, faults } });
    const { journal, lab } = bench;
    expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
    // What lies in the bucket is older than the proof.
    await lab.context.clock.sleep(180_000);
    const back = await bench.run({ action: 'switch-mount', inputs: { to: 'gateway' } });
    expect(back.outputs).toMatchObject({ state: 'source', restored: 'true' });
    expect(back.record?.warnings).toContainEqual(expect.stringContaining('only detached'));
    const thawed = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
    expect(thawed.outputs.thawed).toBe('true');
    const boot = readFileSync(
      join(lab.context.world.server(SERVER), 'proc/sys/kernel/random/boot_id'),
      'utf8',
    );
    const detached = [{ server: SERVER, boot: boot.trim() }];
    expect(journal.newest).toMatchObject({ state: 'rolled-back-open', detached });

    expect((await bench.run(LIST)).code).toBe(0);
    expect(journal.newest).toMatchObject({
      ...{ state: 'rolled-back-unknown', detached },
      written: { why: expect.stringMatching(/left a mount lazily.*boot it.*rollback\.yml again/) },
    });
    // The list is made, and now it comes.
    const late = join(lab.context.world.gateway, LATE);
    expect(existsSync(late)).toBe(false);
    happens(bench, 'gateway-answers');
    expect(existsSync(late)).toBe(true);
    {
      using part = takePart(lab);
      await part.sleep(1_200_000);
    }
    const early = await settle(bench);
    expect([early.outputs.error, early.record?.error?.message]).toEqual([
      'not-ready',
      expect.stringMatching(/left a mount of the gateway lazily.*boot that server/),
    ]);
    expect(journal.newest?.state).toBe('rolled-back-unknown');

    // By hand somebody has removed the notes there: the boot counts.
    rmSync(join(lab.context.world.server(SERVER), NOTE));
    await bench.run(LIST);
    expect(journal.newest).toMatchObject({ state: 'rolled-back-unknown', detached });

    happens(bench, 'reboot');
    const again = await bench.run(LIST);
    expect(again.record?.facts.map(({ value }) => value)).toContain(`written: ${LATE}`);
    expect(journal.newest?.detached).toBeUndefined();
    // No listing of before the switch was kept here: that is why it is still short.
    expect(journal.newest).toMatchObject({
      written: { why: expect.not.stringContaining('lazily') },
    });
    {
      using part = takePart(lab);
      await part.sleep(1_200_000);
    }
    expect((await settle(bench)).code).toBe(0);
    expect(journal.newest?.state).toBe('rolled-back-settled');
  },
  TRIAL_MS,
);

test.each([
  ['is made read-only behind the way back, and what hung there is not written', 'closed'],
  ['that cannot be closed keeps nobody from the source, and the list closes it', 'denied'],
  ['of a gateway that takes no change while it is dead is told of each time', 'refused'],
])('a share that a server has left lazily %s', async (_, how) => {
  const refusesWhileSilent = how === 'refused';
  const happening = [switched('gateway-silent'), switched('hung-writer')];
  const faults = { happens: happening, gateway: { refusesWhileSilent } };
  const denied = how === 'denied';
  await using bench = await openBench({ scenario: { ...CALM, faults } });
  const { journal, lab } = bench;
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  await bench.run({ action: 'switch-mount', inputs: { to: 'gateway' } });
  const allow = denied ? lab.deny('storagegateway:UpdateNFSFileShare', '') : () => {};
  let from = lab.calls.length;
  const asPlanned = (job: string, step: string): void => {
    expect(unplanned(WORKSHOP, lab.calls.slice(from), { job, step })).toBeUndefined();
  };
  const thawed = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
  asPlanned('cutover', 'thaw');
  expect([thawed.code, thawed.outputs.thawed]).toEqual([0, 'true']);
  expect(journal.newest).toMatchObject({ state: 'rolled-back-open', readOnly: false });
  expect(thawed.record?.warnings.at(-1)).toMatch(
    how !== 'closed'
      ? /^The share could not be made read-only .*lazily.*Boot it first$/
      : new RegExp(`^The share is read-only, because ${SERVER} left`),
  );
  allow();
  from = lab.calls.length;
  const listed = await bench.run(LIST);
  asPlanned('list-written', 'list');
  expect(listed.record?.warnings.at(-1)).toMatch(
    refusesWhileSilent ? /could not be made read-only .*Boot it first$/ : /^The share is read-only/,
  );
  // The gateway may come back during the wait.
  const calls = lab.calls.slice(from).map(({ operation }) => operation);
  if (how !== 'closed')
    expect(calls.indexOf('UpdateNFSFileShare')).toBeLessThan(calls.indexOf('NotifyWhenUploaded'));
  expect(journal.newest).toMatchObject({ state: 'rolled-back-unknown', readOnly: false });
  happens(bench, 'gateway-answers');
  expect(existsSync(join(lab.context.world.gateway, LATE))).toBe(refusesWhileSilent);
});

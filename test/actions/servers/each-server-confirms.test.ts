// Each server writes a confirmation file through its own mount: all of them are proven, and all of them go.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { WORKSHOP } from '../../workshop.ts';
import { openBench } from '../action-process.ts';
import type { ActionRun } from '../action-process.ts';
import { unplanned } from './unplanned.ts';

const FIRST = 'i-0a1b2c3d4e5f60718';
const SECOND = 'i-0a1b2c3d4e5f60717';
const TWO = WORKSHOP.replace(`    - ${FIRST}\n`, `    - ${FIRST}\n    - ${SECOND}\n`);
const FILES = ['new-image2-42.jpg', `new-image2-42-${SECOND}.jpg`] as const;
const SWITCH: ActionRun = { action: 'switch-mount', inputs: { to: 'gateway' } };
const BUCKET = 'image-archive-111122223333';
const CREATE = 'nfs-cutover-create-test-file';
const TRIAL_MS = 120_000;

test(
  'two servers: two files in the bucket, a downtime of its own for each, and nothing left',
  async () => {
    await using bench = await openBench({ runbook: TWO });
    const { lab } = bench;
    expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
    const from = lab.calls.length;
    const { code, outputs, record } = await bench.run(SWITCH);
    expect([code, outputs.file]).toEqual([0, FILES[0]]);
    // From the command that makes them to the last look at the bucket; the bench has no proof for the watch before.
    const sinceSwitch = lab.calls.slice(from);
    const made = sinceSwitch.findIndex(({ input }) => input?.Name === CREATE);
    const proven = sinceSwitch.findLastIndex(({ input }) => input?.Key === FILES[1]);
    const calls = sinceSwitch.slice(made, proven + 1);
    const place = { job: 'cutover', step: 'switch', from: 'copy ' };
    expect(unplanned(TWO, calls, place)).toBeUndefined();
    expect(calls.filter(({ operation }) => operation === 'SendCommand')).toHaveLength(2);
    expect(calls.filter(({ operation }) => operation === 'GetObject')).toHaveLength(2);
    for (const file of FILES) expect(lab.store.get(BUCKET, file)?.sha256).toBe(outputs.sha256);
    expect(record?.says).toContain(
      `${FILES.join(', ')}, written through it by each server, are in`,
    );
    expect(record?.data.confirmations).toMatchObject([
      { server: FIRST, file: FILES[0], created: true },
      { server: SECOND, file: FILES[1], created: true },
    ]);
    expect(record?.data.objects).toMatchObject(FILES.map((key) => ({ key })));
    expect(record?.data.served).toMatchObject(
      [FIRST, SECOND].map((server) => ({ server, uptime: expect.any(Number) })),
    );

    // Once more finds what each of them has made.
    const again = await bench.run(SWITCH);
    const found = { created: false };
    expect(again.record?.data.confirmations).toMatchObject([found, found]);

    const before = lab.calls.length;
    const removed = await bench.run({
      action: 'create-test-file',
      inputs: {
        ...{ ensure: 'absent', which: 'confirmation' },
        ...{ file: FILES[0], sha256: outputs.sha256 ?? '' },
      },
      env: { GITHUB_JOB: 'report' },
    });
    expect(removed.code).toBe(0);
    expect(removed.record?.says).toContain(`${FILES.join(', ')} were removed`);
    const sent = lab.calls.slice(before);
    // The bench has no role, so that nothing is kept in the evidence bucket: the step is not whole.
    expect(unplanned(TWO, sent, { job: 'report', step: 'remove-confirmation' })).toBeUndefined();
    for (const file of FILES) expect(existsSync(join(lab.context.world.gateway, file))).toBe(false);
  },
  TRIAL_MS,
);

test(
  'a server that cannot confirm: all of them go back, and what the other one made goes, too',
  async () => {
    await using bench = await openBench({ runbook: TWO });
    const { gateway } = bench.lab.context.world;
    expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
    writeFileSync(join(gateway, FILES[1]), 'of somebody else');
    const { outputs, record } = await bench.run(SWITCH);
    expect(outputs).toMatchObject({ state: 'source', restored: 'true' });
    expect(record?.error?.message).toContain(`${FILES[1]} in /mnt/data on ${SECOND}`);
    // A job that was stopped hands nothing over: the notes of the servers count.
    const removed = await bench.run({
      action: 'create-test-file',
      inputs: { ensure: 'absent', which: 'confirmation' },
      env: { GITHUB_JOB: 'report' },
    });
    // The source serves by now: there is nothing of them.
    expect([removed.code, removed.record?.data.removed]).toEqual([0, false]);
  },
  TRIAL_MS,
);

// Late runners and late commands: what another job has taken over is done by nobody else any more.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import type { SendCommandCommandInput } from '@aws-sdk/client-ssm';
import { CALM } from '../../lab/faults/scenario.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';

const SWITCH = { action: 'switch-mount', inputs: { to: 'gateway' } } as const;
const FREEZE = { action: 'freeze-source' } as const;
const GATEWAY = '10.0.1.20:/image-archive';

/** The jobs of a run: its cutover, and what takes it over from a lost runner. */
const as = (job: 'cutover' | 'rollback', attempt = 1) => ({
  GITHUB_JOB: job,
  GITHUB_RUN_ATTEMPT: String(attempt),
});

/** What fstab of the server names for the application's path, and with which options. */
function served({ lab }: Bench): string {
  const file = join(lab.context.world.server('i-0a1b2c3d4e5f60718'), 'etc/fstab');
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const [source, , , options] = lines.find(([, mount]) => mount?.endsWith('/mnt/data')) ?? [];
  return `${source} ${options}`;
}
const SOURCE = 'nfs-server.example.internal:/export/data rw,hard,vers=4.1,_netdev';
const FROZEN = `${SOURCE},ro`;

async function rollBack(bench: Bench): Promise<readonly ActionResult[]> {
  const env = as('rollback');
  const takes = { 'takes-over': 'true' };
  return [
    await bench.run({ action: 'switch-mount', inputs: { to: 'source', ...takes }, env }),
    await bench.run({ action: 'freeze-source', inputs: { thaw: 'true', ...takes }, env }),
  ];
}

const codes = (results: readonly ActionResult[]): unknown[] => results.map(({ code }) => code);

describe('a runner that is taken for lost and goes on later', () => {
  test('neither switches under the freeze of the next attempt, nor thaws it', async () => {
    await using bench = await openBench();
    expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
    expect(codes(await rollBack(bench))).toEqual([0, 0]);
    expect(bench.journal.newest?.state).toBe('rolled-back-none');
    // The second attempt stands on the kept proof, and freezes.
    const { proven } = bench.journal.newest ?? {};
    bench.journal.write('approve-again', {
      ...{ run: '42', attempt: 2, job: 'cutover', jobId: null, link: null },
    });
    expect(proven).not.toBeNull();
    expect((await bench.run({ ...FREEZE, env: as('cutover', 2), led: false })).code).toBe(0);
    expect(served(bench)).toBe(FROZEN);
    const late = [
      await bench.run({ ...SWITCH, env: as('cutover'), led: false }),
      await bench.run({ ...FREEZE, env: as('cutover'), led: false }),
      await bench.run({
        action: 'run-datasync',
        inputs: { frozen: 'true' },
        env: as('cutover'),
        led: false,
      }),
    ];
    expect(late.map(({ outputs }) => outputs.error)).toEqual([
      'overtaken',
      'overtaken',
      'overtaken',
    ]);
    const back = [
      await bench.run({
        action: 'switch-mount',
        inputs: { to: 'source' },
        env: as('cutover'),
        led: false,
      }),
      await bench.run({ ...FREEZE, inputs: { thaw: 'true' }, env: as('cutover'), led: false }),
    ];
    expect(back.map(({ outputs }) => outputs.error)).toEqual(['overtaken', 'overtaken']);
    expect(served(bench)).toBe(FROZEN);
    expect(bench.journal.newest).toMatchObject({ state: 'frozen', owner: { attempt: 2 } });
  });

  test.each([2, 3, 4, 6, 8, 10, 12])(
    'stopped behind call %d of the switch: the rollback finishes, and what it does later is refused',
    async (afterCalls) => {
      await using bench = await openBench();
      expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
      const results: ActionResult[] = [];
      const late = await bench.run({
        ...SWITCH,
        env: as('cutover'),
        pauses: {
          afterCalls,
          meanwhile: async () => {
            results.push(...(await rollBack(bench)));
          },
        },
      });
      expect(codes(results)).toEqual([0, 0]);
      expect([late.code === 0, served(bench)]).toEqual([false, SOURCE]);
      expect(bench.journal.newest?.state).toMatch(/^rolled-back-/);
    },
    60_000,
  );
});

describe('a command that Systems Manager delivers late', () => {
  test.each(['freeze-source', 'switch-mount', 'mark-confirmed', 'create-test-file'])(
    '%s changes nothing after the rollback',
    async (document) => {
      await using bench = await openBench();
      expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
      // The switch is confirmed nowhere, so it goes back by itself; then the rollback job runs as well.
      await bench.run({ ...SWITCH, env: as('cutover') });
      expect(bench.journal.newest?.state).toBe('confirmed');
      const undo = { to: 'source', 'takes-over': 'true', 'undo-confirmed': 'true' };
      const env = as('rollback');
      expect(
        codes([
          await bench.run({ action: 'switch-mount', inputs: undo, env }),
          await bench.run({ ...FREEZE, inputs: { thaw: 'true', 'takes-over': 'true' }, env }),
        ]),
      ).toEqual([0, 0]);
      expect(served(bench)).toBe(SOURCE);
      expect(await again(bench, document)).toMatchObject({
        Status: 'Failed',
        ResponseCode: 3,
        StandardOutputContent: expect.stringContaining(
          `@refusal=${Buffer.from('overtaken').toString('base64')}`,
        ) as unknown,
      });
      expect(served(bench)).toBe(SOURCE);
    },
    60_000,
  );

  test('nor on a server that the rollback did not reach, once its time is over', async () => {
    await using bench = await openBench();
    expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
    await bench.lab.context.clock.sleep(301_000);
    expect(await again(bench, 'freeze-source')).toMatchObject({
      ResponseCode: 3,
      StandardOutputContent: expect.stringContaining(
        `@refusal=${Buffer.from('too-late').toString('base64')}`,
      ) as unknown,
    });
    expect(served(bench)).toBe(FROZEN);
  });
});

/** Sends the last command of a document once more, as it was, and waits for its end. */
async function again({ lab }: Bench, document: string) {
  const sent = lab.calls.findLast(
    ({ operation, input }) =>
      operation === 'SendCommand' && input?.DocumentName === `nfs-cutover-${document}`,
  );
  if (sent?.input === undefined) throw new Error(`${document} was never sent`);
  const client = new SSMClient({
    region: 'eu-central-1',
    endpoint: lab.env.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const input = sent.input as unknown as SendCommandCommandInput;
  const { Command } = await client.send(new SendCommandCommand(input));
  const { clock } = lab.context;
  for (;;) {
    await clock.sleep(2000);
    const answer = await client.send(
      new GetCommandInvocationCommand({
        CommandId: Command?.CommandId,
        InstanceId: input.InstanceIds?.[0],
      }),
    );
    if (answer.Status !== 'Pending' && answer.Status !== 'InProgress') return answer;
  }
}

test('rolled back although confirmed meanwhile: one of the two comes first, and the other does nothing', async () => {
  for (const afterCalls of [2, 3]) {
    await using bench = await openBench({ scenario: CALM });
    expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
    // The rollback has read a journal that says "reproven", and is stopped; the switch goes on to its confirmation.
    const confirmed: ActionResult[] = [];
    const back = await bench.run({
      action: 'switch-mount',
      inputs: { to: 'source', 'takes-over': 'true' },
      env: as('rollback'),
      pauses: {
        afterCalls,
        meanwhile: async () => {
          confirmed.push(await bench.run({ ...SWITCH, env: as('cutover') }));
        },
      },
    });
    expect(codes(confirmed)).toEqual([0]);
    expect([back.code, back.outputs.state, back.outputs.restored]).toEqual([0, 'gateway', 'false']);
    expect(served(bench)).toContain(GATEWAY);
    expect(bench.journal.newest?.state).toBe('confirmed');
  }
});

test('without the journal each server goes back by itself, and with it again the run goes above them', async () => {
  await using bench = await openBench();
  expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
  // S3 refuses every connection; Systems Manager answers.
  const silent = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
  const takes = { 'takes-over': 'true' };
  const alone = await bench.run({
    ...FREEZE,
    inputs: { thaw: 'true', ...takes },
    env: { ...as('rollback'), ...silent },
  });
  expect([alone.code, alone.outputs.thawed, served(bench)]).toEqual([0, 'true', SOURCE]);
  expect(alone.stdout).toContain('the journal is not asked any further');
  expect(bench.journal.newest?.state).toBe('frozen');
  // The lost job of the run comes too late, and another run is refused by the journal.
  const late = await bench.run({ ...SWITCH, env: as('cutover'), led: false });
  expect(late.code).not.toBe(0);
  expect(served(bench)).toBe(SOURCE);
  expect(codes(await rollBack(bench))).toEqual([0, 0]);
  expect(bench.journal.newest).toMatchObject({
    state: 'rolled-back-none',
    owner: { job: 'rollback' },
  });
}, 60_000);

test('a way back without the journal leaves the servers of another run alone', async () => {
  await using bench = await openBench();
  expect((await bench.run({ ...FREEZE, env: as('cutover') })).code).toBe(0);
  const foreign = await bench.run({
    ...FREEZE,
    inputs: { thaw: 'true', 'takes-over': 'true' },
    env: { ...as('rollback'), GITHUB_RUN_ID: '43', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
  });
  expect([foreign.outputs.error, served(bench)]).toEqual(['server-failed', FROZEN]);
});

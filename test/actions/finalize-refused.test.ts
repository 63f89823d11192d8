// What finalize refuses, with the reason, all at once, and having deleted nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DataSyncClient,
  StartTaskExecutionCommand,
  UpdateTaskCommand,
  TagResourceCommand,
} from '@aws-sdk/client-datasync';
import { afterAll, expect, test } from '@jest/globals';
import { loadScenario } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';
import {
  changes,
  deletions,
  EVIDENCE,
  finalize,
  KEY,
  openConfirmed,
  withFinalize,
} from './confirmed-world.ts';

const TASK = 'arn:aws:datasync:us-west-2:111122223333:task/task-0a1b2c3d4e5f60718';
const SERVER = 'i-0a1b2c3d4e5f60718';
const WITH_AGENT = withFinalize('{delete-agent: true}');

interface Case {
  readonly text?: string;
  readonly faults?: Faults;
  readonly days?: number;
  readonly before?: (bench: Bench) => unknown;
  readonly says: RegExp;
}

/** Both runs of finalize say why, and have deleted nothing. */
async function expectRefused(bench: Bench, says: RegExp, run = '42'): Promise<void> {
  for (const inputs of [{ 'only-check': 'true' }, {}] as const) {
    const { code, outputs, stdout } = await finalize(bench, { ...inputs, run });
    expect(stdout).toMatch(says);
    expect(stdout).toContain('this step deleted nothing');
    expect([code, outputs.error]).toEqual([21, 'not-ready']);
  }
  expect(deletions(bench)).toEqual([]);
  expect(bench.lab.store.get(EVIDENCE, KEY)).toBeUndefined();
}

test.each([
  [
    'another run was confirmed',
    '41',
    undefined,
    /expected confirmed by run 41, got confirmed by run 42/,
  ],
  ['the note has no time', '42', 'run=42\n', /expected the time of the confirmation, got nothing/],
  [
    'the note has words for a time',
    '42',
    'run=42 at=yesterday\n',
    /expected the time of the confirmation, got yesterday/,
  ],
  [
    'the confirmation lies in the future',
    '42',
    'run=42 at=2999-01-01T00:00:00Z\n',
    /that server's clock says that this time is in the future/,
  ],
])('%s', async (_, run, note, says) => {
  const bench = await calmWorld();
  const file = join(bench.lab.context.world.server(SERVER), NOTE);
  const before = readFileSync(file, 'utf8');
  if (note !== undefined) writeFileSync(file, note);
  try {
    await expectRefused(bench, says, run);
  } finally {
    writeFileSync(file, before);
  }
});

const client = ({ lab }: Bench): DataSyncClient =>
  new DataSyncClient({
    endpoint: lab.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' },
  });

const OTHER_EXPORT = 'expected the export of image-archive after run 42, got something else';
const NOTE = 'var/lib/nfs-cutover/mnt-data-6faba07f33e6/confirmed';

let calm: Promise<Bench> | undefined;
/** The confirmed world of all cases that change nothing in it, or take it back. */
const calmWorld = (): Promise<Bench> => (calm ??= openConfirmed());
afterAll(async () => (await calm)?.[Symbol.asyncDispose]());

const cases: Readonly<Record<string, Case>> = {
  'the hold is not over': {
    days: 13,
    says: /the hold of 14 d on i-0a1b2c3d4e5f60718: expected to be over; it ends at \d{4}-\d\d-\d\dT[0-9:]{8}Z, got 13 d/,
  },
  'a hold of its own': {
    text: withFinalize('{hold: 20d}'),
    says: /the hold of 20 d .* got 15 d/,
  },
  'the old server is back': {
    before: (bench: Bench) =>
      bench.run({ action: 'switch-mount', inputs: { to: 'source', 'undo-confirmed': 'true' } }),
    says: /expected the gateway, 10\.0\.1\.20:\/image-archive, alone, got source/,
  },
  'an execution runs': {
    before: async (bench: Bench) => {
      await client(bench).send(new StartTaskExecutionCommand({ TaskArn: TASK }));
    },
    says: /the executions of the task: expected all ended, got .*(LAUNCHING|PREPARING|TRANSFERRING|VERIFYING)/,
  },
  'the agent is away': {
    faults: { agent: 'offline' },
    says: /the status of the task: expected AVAILABLE, got UNAVAILABLE/,
  },
  'a schedule starts the task': {
    // Only now: a schedule of the lab starts the task each night.
    before: async (bench: Bench) => {
      const Schedule = { ScheduleExpression: 'cron(0 2 * * ? *)', Status: 'ENABLED' as const };
      await client(bench).send(new UpdateTaskCommand({ TaskArn: TASK, Schedule }));
    },
    says: /the schedule of the task: .* got ENABLED: cron/,
  },
  'the task reads another export': {
    faults: { task: { reads: '/export/other' } },
    says: /expected a location of the runbook, got the task reads nfs:.*\/export\/other\//,
  },
  'agent-shared': {
    text: WITH_AGENT,
    faults: loadScenario('agent-shared').faults,
    says: /expected no other location that they lead to, got \S+:location\/loc-\S+ \(smb:/,
  },
  'location-shared': {
    faults: loadScenario('location-shared').faults,
    says: /the source location .* expected no task besides the runbook's own, got \S+:task\/task-/,
  },
  'the destination is shared': {
    faults: { others: { uses: 'destination' } },
    says: /the destination location .* got \S+:task\/task-/,
  },
  'a location of an unknown kind': {
    text: WITH_AGENT,
    faults: { others: { locations: [{ kind: 'other', agent: 'none' }] } },
    says: /tape:.*, of a kind that is not known here/,
  },
  'a location that cannot be read': {
    text: WITH_AGENT,
    faults: { others: { locations: [{ kind: 'hdfs', agent: 'another' }] } },
    before: ({ lab }: Bench) => lab.deny('datasync:DescribeLocationHdfs', ''),
    says: /hdfs:.*, which cannot be read: AccessDenied/,
  },
};

test.each(Object.entries(cases))(
  '%s',
  async (_, one) => {
    await using bench = await openConfirmed(one);
    await one.before?.(bench);
    await expectRefused(bench, one.says);
  },
  60_000,
);

test('a refusal names everything that is in the way', async () => {
  const faults = { others: { uses: 'source' as const }, agent: 'offline' as const };
  await using bench = await openConfirmed({ days: 1, faults });
  const { record } = await finalize(bench);
  const named = record?.facts.filter(({ name }) => name === 'In the way').map(({ value }) => value);
  expect(named).toHaveLength(3);
  expect(record?.says).toBe('Refused: 3 things are in the way.');
});

test('locations with agents of their own, or none, are no hindrance, whatever their kind', async () => {
  const reached = ['nfs', 'smb', 'hdfs', 'object-storage', 'azure-blob', 's3'] as const;
  const locations = [
    ...reached.map((kind) => ({ kind, agent: 'another' as const })),
    ...(['s3', 'efs', 'fsxw'] as const).map((kind) => ({ kind, agent: 'none' as const })),
  ];
  await using bench = await openConfirmed({
    text: WITH_AGENT,
    faults: { others: { locations } },
  });
  const { code, stdout } = await finalize(bench, { 'only-check': 'true' });
  expect([code, code === 0 ? '' : stdout]).toEqual([0, '']);
});

test('a shared agent is no hindrance where it stays', async () => {
  await using bench = await openConfirmed({ faults: loadScenario('agent-shared').faults });
  expect((await finalize(bench)).outputs).toMatchObject({ state: 'finalized', deleted: '3' });
});

test('a runbook without the section is refused before anything is read', async () => {
  await using bench = await openBench();
  const { code, stdout } = await finalize(bench);
  expect(code).toBe(10);
  expect(stdout).toContain('expected a runbook with the section finalize');
  expect(bench.lab.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
});

test('before any cutover nothing is confirmed', async () => {
  await using bench = await openBench({ runbook: withFinalize() });
  const { code, stdout } = await finalize(bench);
  expect([code, stdout]).toEqual([21, expect.stringContaining('got source (nfs-server')]);
  expect(changes(bench).filter((one) => one !== 'StartTaskExecution')).toEqual([]);
});

test('the task is gone and nobody has written down what it had', async () => {
  await using bench = await openConfirmed();
  await finalize(bench);
  bench.lab.store.remove(EVIDENCE, KEY);
  const { code, stdout } = await finalize(bench);
  expect(code).toBe(61);
  expect(stdout).toContain(
    'expected the task, or the export that an earlier try of finalize has made of it, got neither',
  );
});

test('what was changed since the export, or is not in it, is not deleted', async () => {
  await using bench = await openConfirmed();
  bench.lab.deny('datasync:DeleteTask', '');
  expect((await finalize(bench)).outputs).toMatchObject({ state: 'half-way', deleted: '0' });
  const Tags = [{ Key: 'keep', Value: 'yes' }];
  await client(bench).send(new TagResourceCommand({ ResourceArn: TASK, Tags }));
  const { code, stdout, outputs } = await finalize(bench);
  expect([code, outputs.error]).toEqual([62, 'differs']);
  expect(stdout).toContain(`got another description of ${TASK}`);
});

test.each([
  ['no JSON', '{'],
  [
    'of another run',
    '{"format":1,"runbook":"image-archive","run":"7","resources":[],"executions":[]}',
  ],
  ['of another form', '{"format":2}'],
])('an export that is %s is not taken for one', async (_, text) => {
  const bench = await calmWorld();
  bench.lab.store.put(EVIDENCE, KEY, Buffer.from(text), {});
  try {
    const { code, stdout } = await finalize(bench);
    expect([code, stdout]).toEqual([62, expect.stringContaining(OTHER_EXPORT)]);
    expect(deletions(bench)).toEqual([]);
  } finally {
    bench.lab.store.remove(EVIDENCE, KEY);
  }
});

// CloudWatch Logs and EventBridge of the lab: how the refresh-complete event becomes evidence that can be read.
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  InvalidParameterException,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from '@jest/globals';
import { LabClock } from '../../../lab/time/clock.ts';
import type { LabContext } from '../../../lab/context.ts';
import { createEventBridge } from '../../../lab/event-bridge/event-bridge.ts';
import { LabEvents } from '../../../lab/events.ts';
import { startLab } from '../../../lab/lab.ts';
import { createLogs } from '../../../lab/logs/logs.ts';
import { parsePattern } from '../../../lab/logs/filter-pattern.ts';
import type { Json, JsonService } from '../../../lab/protocol/service.ts';
import { mismatch } from '../../../lab/protocol/shape.ts';
import { openWorld } from '../../../lab/world.ts';

const RUNBOOK = 'runbooks/image-archive.yml';
const GROUP = '/aws/events/nfs-cutover';
const RULE = 'nfs-cutover-image-archive-refresh';
const ID = '7c2f3a3e-0f1d-4f7e-a1b2-9d3c5e7f9a01';

function open(): LabContext {
  const clock = new LabClock('virtual', 1, 1_700_000_000_000);
  return { world: openWorld(RUNBOOK, '/nowhere'), clock, events: new LabEvents(), faults: {} };
}

/** What the server does for an operation, without the server. */
async function ask(service: JsonService, operation: string, input: Json): Promise<Json> {
  const found = service.operations[operation];
  if (found === undefined) throw new Error(operation);
  const bad = mismatch(input, found.input);
  if (bad !== undefined) throw service.invalid(bad);
  return found.run(input, { service: service.name, operation, region: 'us-west-2' });
}

async function filter(service: JsonService, input: FilterLogEventsCommandInput): Promise<string[]> {
  const found: string[] = [];
  let nextToken: unknown;
  do {
    const asked = { ...input, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await ask(service, 'FilterLogEvents', asked);
    found.push(...(page.events as { message: string }[]).map(({ message }) => message));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

describe('FilterLogEvents', () => {
  test('finds a quoted term between two times, although the first page is empty', async () => {
    const context = open();
    const { service, put } = createLogs(context);
    for (let i = 0; i < 5; i += 1) {
      put(GROUP, JSON.stringify({ i, detail: { 'notification-id': i === 3 ? ID : 'other' } }));
      await context.clock.sleep(1000);
    }
    const first = await ask(service, 'FilterLogEvents', {
      logGroupName: GROUP,
      filterPattern: `"${ID}"`,
    });
    expect(first).toMatchObject({ events: [], nextToken: expect.any(String) as unknown });
    const asked = { logGroupName: GROUP, filterPattern: `"${ID}"` };
    expect(await filter(service, asked)).toEqual([expect.stringContaining('"i":3')]);
    const late = { ...asked, startTime: 1_700_000_003_001 };
    expect(await filter(service, late)).toEqual([]);
    const early = { ...asked, endTime: 1_700_000_002_999 };
    expect(await filter(service, early)).toEqual([]);
    expect(await filter(service, { ...asked, startTime: 1_700_000_003_000 })).toHaveLength(1);
  });

  test('gives at most `limit` events a page, and all of them in the end', async () => {
    const { service, put } = createLogs(open());
    for (let i = 0; i < 7; i += 1) put(GROUP, `event ${i}`);
    const asked = { logGroupName: GROUP, limit: 3 };
    const one = await ask(service, 'FilterLogEvents', asked);
    expect(one.events).toHaveLength(3);
    expect(await filter(service, asked)).toHaveLength(7);
  });

  test('gives the latest first when asked, also over pages', async () => {
    const context = open();
    await context.clock.sleep(Date.UTC(2024, 0, 1) - 1_700_000_000_000);
    const { service, put } = createLogs(context);
    for (let i = 0; i < 5; i += 1) put(GROUP, `event ${i}`);
    const asked = { logGroupName: GROUP, limit: 2, startTime: Date.UTC(2024, 0, 1) };
    const down = ['event 4', 'event 3', 'event 2', 'event 1', 'event 0'];
    expect(await filter(service, { ...asked, startFromHead: false })).toEqual(down);
    expect(await filter(service, { ...asked, startFromHead: true })).toEqual(down.toReversed());
  });

  test('ends a page at one MiB', async () => {
    const { service, put } = createLogs(open());
    for (let i = 0; i < 5; i += 1) put(GROUP, `${i}`.padEnd(250_000));
    const one = await ask(service, 'FilterLogEvents', { logGroupName: GROUP });
    expect(one.events).toHaveLength(4);
    expect(await filter(service, { logGroupName: GROUP })).toHaveLength(5);
  });

  test('refuses a token that is not its own, or older than a day', async () => {
    const context = open();
    const { service, put } = createLogs(context);
    put(GROUP, 'one');
    const asked = { logGroupName: GROUP, filterPattern: 'one' };
    const { nextToken } = await ask(service, 'FilterLogEvents', asked);
    await context.clock.sleep(25 * 3_600_000);
    for (const token of [nextToken, 'x'])
      await expect(
        ask(service, 'FilterLogEvents', { ...asked, nextToken: token }),
      ).rejects.toMatchObject({ type: 'InvalidParameterException' });
  });
});

test.each([
  ['', 'anything', true],
  ['refresh complete', 'the refresh is complete', true],
  ['refresh complete', 'the refresh', false],
  ['Refresh', 'refresh', false],
  ['?lost ?found', 'it was found', true],
  ['refresh -lost', 'refresh lost', false],
  ['"two words"', 'has two words', true],
  ['"say \\"x\\""', 'they say "x"', true],
])('the pattern %j on %j: %j', (pattern, message, expected) => {
  expect(parsePattern(pattern)(message)).toBe(expected);
});

test.each(['{ $.x = 1 }', '[a, b]', '%x%', 'a-b', '"open'])(
  'the pattern %j is refused',
  (pattern) => {
    expect(() => parsePattern(pattern)).toThrow(/Invalid filter pattern/);
  },
);

describe('the event bridge', () => {
  const event = {
    source: 'aws.storagegateway',
    'detail-type': 'Storage Gateway Refresh Cache Event',
    resources: ['arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D'],
    detail: { 'notification-id': ID },
  };

  test('brings an event to the log group one to two seconds later', async () => {
    const context = open();
    const logs = createLogs(context);
    createEventBridge(context, logs).deliver(event);
    const all = { logGroupName: GROUP };
    await context.clock.sleep(900);
    expect(await filter(logs.service, all)).toEqual([]);
    await context.clock.sleep(1200);
    const [message = ''] = await filter(logs.service, all);
    expect(JSON.parse(message)).toMatchObject({
      ...event,
      version: '0',
      account: '111122223333',
      region: 'us-west-2',
      time: '2023-11-14T22:13:20Z',
    });
  });

  test('leaves out what its rule does not match', async () => {
    const context = open();
    const logs = createLogs(context);
    const { deliver } = createEventBridge(context, logs);
    deliver({ ...event, resources: ['arn:aws:storagegateway:us-west-2:111122223333:share/other'] });
    deliver({ ...event, source: 'aws.s3' });
    await context.clock.sleep(5000);
    expect(await filter(logs.service, { logGroupName: GROUP })).toEqual([]);
  });

  test.each(['disabled', 'elsewhere', 'other-share'] as const)(
    'a rule that is %s brings nothing',
    async (rule) => {
      const context = { ...open(), faults: { rule } };
      const logs = createLogs(context);
      createEventBridge(context, logs).deliver(event);
      await context.clock.sleep(5000);
      expect(await filter(logs.service, { logGroupName: GROUP })).toEqual([]);
    },
  );

  test('shows its rule and where it leads', async () => {
    const context = open();
    const { service } = createEventBridge(context, createLogs(context));
    const rule = await ask(service, 'DescribeRule', { Name: RULE });
    expect(rule).toMatchObject({ State: 'ENABLED', EventBusName: 'default' });
    expect(JSON.parse(String(rule.EventPattern))).toMatchObject({
      source: ['aws.storagegateway'],
    });
    expect(await ask(service, 'ListTargetsByRule', { Rule: RULE })).toEqual({
      Targets: [{ Id: 'log-group', Arn: `arn:aws:logs:us-west-2:111122223333:log-group:${GROUP}` }],
    });
    expect(await ask(service, 'ListRules', { NamePrefix: 'nfs-' })).toMatchObject({
      Rules: [{ Name: RULE }],
    });
    const leads = (group: string) =>
      ask(service, 'ListRuleNamesByTarget', {
        TargetArn: `arn:aws:logs:us-west-2:111122223333:log-group:${group}`,
      });
    expect(await leads(GROUP)).toEqual({ RuleNames: [RULE] });
    expect(await leads('/other')).toEqual({ RuleNames: [] });
    for (const input of [{ Name: 'other' }, { Name: RULE, EventBusName: 'other' }])
      await expect(ask(service, 'DescribeRule', input)).rejects.toMatchObject({
        type: 'ResourceNotFoundException',
      });
    await expect(ask(service, 'DescribeRule', {})).rejects.toMatchObject({
      type: 'ValidationException',
    });
  });
});

test('through the SDK: groups, pages, and the errors of the model', async () => {
  await using lab = await startLab({ runbook: RUNBOOK });
  const credentials = { accessKeyId: 'AKIAFAKEOFTHELAB0000', secretAccessKey: 'fake' };
  const client = new CloudWatchLogsClient({ endpoint: lab.url, region: 'us-west-2', credentials });
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(['/aws/datasync', GROUP]);
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: GROUP, filterPattern: `"${ID}"` },
  );
  for await (const { events } of pages) expect(events).toEqual([]);
  const missing = new FilterLogEventsCommand({ logGroupName: '/aws/events/other' });
  await expect(client.send(missing)).rejects.toBeInstanceOf(ResourceNotFoundException);
  const both = new FilterLogEventsCommand({ logGroupName: GROUP, logGroupIdentifier: GROUP });
  await expect(client.send(both)).rejects.toBeInstanceOf(InvalidParameterException);
  const elsewhere = new CloudWatchLogsClient({
    endpoint: lab.url,
    region: 'eu-central-1',
    credentials,
  });
  const there = new FilterLogEventsCommand({ logGroupName: GROUP });
  await expect(elsewhere.send(there)).rejects.toBeInstanceOf(ResourceNotFoundException);
});

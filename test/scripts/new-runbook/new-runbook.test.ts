// npm run new-runbook as its users run it, against the lab.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Lab, startLab } from '../../../lab/lab.ts';
import { CALM, type Faults } from '../../../lab/faults/scenario.ts';
import { logGroupOf } from '../../../scripts/new-runbook/find-events.ts';
import { load, sound } from '../../runbook/image-archive.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';

const root = join(import.meta.dirname, '../../..');
const known = [
  ...['--name', 'images', '--application-region', 'eu-central-1'],
  ...['--source-mount', '/mnt/data', '--user', 'www-data', '--services', 'image-archive.service'],
];
let lab: Lab;
let folder: string;

beforeAll(async () => {
  lab = await startLab({ runbook: join(root, 'runbooks/image-archive.yml') });
});
afterAll(() => lab.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-runbook-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: string[]): Promise<Ran> => runIn(lab, ...args);

function runIn(where: Lab, ...args: string[]): Promise<Ran> {
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/new-runbook.ts'];
  const env = { PATH: process.env.PATH, HOME: folder, ...where.env };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...script, '--folder', folder, ...args],
      { cwd: root, env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

test('writes a valid runbook of what belongs together, and only reads', async () => {
  const before = lab.calls.length;
  const { code, stdout } = await run(...known);
  const file = join(folder, 'images.yml');
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining(`${file}: written, and valid\nNext: `),
  ]);
  const text = readFileSync(file, 'utf8');
  const written = parseRunbook(text, file);
  const example = load(sound);
  expect(written).toMatchObject({
    ok: true,
    runbook: {
      name: 'images',
      account: example.account,
      application: { ...example.application, health: { unit: [] } },
      source: { mount: '/mnt/data', export: example.source.export },
      gateway: { ...example.gateway },
      datasync: { task: example.datasync.task },
      bucket: example.bucket,
      refresh: { logGroup: example.refresh.logGroup },
      evidence: example.evidence,
    },
  });
  expect(text).toMatch(/^# yaml-language-server: \$schema=schema\.json\n/);
  expect(text.match(/^# /gm)?.length).toBeGreaterThan(12);
  const operations = lab.calls.slice(before).map(({ operation }) => operation);
  expect(operations.length).toBeGreaterThan(10);
  expect(operations.filter((name) => !/^(List|Describe|Get)/.test(name))).toEqual([]);
});

test('where there is no terminal, says which flags it needs, and writes nothing', async () => {
  const { code, stderr } = await run('--copy', 'images/00001.jpg');
  expect(code).toBe(1);
  expect(stderr).toContain('task-0a1b2c3d4e5f60718 nfs-to-s3: nfs-server.example.internal:/export');
  expect(stderr.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.trim())).toEqual([
    '--application-region',
    '--name',
    '--source-mount',
    '--user',
    '--services',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a flag names must be there', async () => {
  const { code, stderr } = await run(...known, '--task', 'task-1', '--server', 'i-00000000');
  expect(code).toBe(1);
  expect(stderr).toContain(
    "--task: expected a task and a share on the same prefix of a bucket, got 'task-1'",
  );
  expect(stderr).toContain(
    "--server: expected the application servers, Linux and online, got 'i-00000000'\n    i-0a1b2c3d4e5f60718",
  );
});

test('a runbook that is there stays as it is', async () => {
  writeFileSync(join(folder, 'images.yml'), 'mine');
  const { code, stderr } = await run(...known);
  expect([code, stderr]).toEqual([
    1,
    'new-runbook: --name: expected a new name, got images, which has a runbook\n',
  ]);
  expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toBe('mine');
});

test('what would not be valid is reported, and not written', async () => {
  const { code, stderr } = await run(...known, '--gateway-mount', '/mnt/data/fgw');
  expect(code).toBe(1);
  expect(stderr).toContain('gateway.mount: expected a folder that is neither inside nor around');
  expect(stderr).toContain('was not written');
  expect(existsSync(join(folder, 'images.yml'))).toBe(false);
});

describe('the log group', () => {
  const open = (faults: Faults): Promise<Lab> =>
    startLab({
      runbook: join(root, 'runbooks/image-archive.yml'),
      scenario: { ...CALM, faults },
    });

  test('is the one that a rule for this share really fills', async () => {
    const before = lab.calls.length;
    expect((await run(...known)).code).toBe(0);
    const operations = lab.calls.slice(before).map(({ operation }) => operation);
    expect(operations).toEqual(expect.arrayContaining(['ListRules', 'ListTargetsByRule']));
    expect(operations).not.toContain('DescribeLogGroups');
  });

  test.each(['disabled', 'other-share'] as const)(
    'is asked for where the rule is %s, and what is there is named',
    async (rule) => {
      await using broken = await open({ rule });
      const { code, stderr } = await runIn(broken, ...known);
      expect([code, stderr.match(/^ {2}--.*/gm)]).toEqual([
        1,
        [
          "  --log-group: expected the log group to which EventBridge writes the share's events (no enabled rule brings them into one; infra/cutover.yml makes both; there is /aws/events/nfs-cutover)",
        ],
      ]);
    },
  );

  test('is where the rule brings the events, whatever else is there', async () => {
    await using broken = await open({ rule: 'elsewhere' });
    expect((await runIn(broken, ...known)).code).toBe(0);
    expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toContain(
      'log-group: /aws/events/nfs-cutover-of-another\n',
    );
  });

  test('is asked for where several are filled, and a flag answers without a look', async () => {
    await using two = await open({ rule: 'two' });
    const { code, stderr } = await runIn(two, ...known);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        "--log-group: expected the log group to which EventBridge writes the share's events\n    /aws/events/nfs-cutover\n    /aws/events/nfs-cutover-second\n",
      ),
    ]);
    const before = two.calls.length;
    expect((await runIn(two, ...known, '--log-group', '/aws/events/mine')).code).toBe(0);
    expect(two.calls.slice(before).map(({ operation }) => operation)).not.toContain('ListRules');
    expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toContain('/aws/events/mine');
  });

  test.each([
    ['arn:aws:logs:us-west-2:111122223333:log-group:/aws/events/a', '/aws/events/a'],
    ['arn:aws:logs:us-west-2:111122223333:log-group:/aws/events/a:*', '/aws/events/a'],
    ['arn:aws:logs:us-west-2:111122223333:log-group:/aws/events/a:log-stream:b', undefined],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/a', undefined],
    ['arn:aws:logs:us-west-2:444455556666:log-group:/aws/events/a', undefined],
    ['arn:aws:sqs:us-west-2:111122223333:queue', undefined],
    ['', undefined],
  ])('of the target %j is %j', (target, group) => {
    expect(logGroupOf(target, { account: '111122223333', region: 'us-west-2' })).toBe(group);
  });
});

describe('of several', () => {
  const bucket = 'image-archive-111122223333';
  const open = (faults: Faults): Promise<Lab> =>
    startLab({
      runbook: join(root, 'runbooks/image-archive.yml'),
      scenario: { ...CALM, faults },
    });

  test('tasks, those that belong to a share are offered, and a flag chooses', async () => {
    await using two = await open({ others: { task: `s3://${bucket}/` } });
    const { code, stderr } = await runIn(two, ...known);
    expect(code).toBe(1);
    expect(stderr).toContain('2 task(s) from NFS to S3, 1 NFS share(s)');
    const [, list = ''] = stderr.split(
      '--task: expected a task and a share on the same prefix of a bucket\n',
    );
    const offered = list.match(/^ {4}task-[0-9a-f]+ /gm)?.map((id) => id.trim());
    expect(offered).toHaveLength(2);
    expect((await runIn(two, ...known, '--task', offered?.[1] ?? '')).code).toBe(0);
    expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toContain(offered?.[1]);
  });

  test('tasks, one that writes elsewhere is not offered', async () => {
    await using two = await open({ others: { task: `s3://${bucket}/elsewhere/` } });
    expect((await runIn(two, ...known)).code).toBe(0);
  });

  test('gateways, one that AWS cannot reach hides no other', async () => {
    const share = { type: 'NFS', location: `arn:aws:s3:::${bucket}/other/` } as const;
    await using two = await open({ others: { share } });
    const { code, stderr } = await runIn(two, ...known);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^ {2}sgw-\w+: its address cannot be seen: The specified gateway/m),
    ]);
  });
});

test('a gateway that AWS cannot reach keeps its share, and its address is asked for', async () => {
  await using gone = await startLab({
    runbook: join(root, 'runbooks/image-archive.yml'),
    scenario: { ...CALM, faults: { gateway: { connected: false } } },
  });
  const { code, stderr } = await runIn(gone, ...known);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('its address cannot be seen: The specified gateway is not connected.'),
  ]);
  expect(stderr.match(/^ {2}--[a-z-]+/gm)).toEqual(['  --gateway-address']);
});

test('the address of the gateway is the one that a flag names', async () => {
  expect((await run(...known, '--gateway-address', 'gateway.example.internal')).code).toBe(0);
  expect(readFileSync(join(folder, 'images.yml'), 'utf8')).toContain(
    'export: gateway.example.internal:/image-archive\n',
  );
});

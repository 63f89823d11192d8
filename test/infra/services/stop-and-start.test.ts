// stop-services and start-services, really run on a server of the lab.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { MARK, note } from '../document-parameters.ts';
import {
  holdMount,
  left,
  openPort,
  putUnit,
  reboot,
  START,
  STOP,
  stateOf,
  UNIT,
} from './service-lab.ts';

const RUNS = ['[Service]', 'ExecStart=/usr/bin/app'];

test('stopped, a service does not start; started, it is as it was, and nothing is left', async () => {
  await using lab = await openServerLab();
  const stopped = await lab.run('stop-services', STOP);
  expect(stopped).toMatchObject({
    code: 0,
    said: { stopped: 'yes', units: `${UNIT} yes enabled` },
  });
  expect(stateOf(lab)).toBe('inactive');
  expect(left(lab)).toEqual([`${UNIT}.d`, 'closed-image-archive', 'services']);
  const started = await lab.run('start-services', START);
  expect(started).toMatchObject({ code: 0, said: { started: 'yes' } });
  expect(stateOf(lab)).toBe('active');
  expect(left(lab)).toEqual([]);
});

const STATES: readonly [unit: string, before: string, lines: readonly string[], after: string][] = [
  ['active.service', 'active', [], 'active'],
  ['inactive.service', 'inactive', [], 'inactive'],
  ['failed.service', 'failed', [], 'failed'],
  ['job-that-ends.service', 'activating', ['Type=oneshot'], 'inactive'],
  ['started-again.service', 'activating', [], 'active'],
  ['job-that-stays.service', 'active', ['Type=oneshot', 'RemainAfterExit=yes'], 'active'],
];

test('each unit is after a night, and after another one, what it was', async () => {
  await using lab = await openServerLab();
  for (const [unit, state, lines] of STATES) putUnit(lab, unit, [...RUNS, ...lines], { state });
  const Units = STATES.map(([unit]) => unit).join(' ');
  const states = (): string[] => STATES.map(([unit]) => stateOf(lab, unit));
  for (let night = 1; night <= 2; night += 1) {
    // A second stop finds all stopped, and keeps what the first one has noted.
    for (let twice = 1; twice <= 2; twice += 1)
      expect((await lab.run('stop-services', { ...STOP, Units })).code).toBe(0);
    expect(states().filter((state) => !/^(inactive|failed)$/.test(state))).toEqual([]);
    expect((await lab.run('start-services', START)).code).toBe(0);
    expect(states()).toEqual(STATES.map(([, , , after]) => after));
  }
});

test('what can start a service is stopped, kept from starting, and restored with it', async () => {
  await using lab = await openServerLab();
  putUnit(lab, 'app.service', RUNS);
  putUnit(lab, 'app.socket', ['[Socket]'], { enabled: true });
  putUnit(lab, 'nightly.timer', ['[Timer]', 'Unit=app.service'], { state: 'inactive' });
  const stopped = await lab.run('stop-services', { ...STOP, Units: 'app.service' });
  expect(stopped.said.units?.split('\n').sort()).toEqual([
    'app.service yes disabled',
    'app.socket yes enabled',
    'nightly.timer no disabled',
  ]);
  const states = (): string[] =>
    ['app.service', 'app.socket', 'nightly.timer'].map((name) => stateOf(lab, name));
  expect(states()).toEqual(['inactive', 'inactive', 'inactive']);
  await lab.run('start-services', START);
  expect(states()).toEqual(['active', 'active', 'inactive']);
});

describe('stop-services refuses', () => {
  test.each<[string, string, (lab: ServerLab) => void, string, RegExp]>([
    [
      'a unit that is not there',
      'app.service',
      () => undefined,
      'no-unit',
      /does not have.*app\.service/,
    ],
    [
      'a unit that does not stop',
      'app.service',
      (lab) => putUnit(lab, 'app.service', [...RUNS, 'X-LabStops=never']),
      'service-not-stopped',
      /app\.service \(deactivating\)/,
    ],
    [
      'a unit that another drop-in opens',
      'app.service',
      (lab) => {
        putUnit(lab, 'app.service', RUNS);
        const folder = join(lab.root, 'etc/systemd/system/app.service.d');
        mkdirSync(folder);
        writeFileSync(join(folder, 'override.conf'), '[Unit]\nConditionPathExists=\n');
      },
      'service-starts',
      /can still be started: app\.service/,
    ],
    [
      'units that systemd stops with it',
      'app.service',
      (lab) => {
        putUnit(lab, 'app.service', RUNS);
        putUnit(lab, 'worker.service', ['[Unit]', 'Requires=app.service']);
      },
      'stops-others',
      /worker\.service/,
    ],
    [
      'an essential unit behind an alias',
      'app.service',
      (lab) => {
        putUnit(lab, 'sshd.service', RUNS);
        putUnit(lab, 'app.service', 'sshd.service');
      },
      'essential-unit',
      /sshd\.service/,
    ],
  ])('%s', async (_, Units, prepare, refusal, detail) => {
    await using lab = await openServerLab();
    prepare(lab);
    const refused = await lab.run('stop-services', { ...STOP, Units });
    expect(refused).toMatchObject({
      code: 3,
      said: { refusal, detail: expect.stringMatching(detail) as unknown },
    });
    // The way back ends it, whatever there was.
    expect((await lab.run('start-services', START)).code).toBe(0);
    expect(left(lab).filter((name) => name !== 'app.service.d')).toEqual([]);
  });
});

describe('what is no name of a unit of an application, whatever a runbook says', () => {
  let lab: ServerLab;
  beforeAll(async () => {
    lab = await openServerLab();
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  test.each([
    ['a path', '../etc/x.service', 'bad-parameter'],
    ['a pattern', '*.service', 'bad-parameter'],
    ['an option', '--now', 'bad-parameter'],
    ['a template', 'app@.service', 'bad-parameter'],
    ['a mount', 'mnt-data.mount', 'bad-parameter'],
    ['a target', 'multi-user.target', 'bad-parameter'],
    ['a name that is too long', `${'a'.repeat(200)}.service`, 'bad-parameter'],
    ['two lines', 'app.service\nreboot.service', 'bad-parameter'],
    ['the agent', 'amazon-ssm-agent.service', 'essential-unit'],
    ['a part of systemd', 'systemd-logind.service', 'essential-unit'],
  ])('%s', async (_, Units, refusal) => {
    expect((await lab.run('stop-services', { ...STOP, Units })).said).toMatchObject({ refusal });
    expect(left(lab)).toEqual([]);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://localhost.example.com/',
    'http://localhost@example.com/',
    'http://127.0.0.1:80@example.com/',
    'http://localhost/ http://example.com/',
    'file:///etc/shadow',
    'ftp://localhost/',
    'http://localhost\nhttp://example.com',
    'http://localhost?@example.com',
  ])('never asks %j', async (HealthUrl) => {
    expect((await lab.run('start-services', { ...START, HealthUrl })).said.refusal).toBe(
      'bad-parameter',
    );
  });
});

test('on the way back it stops what it can, kills the rest, and refuses nothing', async () => {
  await using lab = await openServerLab();
  putUnit(lab, 'app.service', [...RUNS, 'X-LabStops=never']);
  const Units = 'gone.service app.service';
  const back = await lab.run('stop-services', { ...STOP, Way: 'back', Units });
  expect(back).toMatchObject({ code: 0, said: { stopped: 'yes' } });
  expect(back.said.left).toMatch(/gone\.service/);
  expect(stateOf(lab, 'app.service')).toBe('failed');
});

test('another boot: it is said, and the first states stay', async () => {
  await using lab = await openServerLab();
  await lab.run('stop-services', STOP);
  const before = reboot(lab);
  expect((await lab.run('stop-services', STOP)).said).toMatchObject({
    stopped: 'yes',
    rebooted: before,
    units: `${UNIT} yes enabled`,
  });
  expect(stateOf(lab)).toBe('inactive');
});

test('who owns the epoch starts what another run has stopped', async () => {
  await using lab = await openServerLab();
  const five = { Journal: 'j', Epoch: '5', Nonce: 'a', Owner: '9/1/cutover' };
  const six = { Journal: 'j', Epoch: '6', Nonce: 'b', Owner: '4711/1/cutover' };
  await lab.run('stop-services', { ...STOP, ...five, Run: '9-9' });
  expect((await lab.run('start-services', { ...START, ...six })).said.started).toBe('yes');
  expect(stateOf(lab)).toBe('active');
  // From here on, what the other one has sent does nothing.
  for (const [document, parameters] of [
    ['stop-services', STOP],
    ['stop-services', { ...STOP, Way: 'back' }],
    ['start-services', START],
  ] as const)
    expect((await lab.run(document, { ...parameters, ...five })).said.refusal).toBe('overtaken');
  const late = { ...STOP, ...six, BootId: 'another-boot' };
  expect((await lab.run('stop-services', late)).said.refusal).toBe('rebooted');
  expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
});

test('going forward, the note stays until the switch is confirmed', async () => {
  await using lab = await openServerLab();
  await lab.run('stop-services', STOP);
  const forward = { ...START, Way: 'forward' };
  expect((await lab.run('start-services', forward)).said.started).toBe('yes');
  // It fails after that: a way back must still know that it ran.
  writeFileSync(join(lab.state, 'units', UNIT), 'failed yes\n');
  const back = await lab.run('stop-services', { ...STOP, Way: 'back' });
  expect(back.said.units).toBe(`${UNIT} yes enabled`);
  expect((await lab.run('start-services', START)).said.started).toBe('yes');
  expect(stateOf(lab)).toBe('active');

  await lab.run('stop-services', STOP);
  await lab.run('start-services', forward);
  writeFileSync(join(lab.root, STOP.StatePath, 'switched'), `run=${STOP.Run} at=x export=x\n`);
  expect((await lab.run('mark-confirmed', MARK)).said.confirmed).toBe('yes');
  expect(note(lab, 'services')).toBe(undefined);
});

describe('health', () => {
  let lab: ServerLab;
  let web: Awaited<ReturnType<typeof openPort>>;
  beforeAll(async () => {
    lab = await openServerLab();
    web = await openPort(lab);
    await lab.run('stop-services', STOP);
  });
  afterAll(async () => {
    await web[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });

  const forward = { ...START, Way: 'forward' };
  const url = (port: number, path = ''): Readonly<Record<string, string>> => ({
    HealthUrl: `http://127.0.0.1:${port}${path}`,
  });
  test.each<[string, (port: number) => Readonly<Record<string, string>>, string]>([
    ['nothing to look at', () => ({}), ''],
    ['a unit that is active', () => ({ HealthUnits: UNIT }), `units ${UNIT}: ok`],
    [
      'a unit that is not',
      () => ({ HealthUnits: 'gone.service' }),
      'units gone.service: gone.service (inactive)',
    ],
    ['2xx', (port) => url(port), 'ok'],
    ['3xx, which is not followed', (port) => url(port, '/moved'), 'ok'],
    ['5xx', (port) => url(port, '/broken'), 'answer 503'],
    ['no answer', () => url(1), 'exit status 7 of curl'],
    ['a port that is open', () => ({ HealthPort: '8080' }), 'port 8080: ok'],
    ['a port that is only used by a client', () => ({ HealthPort: '8081' }), 'nobody listens'],
  ])('%s', async (_, given, line) => {
    const { said } = await lab.run('start-services', { ...forward, ...given(web.port) });
    expect(said.health).toContain(line);
    expect(said.refusal).toBe(/ok$|^$/.test(line) ? undefined : 'service-unhealthy');
  });

  test('is never the reason for a way back to stop', async () => {
    const sick = { ...START, HealthUnits: 'gone.service' };
    expect(await lab.run('start-services', sick)).toMatchObject({
      code: 0,
      said: { started: 'yes', unhealthy: 'units gone.service: gone.service (inactive)' },
    });
    expect(left(lab)).toEqual([]);
  });
});

test('a service that fails on the gateway is not started, and runs on the source', async () => {
  await using lab = await openServerLab();
  const fails = 'X-LabFailsOn=/mnt/data nfs-server.example.internal:/export/data';
  putUnit(lab, 'app.service', [...RUNS, fails]);
  await lab.run('stop-services', { ...STOP, Units: 'app.service' });
  expect((await lab.run('start-services', START)).said).toMatchObject({
    refusal: 'service-not-started',
    detail: expect.stringContaining('app.service (failed)') as unknown,
  });
  expect(note(lab, 'services')).toContain('app.service yes disabled');
});
test('a process of a stopped service that still uses the mount', async () => {
  await using lab = await openServerLab();
  const process = holdMount(lab);
  const refused = await lab.run('stop-services', STOP);
  expect(refused.said).toMatchObject({ refusal: 'service-holds' });
  expect(refused.said.detail).toContain(`process ${process} of ${UNIT}`);
});

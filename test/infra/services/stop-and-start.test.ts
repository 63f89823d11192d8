// stop-services and start-services, really run on a server of the lab.
import { describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { MARK, note } from '../document-parameters.ts';
import { holdMount, left, putUnit, reboot, START, STOP, stateOf, UNIT } from './service-lab.ts';

const RUNS = ['[Service]', 'ExecStart=/usr/bin/app'];

test('stopped, a service does not start; started, it is as it was, and nothing is left', async () => {
  await using lab = await openServerLab();
  const stopped = await lab.run('stop-services', STOP);
  expect(stopped).toMatchObject({
    code: 0,
    said: { stopped: 'yes', units: `${UNIT} yes enabled` },
  });
  expect(stateOf(lab)).toBe('inactive');
  expect(left(lab)).toEqual([`${UNIT}.d`, 'closed-mnt-data-6faba07f33e6', 'services']);
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
  ])('%s', async (...row) => {
    const [, Units, prepare, refusal, detail] = row;
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

test.each(['forward', 'back'])(
  'a %s stop that is delivered once more behind its start does nothing',
  async (Way) => {
    await using lab = await openServerLab();
    const five = { Journal: 'j', Epoch: '5', Nonce: 'a', Owner: '9/1/cutover' };
    const stop = { ...STOP, ...five, Way };
    expect((await lab.run('stop-services', stop)).said.stopped).toBe('yes');
    // Before its start, a second copy finds the work of the first.
    expect((await lab.run('stop-services', stop)).said.stopped).toBe('yes');
    expect((await lab.run('start-services', { ...START, ...five, Way })).said.started).toBe('yes');
    expect((await lab.run('stop-services', stop)).said.refusal).toBe('ended');
    expect(stateOf(lab)).toBe('active');
    // Whoever raises the epoch may stop them again.
    const six = { ...five, Epoch: '6', Nonce: 'b' };
    expect((await lab.run('stop-services', { ...stop, ...six })).said.stopped).toBe('yes');
    expect((await lab.run('start-services', { ...START, ...six })).said.started).toBe('yes');
    expect([stateOf(lab), left(lab)]).toEqual(['active', []]);
  },
);

test('a stop that comes behind a start which had nothing to start does nothing, either', async () => {
  await using lab = await openServerLab();
  const five = { Journal: 'j', Epoch: '5', Nonce: 'a', Owner: '9/1/rollback', Way: 'back' };
  expect((await lab.run('start-services', { ...START, ...five })).said.started).toBe('none');
  expect((await lab.run('stop-services', { ...STOP, ...five })).said.refusal).toBe('ended');
  expect(stateOf(lab)).toBe('active');
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

test('a process of a stopped service that still uses the mount', async () => {
  await using lab = await openServerLab();
  const process = holdMount(lab);
  const refused = await lab.run('stop-services', STOP);
  expect(refused.said).toMatchObject({ refusal: 'service-holds' });
  expect(refused.said.detail).toContain(`process ${process} of ${UNIT}`);
});

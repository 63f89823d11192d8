// What start-services looks at, and what neither document ever takes from a runbook.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { note } from '../document-parameters.ts';
import { left, openPort, putUnit, START, STOP, UNIT } from './service-lab.ts';

const RUNS = ['[Service]', 'ExecStart=/usr/bin/app'];

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

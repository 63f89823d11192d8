// The gateway, its maintenance and cache, and the share against the runbook.
import { describe, expect, test } from '@jest/globals';
import type { Share } from '../../../../src/aws/storage-gateway/gateway-settings.ts';
import {
  judgeCache,
  judgeInformation,
  judgeMaintenance,
} from '../../../../src/steps/preflight/aws/gateway-checks.ts';
import { nextMaintenance } from '../../../../src/steps/preflight/aws/maintenance.ts';
import { judgeClients, judgeShare } from '../../../../src/steps/preflight/aws/share-checks.ts';
import { problems, runbook, share } from '../healthy-answers.ts';

const states = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/: .*$/s, ''));

describe('gateway', () => {
  const information = {
    name: 'gw',
    state: 'RUNNING',
    type: 'FILE_S3',
    addresses: ['10.0.1.20'],
  };

  test.each([
    [undefined, ['fail Gateway is connected']],
    [information, []],
    [{ ...information, state: 'STATE_RUNNING' }, []],
    [{ ...information, state: 'SHUTDOWN' }, ['fail Gateway is connected']],
    [{ ...information, state: 'NOT_RUNNING' }, ['fail Gateway is connected']],
    [{ ...information, type: 'FILE_FSX_SMB' }, ['fail Gateway is an S3 File Gateway']],
    [{ ...information, addresses: ['10.0.9.9'] }, ['warn Servers mount this gateway']],
  ])('%j', (answer, expected) => {
    expect(states(problems(judgeInformation(answer, '10.0.1.20:/x')))).toEqual(expected);
  });

  test.each(['[fd00::20]', '[fd00::20%eth0]'])(
    'the address %s is compared without its brackets',
    (host) => {
      const of = (address: string): readonly string[] =>
        states(problems(judgeInformation({ ...information, addresses: [address] }, `${host}:/x`)));
      expect([of('fd00::20'), of('fd00::21')]).toEqual([[], ['warn Servers mount this gateway']]);
    },
  );

  test('a name cannot be compared with addresses', () => {
    expect(problems(judgeInformation(information, 'gw.example.internal:/x'))).toEqual([]);
  });
});

describe('maintenance', () => {
  const SUNDAY_NOON = Date.parse('2026-11-22T12:00:00Z');
  const start = { hour: 4, minute: 30, dayOfWeek: 0, dayOfMonth: undefined, zone: 'GMT' };
  const at = (changed: Partial<typeof start> | { dayOfMonth: number }, now = SUNDAY_NOON) => {
    const found = nextMaintenance({ ...start, ...changed }, now);
    return found === undefined ? undefined : new Date(found).toISOString();
  };

  test.each([
    ['the next week', {}, '2026-11-29T04:30:00.000Z'],
    ['later today', { hour: 13 }, '2026-11-22T13:30:00.000Z'],
    ['under way for half an hour', { hour: 11 }, '2026-11-22T11:30:00.000Z'],
    ['over since an hour', { hour: 11, minute: 0 }, '2026-11-29T11:00:00.000Z'],
    ['a zone behind', { hour: 6, zone: 'GMT-8:00' }, '2026-11-22T14:30:00.000Z'],
    [
      'a zone ahead, where it is Monday',
      { dayOfWeek: 1, zone: 'GMT+13:00' },
      '2026-11-22T15:30:00.000Z',
    ],
    ['a zone of halves', { hour: 20, zone: 'GMT+5:30' }, '2026-11-22T15:00:00.000Z'],
    ['a day of the month', { dayOfMonth: 28 }, '2026-11-28T04:30:00.000Z'],
    ['a day of the next month', { dayOfMonth: 1 }, '2026-12-01T04:30:00.000Z'],
    ['a zone that is not known', { zone: 'Europe/Berlin' }, undefined],
    ['no zone', { zone: '' }, undefined],
  ])('%s', (_, changed, expected) => {
    expect(at(changed)).toBe(expected);
  });

  test('the same day of the next month, of the longest', () => {
    expect(at({ dayOfMonth: 28 }, Date.parse('2026-12-28T12:00:00Z'))).toBe(
      '2027-01-28T04:30:00.000Z',
    );
  });

  test.each([
    [12 * 60, 'cutover', undefined],
    [12 * 60 - 1, 'cutover', 'fail'],
    [12 * 60 - 1, 'proof', 'warn'],
    [1, 'cutover', 'fail'],
    [-30, 'cutover', 'fail'],
  ] as const)('in %d minutes until %s: %s', (minutes, until, state) => {
    const when = new Date(SUNDAY_NOON + minutes * 60_000);
    const near = {
      ...start,
      hour: when.getUTCHours(),
      minute: when.getUTCMinutes(),
      dayOfWeek: when.getUTCDay(),
    };
    const problem = problems([judgeMaintenance(near, SUNDAY_NOON, until)]);
    expect(problem.map((line) => line.split(' ')[0])).toEqual(state === undefined ? [] : [state]);
  });

  test('what cannot be read is unproven', () => {
    const finding = judgeMaintenance({ ...start, zone: 'x' }, SUNDAY_NOON, 'plan');
    expect(finding.state).toBe('unproven');
  });
});

test.each([
  [0, 'pass'],
  [0.000_001, 'warn'],
  [79.9, 'warn'],
  [80, 'fail'],
  [100, 'fail'],
  [-1, 'unproven'],
  [Number.NaN, 'unproven'],
])('%d %% of the cache dirty: %s', (dirty, state) => {
  expect(judgeCache(dirty).state).toBe(state);
});

describe('share', () => {
  const judge = (changed: Partial<Share>, gateway = {}) =>
    states(
      problems(
        judgeShare(
          { ...share, ...changed },
          { ...runbook, gateway: { ...runbook.gateway, ...gateway } },
        ),
      ),
    );
  const bucket = 'arn:aws:s3:::image-archive-111122223333';

  test.each([
    [{}, []],
    [{ status: 'UPDATING' }, ['fail Share is available']],
    [{ status: 'unknown' }, ['fail Share is available']],
    [{ gateway: 'other' }, ["fail Share is the gateway's"]],
    [{ readOnly: true }, ['fail Share takes writes']],
    [{ path: '/other' }, ['fail Share is mounted by its own path']],
    [{ path: '' }, ['fail Share is mounted by its own path']],
    [{ location: `${bucket}/` }, []],
    [{ location: `${bucket}/p/` }, ['fail Share shows what the task writes']],
    [{ location: `${bucket}9` }, ['fail Share shows what the task writes']],
    [{ location: '' }, ['fail Share shows what the task writes']],
    [
      { location: 'arn:aws:s3:us-west-2:111122223333:accesspoint/files' },
      ['warn Share shows what the task writes'],
    ],
    [{ squash: 'NoSquash' }, []],
    [{ squash: 'AllSquash' }, ['warn Share keeps who has written a file']],
  ])('%j', (changed, expected) => {
    expect(judge(changed)).toEqual(expected);
  });

  test.each([
    ['root', 'RootSquash', 'fail'],
    ['0', 'RootSquash', 'fail'],
    ['root', 'AllSquash', 'fail'],
    ['root', 'unknown', 'fail'],
    ['root', 'NoSquash', undefined],
    ['rooted', 'RootSquash', undefined],
  ])('the user %s of the application, on a share with %s', (user, squash, state) => {
    const application = { ...runbook.application, user };
    expect(states(problems(judgeShare({ ...share, squash }, { ...runbook, application })))).toEqual(
      state === undefined ? [] : [`${state} Share keeps who has written a file`],
    );
  });

  test('one that is not there', () => {
    expect(states(problems(judgeShare(undefined, runbook)))).toEqual(['fail Share is available']);
  });

  test('a prefix must be the runbook’s, by an access point too', () => {
    const prefixed = { prefix: 'p/' };
    expect(judge({ location: `${bucket}/p/` }, prefixed)).toEqual([]);
    expect(judge({}, prefixed)).toEqual(['fail Share shows what the task writes']);
    const point = 'arn:aws:s3:us-west-2:111122223333:accesspoint/files';
    expect(judge({ location: `${point}/p/` }, prefixed)[0]).toContain('warn');
    expect(judge({ location: `${point}/q/` }, prefixed)[0]).toContain('fail');
  });

  test('Kerberos: the share has none', () => {
    expect(judge({}, { options: 'rw,sec=krb5' })).toEqual([
      'fail Share is mounted without Kerberos',
    ]);
    const source = { ...runbook.source, options: 'sec=krb5i' };
    const problem = states(problems(judgeShare(share, { ...runbook, source })));
    expect(problem).toEqual(['warn Share is mounted without Kerberos']);
  });
});

describe('client list', () => {
  const node = {
    id: 'i-1',
    ping: 'Online',
    lastPing: undefined,
    platform: 'Linux',
    address: '10.0.0.10',
  };
  const judge = (clients: readonly string[], address: string | undefined = '10.0.0.10') =>
    judgeClients(clients, ['i-1'], [{ ...node, address }])[0]?.state;

  test.each([
    [['10.0.0.10'], 'pass'],
    [['10.0.0.10/32'], 'pass'],
    [['192.168.0.0/16', '10.0.0.0/28'], 'pass'],
    [['0.0.0.0/0'], 'pass'],
    [['10.0.0.0/29'], 'fail'],
    [['10.0.0.1'], 'fail'],
    [['not an address', '10.0.0.0/33', '10.0.0.0/x'], 'fail'],
    [[], 'fail'],
  ])('%j', (clients, state) => {
    expect(judge(clients)).toBe(state);
  });

  test('an address of version 6, none, and a server that is not known', () => {
    expect(judge(['2001:db8::/32'], '2001:db8::10')).toBe('pass');
    expect(judge(['10.0.0.0/8'], '2001:db8::10')).toBe('fail');
    expect(judge(['10.0.0.0/8'], '')).toBe('unproven');
    expect(judgeClients(['10.0.0.0/8'], ['i-2'], [node])[0]?.state).toBe('unproven');
  });
});

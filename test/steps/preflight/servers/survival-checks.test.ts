// What does not survive the move, what mounts the old server again, and who uses the source, by a table.
import { describe, expect, test } from '@jest/globals';
import type { Inspection } from '../../../../src/steps/preflight/servers/inspection.ts';
import { judgeSurvival } from '../../../../src/steps/preflight/servers/survival-checks.ts';
import { CLEAN, NONE, problems, runbook, SEEN, SOURCE } from './seen-server.ts';

test('a server as the runbook says has no problems', () => {
  expect(problems(judgeSurvival(runbook, SEEN))).toEqual([]);
});

describe('what does not survive', () => {
  const survives = (
    seen: Partial<Inspection>,
    { servers = 1, options = runbook.gateway.options, user = runbook.application.user } = {},
  ): string[] => {
    const application = {
      ...runbook.application,
      user,
      servers: Array.from({ length: servers }, (_, i) => `i-${i}`),
    };
    const gateway = { ...runbook.gateway, options };
    return problems(judgeSurvival({ application, gateway }, { ...SEEN, ...seen }));
  };
  const use = (changes: Partial<NonNullable<Inspection['use']>>): Partial<Inspection> => ({
    use: { acls: CLEAN, attributes: CLEAN, locks: NONE, users: '', ...changes },
  });
  const LOCKS = { lines: ['POSIX WRITE by process 1'], count: 1 };

  type Row = [string, Partial<Inspection>, Parameters<typeof survives>[1], ...RegExp[]];
  test.each<Row>([
    [
      'a source of Kerberos among others',
      { source: { ...SOURCE, options: ['sec=sys:krb5i'] } },
      {},
      /^Who users are: warn/,
    ],
    [
      'a gateway of Kerberos',
      {},
      { options: 'rw,sec=krb5' },
      /^Who users are: fail: gateway.options/,
    ],
    [
      'ACLs',
      use({ acls: { ...CLEAN, has: 2, none: 6, failed: 1, first: '/a\n' } }),
      {},
      /^No ACLs: warn: 2 of 9 .* \/a\\n;/,
    ],
    [
      'attributes',
      use({ attributes: { ...CLEAN, has: 1, none: 8 } }),
      {},
      /^No attributes of users: warn: 1 of 9/,
    ],
    [
      'files that could not be asked',
      use({ acls: { ...CLEAN, none: 8, failed: 1 } }),
      {},
      /^No ACLs: warn: 1 could not be read, 8 have none; expected to see/,
    ],
    [
      'no file at all',
      use({ acls: { ...CLEAN, none: 0, of: 0 } }),
      {},
      /^No ACLs: warn: no name of a file came within 40 s; expected to see/,
    ],
    [
      'a slow server, nothing in what was looked at',
      use({ acls: { ...CLEAN, of: 50 } }),
      {},
      /^No ACLs: warn: the source is slow: 9 of 50 names in 40 s; 0 could not be read, 9 have none; expected/,
    ],
    [
      'a slow server, and an ACL in what was looked at',
      use({ acls: { ...CLEAN, has: 1, of: 50, first: '/a' } }),
      {},
      /^No ACLs: warn: the source is slow: 10 of 50 names in 40 s; 1 of 10 looked at have an ACL/,
    ],
    [
      'no tool',
      use({ acls: { cannot: 'no tool' } }),
      {},
      /^No ACLs: warn: no tool; expected to see/,
    ],
    [
      'nolock for several servers',
      {},
      { servers: 2 },
      /^Locks between servers: warn: .*2 servers do not see/,
    ],
    [
      'locks held, nolock for several',
      use({ locks: LOCKS }),
      { servers: 2 },
      /^Locks between servers: fail: .*POSIX WRITE by process 1/,
    ],
    [
      'locks unknown, nolock for several',
      use({ locks: undefined }),
      { servers: 2 },
      /^Locks between servers: warn: .*locks could not be read/,
    ],
    [
      'locks unknown, shared by the gateway',
      use({ locks: undefined }),
      { options: 'rw' },
      /^Locks between servers: warn: locks could not/,
    ],
    ['locks held, one server', use({ locks: LOCKS }), {}],
    ['locks held, the gateway takes them', use({ locks: LOCKS }), { servers: 2, options: 'rw' }],
    [
      'locks that no server shares today',
      { source: { ...SOURCE, options: ['local_lock=all'] }, ...use({ locks: LOCKS }) },
      { servers: 2 },
    ],
    ['nobody can say who is there', use({ users: undefined }), {}, /^Who uses the source: warn/],
    ...(
      [
        ['autofs', 'fail', 'autofs mounts the old server'],
        ['unit', 'fail', 'a unit of systemd mounts'],
        ['drop-in', 'fail', 'a unit of systemd mounts'],
        ['service', 'fail', 'a command of the boot'],
        ['script', 'fail', 'a command of the boot'],
        ['fstab', 'fail', 'another line of fstab'],
        ['unit-idle', 'warn', 'a unit that nothing starts now'],
        ['unit-low', 'warn', 'a unit that nothing starts now'],
        ['service-idle', 'warn', 'a unit that nothing starts now'],
        ['fstab-noauto', 'warn', 'a line of fstab with noauto'],
        ['fstab-bind', 'warn', 'a bind mount of the source'],
        ['fstab-below', 'warn', 'a line of fstab mounts something below'],
        ['drop-in-options', 'warn', 'a drop-in replaces the mount options'],
        ['another kind', 'fail', '1 more such places than are named here'],
      ] as const
    ).map(([kind, state, text]): Row => [
      `a place of kind ${kind}`,
      { returns: { lines: [`${kind} /etc/x:3: a\u202eb`], count: 1 } },
      {},
      new RegExp(`^Nothing mounts the source again: ${state}: ${text}`),
    ]),
    [
      'places by autofs and by a unit, and one more that is not named',
      { returns: { lines: ['autofs /etc/a:1: x', 'unit /etc/b:2: y'], count: 3 } },
      {},
      /again: fail: autofs .*: \/etc\/a:1: x; expected none$/,
      /again: fail: a unit .*: \/etc\/b:2: y; expected none$/,
      /again: fail: 1 more such places/,
    ],
    [
      'root by another name',
      { userId: 0 },
      { user: 'toor' },
      /^Who users are: fail: application.user toor is root/,
    ],
    ['root by its name: the share decides', { userId: 0 }, { user: 'root' }],
    ['root by its number: the share decides', { userId: 0 }, { user: '0' }],
    ['maps elsewhere', { unreadMaps: '+auto.master' }, {}, /again: warn: .*\+auto.master/],
  ])('%s', (_, seen, changes, ...expected) => {
    expect(survives(seen, changes)).toEqual(
      expected.map((one) => expect.stringMatching(one) as unknown),
    );
  });
});

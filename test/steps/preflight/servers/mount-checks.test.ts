// What is judged of one server, by tables.
import { describe, expect, test } from '@jest/globals';
import type { Inspection, SeenMount } from '../../../../src/steps/preflight/servers/inspection.ts';
import {
  listInWords,
  forAllServers,
} from '../../../../src/steps/preflight/servers/server-findings.ts';
import type { ServerFinding } from '../../../../src/steps/preflight/servers/server-findings.ts';
import { judgeMounts, ofKind } from '../../../../src/steps/preflight/servers/mount-checks.ts';
import { judgeTestFiles } from '../../../../src/steps/preflight/servers/test-file-checks.ts';
import { judgeSurvival } from '../../../../src/steps/preflight/servers/survival-checks.ts';
import { CLEAN, NONE, problems, runbook, SEEN, SOURCE } from './seen-server.ts';

const mounts = (seen: Partial<Inspection>): string[] =>
  problems(judgeMounts(runbook, { ...SEEN, ...seen }));

test('a server as the runbook says has no problems', () => {
  expect(mounts({})).toEqual([]);
  expect(problems(judgeTestFiles(runbook, SEEN))).toEqual([]);
  expect(problems(judgeSurvival(runbook, SEEN))).toEqual([]);
});

describe('mounts', () => {
  test.each<[string, Partial<SeenMount>, RegExp]>([
    ['none', { mounts: 0, at: '', fstype: '' }, /fail: nothing is mounted at \/mnt\/data/],
    ['two', { mounts: 2 }, /fail: 2 mounts lie one above the other/],
    ['another export', { at: 'x:/a\n' }, /fail: x:\/a\\n is mounted at/],
    ['another type', { fstype: 'ext4' }, /fail: a file system of type ext4 is mounted/],
    ['read-only', { options: ['ro', 'hard', 'vers=4.1'] }, /fail: \/mnt\/data is read-only/],
    [
      'soft',
      { options: ['rw', 'soft', 'vers=4.1'] },
      /warn: .*: hard or soft soft, expected hard$/,
    ],
    ['another version', { options: ['rw', 'hard', 'vers=3'] }, /version 3, expected 4.1$/],
    ['no version', { options: ['rw', 'hard'] }, /version not shown, expected 4.1$/],
  ])('the source: %s', (_, changes, expected) => {
    expect(mounts({ source: { ...SOURCE, ...changes } })).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test('a slash at the end is the same export', () => {
    expect(mounts({ source: { ...SOURCE, at: `${SOURCE.at}/` } })).toEqual([]);
  });

  test.each([
    ['vers=4', 'vers=4.2', []],
    ['nfsvers=4.1', 'vers=4.1', []],
    ['v4.1', 'vers=4.1', []],
    [
      'vers=4.1,sec=krb5',
      'vers=4.1,sec=sys',
      [expect.stringMatching(/security sys, expected krb5/)],
    ],
  ])('%s of a runbook, shown as %s', (wanted, shown, expected) => {
    const source = { ...runbook.source, options: wanted };
    const seen = { ...SEEN, source: { ...SOURCE, options: ['rw', ...shown.split(',')] } };
    expect(problems(judgeMounts({ ...runbook, source }, seen))).toEqual(expected);
  });

  test('fstab that is no plain file', () => {
    expect(mounts({ fstab: undefined })).toEqual([
      expect.stringMatching(/^The line in fstab: fail/),
    ]);
  });

  test('namespaces that the document could not look into are unproven; one that stays comes first', () => {
    expect(mounts({ unreadNamespaces: 'all' })).toEqual([
      expect.stringMatching(/unproven: .*: all; expected/),
    ]);
    const stay = { lines: ['/a in process 1, x'], count: 12 };
    expect(mounts({ unreadNamespaces: '3', stay })).toEqual([
      expect.stringMatching(/fail: .*: \/a in process 1, x; and 11 more; expected none$/),
    ]);
  });

  test('a list that was cut is never empty', () => {
    const cut = { lines: Array.from({ length: 8 }, () => 'autofs /mnt autofs /etc/a'), count: 9 };
    expect(mounts({ others: cut })).toEqual([expect.stringMatching(/fail: 1 more such mounts/)]);
  });

  test.each([
    ['shared /var/lib/docker/volumes/a nfs4 h:/x', '/var/lib/docker/volumes/a (h:/x, of docker)'],
    ['shared /run/containerd/io/a nfs4 h:/x', '/run/containerd/io/a (h:/x, of containerd)'],
    ['shared /srv/docker-images nfs4 h:/x', '/srv/docker-images (h:/x)'],
    ['shared /srv/a tmpfs', '/srv/a ()'],
  ])('%s', (line, expected) => {
    expect(ofKind({ lines: [line, 'again /b nfs h:/y'], count: 2 }, 'shared')).toEqual([expected]);
  });
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

test('the same finding on several servers is shown once; more than three servers have one name', () => {
  const one: ServerFinding = { area: 'Mounts', check: 'a', state: 'pass', found: 'x' };
  const other: ServerFinding = { ...one, found: 'y' };
  const judged = (findings: readonly ServerFinding[][]) =>
    forAllServers(findings.map((each, i) => ({ server: `s${i}`, findings: each }))).map(
      ({ found }) => found,
    );
  expect(judged([[one], [one, other]])).toEqual(['s0, s1: x', 's1: y']);
  expect(judged([[one], [one], [one], [one]])).toEqual(['all 4 servers: x']);
  expect(judged([[one], [one], [one], [one, other]])).toEqual(['all 4 servers: x', 's3: y']);
  expect(listInWords({ lines: ['a\u202e', 'b'], count: 3 })).toBe('a\\u{202e}; b; and 1 more');
});

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
import { problems, runbook, SEEN, SOURCE } from './seen-server.ts';

const mounts = (seen: Partial<Inspection>): string[] =>
  problems(judgeMounts(runbook, { ...SEEN, ...seen }));

test('a server as the runbook says has no problems', () => {
  expect(mounts({})).toEqual([]);
  expect(problems(judgeTestFiles(runbook, SEEN))).toEqual([]);
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

  test.each<[Partial<NonNullable<Inspection['fstab']>>, ...RegExp[]]>([
    [{ type: 'nfs4' }],
    [{ type: 'efs' }, /fail: type efs for \/mnt\/data; expected nfs or nfs4/],
    [{ type: 's3files' }, /fail: type s3files for/],
    [{ options: ['rw', 'x-systemd.automount'] }, /fail: the option x-systemd.automount/],
    [
      { options: ['noauto', 'x-systemd.automount=yes'] },
      /fail: the option x-systemd.automount=yes/,
    ],
    [{ options: ['comment=systemd.automount'] }, /fail: the option comment=systemd.automount/],
    [{ options: ['x-systemd.automounted'] }],
    [{ options: ['rw', 'noauto'] }, /warn: the option noauto: after a boot nothing is mounted/],
    [{ carried: 'nosuid', left: 'vers=4.1,rsize=4096,noatime' }],
    [
      { carried: 'nodev', left: 'vers=4.1,sync,actimeo=0,lookupcache=none' },
      /warn: .* does not have sync, actimeo=0, lookupcache=none, .*keeps nodev; it does not keep vers=4.1,sync/,
    ],
  ])('fstab with %j', (changes, ...expected) => {
    const fstab = { ...SEEN.fstab, ...changes } as Inspection['fstab'];
    expect(mounts({ fstab })).toEqual(expected.map((one) => expect.stringMatching(one) as unknown));
  });

  test('what the line of the gateway keeps is told, and what it does not', () => {
    const fstab = { ...SEEN.fstab, carried: 'nosuid', left: 'vers=4.1' } as Inspection['fstab'];
    const line = judgeMounts(runbook, { ...SEEN, fstab }).find(
      ({ check }) => check === 'The line in fstab',
    );
    expect(line).toMatchObject({
      state: 'pass',
      found: expect.stringMatching(/keeps nosuid; it does not keep vers=4.1: gateway.options say/),
    });
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

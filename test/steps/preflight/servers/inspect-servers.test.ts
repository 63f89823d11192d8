// Every fault that a scenario can put on a server is found there, named, and has a cure.
import { describe, expect, test } from '@jest/globals';
import type { ServerFaults } from '../../../../lab/faults/scenario.ts';
import { inspectServers } from '../../../../src/steps/preflight/servers/inspect-servers.ts';
import { changed } from '../../../runbook/image-archive.ts';
import { notPassed, openReady } from './servers-lab.ts';

const SERVER = 'i-0a1b2c3d4e5f60718';
const SECOND = 'i-0b1b2c3d4e5f60719';
/** The first server alone makes the test files. */
const OF_FIRST = ['Mounts: The canary can be made', 'Mounts: Room for the test files'];

const TWO = changed(`    - ${SERVER}\n`, `    - ${SERVER}\n    - ${SECOND}\n`);

test('servers as they should be: every check passes, shown once for both', async () => {
  await using bench = await openReady({}, TWO);
  const findings = await inspectServers(bench.context, bench.ports);
  expect(notPassed(findings)).toEqual([
    // The workshop's share is mounted with nolock, which is fine for one server alone.
    `Survives, Locks between servers: warn: ${SERVER}, ${SECOND}: with nolock in gateway.options 2 servers do not see each other's locks any more, as they do now; 0 locks held now`,
  ]);
  expect(findings.map(({ area, check }) => `${area}: ${check}`)).toEqual([
    'Mounts: The source is mounted',
    'Mounts: The gateway is mounted',
    'Mounts: The line in fstab',
    'Mounts: Mounted nowhere else',
    'Mounts: No container keeps the source',
    'Mounts: The canary can be made',
    'Mounts: The confirmation file can be made',
    'Mounts: Room for the test files',
    'Survives: Nothing mounts the source again',
    'Survives: Who users are',
    'Survives: No ACLs',
    'Survives: No attributes of users',
    'Survives: Locks between servers',
    'Survives: Who uses the source',
    'Servers: The services run',
  ]);
  for (const { check, found } of findings) {
    const one = OF_FIRST.includes(`Mounts: ${check}`);
    expect(found).toMatch(new RegExp(`^${SERVER}${one ? '' : `, ${SECOND}`}: `));
  }
});

describe('a fault is found', () => {
  test.each<[string, ServerFaults, ...string[]]>([
    [
      'another export',
      { sourceExport: '10.9.9.9:/x' },
      'The source is mounted: fail: .*10.9.9.9:/x is mounted at /mnt/data; expected nfs-server.example.internal:/export/data$',
    ],
    ['read-only', { sourceOptions: 'ro' }, 'The source is mounted: fail: .*/mnt/data is read-only'],
    ['Kerberos', { sourceOptions: 'sec=krb5p' }, 'Who users are: warn: .*by Kerberos'],
    [
      'another security',
      { gatewayOptions: 'soft' },
      'Options of the gateway: warn: .*hard or soft soft, expected hard$',
    ],
    [
      'a bind mount',
      { mounts: [{ is: 'bind', at: '/srv/my data' }] },
      String.raw`Mounted nowhere else: fail: .*: /srv/my\\x20data \(nfs-server.example.internal:/export/data\)$`,
    ],
    [
      'a volume of a pod',
      { mounts: [{ is: 'bind', at: '/var/lib/kubelet/pods/1/volumes/a' }] },
      'Mounted nowhere else: fail: .*, of kubelet',
    ],
    [
      'a second mount of the export',
      { mounts: [{ is: 'again', at: '/srv/again' }] },
      'Mounted nowhere else: fail: .*a second time.*:/export/data/sub',
    ],
    [
      'a mount below it',
      { mounts: [{ is: 'nested', at: '/mnt/data/cache' }] },
      'Mounted nowhere else: fail: .*below the source.*/mnt/data/cache',
    ],
    [
      'many of them',
      { mounts: Array.from({ length: 11 }, (_, i) => ({ is: 'bind' as const, at: `/srv/${i}` })) },
      'Mounted nowhere else: fail: .*/srv/7',
      'Mounted nowhere else: fail: .*: 3 more such mounts',
    ],
    [
      'a container',
      { container: '/app/my data' },
      String.raw`No container keeps the source: fail: .*: /app/my\\040data in process 4242, import-worker; expected none$`,
    ],
    [
      'an active autofs',
      { mounts: [{ is: 'autofs', at: '/mnt' }] },
      'Nothing mounts the source again: fail: .*autofs mounts .*/mnt ',
    ],
    [
      'autofs at the path itself',
      { mounts: [{ is: 'autofs', at: '/mnt/data' }] },
      'The source is mounted: fail: .*2 mounts lie one above the other',
      'Nothing mounts the source again: fail: .*/mnt/data ',
    ],
    [
      'a direct map',
      { autofs: 'direct' },
      'Nothing mounts the source again: fail: .*auto.direct:2: /mnt/data -rw,hard nfs-server',
    ],
    [
      'an indirect map',
      { autofs: 'indirect' },
      'Nothing mounts the source again: fail: .*auto.master:3: /mnt auto.direct; .*auto.direct:2: data -rw',
    ],
    [
      'maps that are elsewhere',
      { autofs: 'unread' },
      String.raw`Nothing mounts the source again: warn: .*not read: \+auto.master \(sss files\);`,
    ],
    [
      'a unit',
      { unit: 'mnt-data.mount' },
      'Nothing mounts the source again: fail: .*/etc/systemd/system/mnt-data.mount:2: What=nfs-server',
    ],
    ['no line in fstab', { fstab: 'none' }, 'The line in fstab: fail: .*: 0 lines for /mnt/data'],
    ['two lines', { fstab: 'twice' }, 'The line in fstab: fail: .*: 2 lines'],
    [
      'a line of something else',
      { fstab: 'other' },
      'The line in fstab: fail: .*10.9.9.9:/elsewhere for /mnt/data; expected nfs-server',
    ],
    [
      'systemd mounts it on demand',
      { fstab: 'automount' },
      'The line in fstab: fail: .*x-systemd.automount',
    ],
    [
      'an ACL',
      { acl: '' },
      String.raw`No ACLs: warn: .*: 1 of 4 looked at have an ACL, 3 have none, 0 could not be read; the first is /mnt/data; `,
    ],
    [
      'an attribute',
      { attribute: '' },
      'No attributes of users: warn: .*: 1 of 4 looked at have an attribute of users, 3 have none',
    ],
    [
      'no tool to see ACLs with',
      { withoutTools: ['nfs4_getfacl'] },
      'No ACLs: warn: .*there is no nfs4_getfacl on the server; expected to see',
    ],
  ])('%s', async (_, server, ...expected) => {
    await using bench = await openReady({ server });
    const findings = await inspectServers(bench.context, bench.ports);
    expect(notPassed(findings)).toEqual(
      expected.map((one) => expect.stringMatching(new RegExp(`^\\w+, ${one}`)) as unknown),
    );
    for (const { state, cure, found } of findings) {
      expect([state, cure === undefined]).toEqual([state, state === 'pass']);
      expect(found).toMatch(new RegExp(`^${SERVER}: [^\n]+$`));
    }
  });

  test('nothing mounted: what cannot be looked at does not pass', async () => {
    await using bench = await openReady({ server: { unmounted: true } });
    const findings = await inspectServers(bench.context, bench.ports);
    expect(notPassed(findings)).toEqual([
      expect.stringMatching(/The source is mounted: fail: .*nothing is mounted at \/mnt\/data/),
    ]);
    expect(findings.map(({ check }) => check)).not.toContain('No ACLs');
  });

  test('a lock, and two servers that would not see each other’s', async () => {
    await using bench = await openReady({ server: { lock: true } }, TWO);
    expect(notPassed(await inspectServers(bench.context, bench.ports))).toEqual([
      expect.stringMatching(
        /Locks between servers: fail: .*1 locks held now: POSIX WRITE by process 4711; expected none$/,
      ),
    ]);
  });

  test('who uses the source is named', async () => {
    await using bench = await openReady({ busy: { mount: '/mnt/data', times: 9 } });
    const findings = await inspectServers(bench.context, bench.ports);
    const users = findings.find(({ check }) => check === 'Who uses the source');
    expect(users).toMatchObject({ state: 'pass', found: expect.stringMatching(/nginx/) });
  });
});

describe('a server that does not answer', () => {
  test('is unproven, and the findings on the others are shown all the same', async () => {
    await using bench = await openReady({}, TWO);
    const { ssm } = bench.ports;
    const send: typeof ssm.send = (sending) =>
      sending.servers.includes(SECOND)
        ? Promise.reject(new Error('no such server\n!'))
        : ssm.send(sending);
    const document = ssm.document.bind(ssm);
    const invocation = ssm.invocation.bind(ssm);
    const cancel = ssm.cancel.bind(ssm);
    const findings = await inspectServers(bench.context, {
      ssm: { send, document, invocation, cancel },
    });
    expect(findings.filter(({ found }) => found.startsWith(`${SERVER}: `))).toHaveLength(15);
    expect(notPassed(findings).filter((one) => one.includes(SECOND))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Servers, The server was inspected: unproven: ${SECOND}: .*no such server\\\\n!$`,
        ),
      ),
    ]);
  });

  test('a refusal, and an answer that was cut, are unproven too', async () => {
    await using bench = await openReady({});
    const nobody = { ...bench.context.runbook.application, user: 'nobody-here' };
    const runbook = { ...bench.context.runbook, application: nobody };
    expect(notPassed(await inspectServers({ ...bench.context, runbook }, bench.ports))).toEqual([
      expect.stringMatching(/unproven: .*no-user \(there is no user nobody-here\)$/),
    ]);
    const { ssm } = bench.ports;
    const cut: typeof ssm = {
      document: ssm.document.bind(ssm),
      send: ssm.send.bind(ssm),
      cancel: ssm.cancel.bind(ssm),
      invocation: async (...asked) => {
        const answer = await ssm.invocation(...asked);
        return answer && { ...answer, stdout: answer.stdout.slice(0, -20) };
      },
    };
    expect(notPassed(await inspectServers(bench.context, { ssm: cut }))).toEqual([
      expect.stringMatching(/unproven: .*expected a line @inspected=/),
    ]);
  });
});

// What the invariants of the sweep refuse.
import { describe, expect, test } from '@jest/globals';
import { faultsOf } from '../../../scripts/sweep/invariants.ts';
import type { Told } from '../../../scripts/sweep/invariants.ts';
import type { ServerLook } from '../../../scripts/sweep/server-look.ts';
import type { WorldLook } from '../../../scripts/sweep/world-look.ts';
import { CALM_LOOK, SERVER, TOLD, entry } from './looks.ts';

const faults = (look: Partial<WorldLook>, told: Partial<Told> = {}): string[] =>
  faultsOf({ ...CALM_LOOK, ...look }, { ...TOLD, ...told });

const server = (change: Partial<ServerLook>): Partial<WorldLook> => ({
  servers: [{ ...SERVER, ...change }],
});

const GATEWAY = {
  servers: [{ ...SERVER, side: 'gateway', fstab: { side: 'gateway', readOnly: false, lines: 1 } }],
} as const;

test.each([
  ['rolled-back-none', SERVER, 'tree-source/part.1', []],
  ['confirmed', GATEWAY.servers[0], 'frozen', []],
  [
    'confirmed',
    GATEWAY.servers[0],
    'tree-source/part.1',
    ['i-1: left behind: x/tree-source/part.1'],
  ],
  ['confirmed', GATEWAY.servers[0], 'services', ['i-1: left behind: x/services']],
] as const)(
  'in the state %s a server may hold what the next one needs: %#',
  (state, one, file, left) => {
    const look = { newest: entry(state), servers: [{ ...one, ours: [`x/${file}`] }] };
    expect(faults(look)).toEqual(left);
  },
);

test('the source after a rollback, and the gateway after a confirmation, are safe', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ ...GATEWAY, newest: entry('confirmed') })).toEqual([]);
});

test.each<[string, Partial<ServerLook>]>([
  ['the source is served read-only', { readOnly: true }],
  ['the path cannot be read', { readable: false }],
  ['2 mounts are above each other', { layers: 2 }],
  ['its services are inactive', { services: ['inactive'] }],
  ['fstab has 2 lines', { fstab: { ...SERVER.fstab, lines: 2 } }],
  ['fstab names the gateway', { fstab: { ...SERVER.fstab, side: 'gateway' } }],
  ['after a boot the path would be read-only', { fstab: { ...SERVER.fstab, readOnly: true } }],
  ['something else is mounted', { side: 'another' }],
  ['mounted besides: /run/x', { elsewhere: ['/run/x'] }],
  ['left behind: tmp/x', { ours: ['tmp/x'] }],
  [
    'left behind: var/lib/nfs-cutover/mnt-data/frozen',
    { ours: ['var/lib/nfs-cutover/mnt-data/frozen'] },
  ],
])('%s', (fault, change) => {
  expect(faults(server(change)).join('\n')).toContain(fault);
});

describe('nothing is mounted', () => {
  const guarded = { side: 'nothing', layers: 0, readable: false, services: ['inactive'] } as const;
  const fstab = { side: 'source', readOnly: true, lines: 1 } as const;

  test('is safe where nothing can write', () => {
    expect(faults(server({ ...guarded, fstab }))).not.toContainEqual(
      expect.stringContaining('nothing is mounted'),
    );
  });

  test.each<[string, Partial<ServerLook>]>([
    ['a service runs', { services: ['active'] }],
    ['a boot would mount it for writing', { fstab: { ...fstab, readOnly: false } }],
  ])('%s', (fault, change) => {
    expect(faults(server({ ...guarded, fstab, ...change })).join('\n')).toContain(fault);
  });
});

test.each<[string, Partial<WorldLook>]>([
  ['the servers are served by source and gateway', { servers: [SERVER, ...GATEWAY.servers] }],
  ['the journal is broken: before', { broken: 'before' }],
  ['the journal is empty', { newest: undefined }],
  ['the journal says frozen, and nothing is under way', { newest: entry('frozen') }],
  ['switched is about to be reached', { newest: entry('proven', 'switched') }],
  ['the journal says confirmed, and the source serves i-1', { newest: entry('confirmed') }],
  ['the journal says rolled-back-none, and the gateway serves i-1', GATEWAY],
  [
    'test files are left where it serves: new-image-42.jpg',
    { source: new Map([...CALM_LOOK.source, ['new-image-42.jpg', 'aa']]) },
  ],
])('%s', (fault, look) => {
  expect(faults(look).join('\n')).toContain(fault);
});

describe('a file', () => {
  const written = new Map([['application/1.txt', 'new']]);

  test('of the source that is gone is lost', () => {
    expect(faults({ source: new Map() })).toEqual([
      '1 files are neither on the source nor in the list, such as images/1.jpg (missing there)',
    ]);
  });

  test('of the application that is older on the side that serves is lost, unless the list names it', () => {
    const source = new Map([...CALM_LOOK.source, ['application/1.txt', 'old']]);
    expect(faults({ source }, { written })).toEqual([
      '1 files are neither on the source nor in the list, such as application/1.txt (older there)',
    ]);
    expect(faults({ source }, { written, listed: new Set(['application/1.txt']) })).toEqual([]);
  });
});

test('what DataSync did that it must not is told', () => {
  expect(faults({}, { executions: ['two executions'] })).toEqual(['two executions']);
});

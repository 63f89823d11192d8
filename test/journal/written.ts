// For tests of the journal: writers, entries as they follow each other, and times.
import type { Entry } from '../../src/journal/entry.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Writer } from '../../src/journal/follow.ts';
import type { Edge } from '../../src/journal/states.ts';

export const NIGHT = Date.parse('2026-11-30T02:00:00.000Z');
export const SHARE = 'arn:aws:storagegateway:us-west-2:111122223333:share/share-0A1B2C3D';

/** A job of the workshop's migration, or what is different in it. */
export function writer(
  changed: Partial<Writer['owner']> & Partial<Omit<Writer, 'owner'>> = {},
): Writer {
  const { repository, runbookFile, runbook, ...owner } = changed;
  return {
    repository: repository ?? 'example/nfs-cutover',
    runbookFile: runbookFile ?? 'runbooks/image-archive.yml',
    runbook: runbook ?? {
      source: { mount: '/mnt/data', export: 'nfs.example.com:/export', options: '' },
      gateway: {
        ...{ arn: 'arn:aws:storagegateway:us-west-2:111122223333:gateway/sgw-1', share: SHARE },
        ...{ mount: '/mnt/fgw', export: '10.0.0.9:/images', options: '' },
      },
      application: {
        ...{ region: 'eu-central-1', servers: ['i-0a1b'], user: 'app', group: 'app' },
        ...{ services: [], health: { unit: [], timeoutMs: 1 } },
      },
      datasync: { task: 'arn:aws:datasync:us-west-2:111122223333:task/task-1', timeoutMs: 1 },
    },
    owner: { ...{ run: '1001', attempt: 1, job: 'sync', jobId: null }, link: null, ...owner },
  };
}

/** What FORWARD has proven. */
export const PROVEN = { at: '2026-11-30T01:00:00.000Z', digest: '5e'.repeat(32) };

export const nonceOf = (number: number): string => String(number).padStart(32, '0');

/** The entries of `edges`, one behind the other, a minute between two of them. */
export function written(edges: readonly Edge[], by: Writer = writer()): Entry[] {
  const entries: Entry[] = [];
  for (const [i, edge] of edges.entries()) {
    const now = NIGHT + i * 60_000;
    const write = {
      ...{ nonce: nonceOf(i + 1), now, leaseEnd: now + LEASE_MS },
      ...(edge === 'prove' && { says: { proven: PROVEN } }),
    };
    entries.push(follow(entries.at(-1), edge, by, write));
  }
  return entries;
}

/** The edges to a confirmed cutover. */
export const FORWARD = [
  ...(['claim', 'prove', 'approve', 'freeze', 'resync'] as const),
  ...(['reprove', 'switch', 'confirm'] as const),
] satisfies readonly Edge[];

/** The newest entry after `edges`. */
export function newestAfter(edges: readonly Edge[], by?: Writer): Entry {
  const newest = written(edges, by).at(-1);
  if (newest === undefined) throw new Error('no edges');
  return newest;
}

// The entry that an edge adds behind the newest one: pure, from what stands there and who writes.
import type { Instant } from '../core/clock.ts';
import { CutoverError } from '../core/errors.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { entryText, PROBE_TEXT, textDigest } from './entry.ts';
import type { Entry, Owner } from './entry.ts';
import { begins, isClosed, next, raises } from './states.ts';
import type { Edge } from './states.ts';

/** Who writes: an owner, and the reviewed runbook that it works on. */
export interface Writer {
  readonly owner: Owner;
  readonly repository: string;
  /** The runbook's path below the repository. */
  readonly runbookFile: string;
  readonly runbook: Pick<Runbook, 'source' | 'gateway' | 'application' | 'datasync'>;
}

/** What is new with a write. */
export interface Write {
  /** 32 hexadecimal digits that no other write has. */
  readonly nonce: string;
  readonly now: Instant;
  readonly leaseEnd: Instant;
  /** An epoch that some server knows: a raise goes above it. */
  readonly above?: number;
  /** What the entry says otherwise than the one before it. */
  readonly says?: Partial<
    Pick<
      Entry,
      | 'intent'
      | 'schedule'
      | 'readOnly'
      | 'proven'
      | 'serversKnow'
      | 'split'
      | 'detached'
      | 'written'
      | 'settled'
    >
  >;
}

/** How long a claim holds against other runs. */
export const LEASE_MS = 15 * 60_000;

/** The entry behind `before` by `edge`. Throws `not-ready` where the edge does not begin there. */
export function follow(before: Entry | undefined, edge: Edge, writer: Writer, write: Write): Entry {
  const state = next(before, edge);
  if (state === undefined) throw wrongState(before, edge);
  const { nonce, now, leaseEnd, above = 0 } = write;
  const continued = before === undefined || isClosed(before.state) ? undefined : before;
  const raised = before === undefined || raises(edge);
  const sequence = (before?.sequence ?? 0) + 1;
  const kept = state === before?.state ? before.split : undefined;
  const hangs = begins(edge) ? undefined : continued?.detached;
  const { split = kept ?? [], detached = hangs ?? [], ...says } = write.says ?? {};
  const proven = state === 'prepared' ? null : (continued?.proven ?? null);
  return {
    format: 1,
    sequence,
    nonce,
    before: textDigest(before === undefined ? PROBE_TEXT : entryText(before)),
    at: utc(now),
    ...namesOf(writer),
    migration: continued?.migration ?? nonce.slice(0, MIGRATION_DIGITS),
    round: (continued?.round ?? 0) + (begins(edge) ? 1 : 0),
    state,
    intent: state === before?.state ? before.intent : null,
    epoch: raised ? Math.max(before?.epoch ?? 0, above) + 1 : before.epoch,
    epochNonce: raised ? nonce : before.epochNonce,
    owner: writer.owner,
    leaseEnd: utc(leaseEnd),
    schedule: continued?.schedule ?? null,
    readOnly: continued?.readOnly ?? null,
    proven,
    approved: approvedBy(edge, sequence, continued),
    serversKnow: sameServers(continued, writer) ? (continued?.serversKnow ?? 0) : 0,
    written: begins(edge) ? null : (continued?.written ?? null),
    settled: begins(edge) ? null : (continued?.settled ?? null),
    ...says,
    ...(split.length > 0 && { split }),
    ...(detached.length > 0 && { detached }),
  };
}

/** An approval is of one proof, and of one round. */
function approvedBy(edge: Edge, sequence: number, before: Entry | undefined): Entry['approved'] {
  if (edge === 'claim' || edge === 'withdraw') return null;
  if (edge !== 'approve' && edge !== 'approve-again') return before?.approved ?? null;
  if (before === undefined || before.proven === null) throw wrongState(before, edge);
  return { sequence, digest: before.proven.digest };
}

/** A server that the runbook has got meanwhile knows nothing yet. */
const sameServers = (before: Entry | undefined, { runbook }: Writer): boolean =>
  runbook.application.servers.every((one) => before?.servers.includes(one) === true);

const MIGRATION_DIGITS = 12;

function namesOf({ repository, runbookFile, runbook }: Writer) {
  const { source, gateway, application, datasync } = runbook;
  return {
    share: gateway.share,
    repository,
    runbook: runbookFile,
    mounts: { source: source.mount, gateway: gateway.mount },
    servers: application.servers,
    task: datasync.task,
    export: source.export,
  };
}

const utc = (instant: Instant): string => new Date(instant).toISOString();

/** The error for a migration that does not stand where `edge` begins. */
export const wrongState = (before: Entry | undefined, edge: Edge): CutoverError =>
  new CutoverError('not-ready', {
    what: `the migration's state, for the edge "${edge}"`,
    expected: 'a state from which it begins',
    got: before?.state ?? 'no migration',
    cure: 'see what the journal says, and what comes next: npm run journal -- RUNBOOK',
  });

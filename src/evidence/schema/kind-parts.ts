// The parts of `data` that are larger, or that several kinds of record have.
import { ANYTHING, DIGEST, FROM_ONE, FROM_ZERO, list, named, NUMBER, object } from './forms.ts';
import { orNull, TEXT, told, TRUTH } from './forms.ts';
import type { Schema } from './schema.ts';

type Members = Readonly<Record<string, Schema>>;

/** What of a type each record has, and what only some have. */
interface Parts {
  readonly always: Members;
  readonly sometimes: Members;
}

/** The names of servers. */
export const SERVERS: Schema = list(TEXT);

/** When each server ceased to serve, or served again: on its own clock. */
export const MOMENTS: Schema = list(
  object({ server: TEXT, boot: TEXT, by: TEXT }, { uptime: NUMBER }),
);

/** What each server serves. */
export const MOUNTS: Schema = list(
  object(
    {
      ...{ server: TEXT, serves: TEXT, at: TEXT, layers: FROM_ZERO, options: TEXT, fstab: TEXT },
      ...{ switchedBy: TEXT, switchedAt: TEXT, changingBy: TEXT },
      ...{ confirmedBy: TEXT, confirmedAt: TEXT, frozenBy: TEXT, detached: TEXT, boot: TEXT },
      keepsWayBack: TRUTH,
    },
    { confirmedSeconds: NUMBER },
  ),
);

/** What is known of the files that were written through the gateway. */
export const WRITTEN: Schema = {
  anyOf: [
    object({ since: TEXT, why: TEXT }),
    object({ count: FROM_ZERO, digest: DIGEST }, { carried: ANYTHING }),
  ],
};

const CLOCK = object({ changedAt: NUMBER, earliest: NUMBER, latest: NUMBER });

/** A file that a run has made. */
export const TEST_FILE: Parts = {
  always: {
    ...{ server: TEXT, file: TEXT, key: TEXT, size: FROM_ZERO, sha256: TEXT },
    ...{ uid: TEXT, gid: TEXT, mode: TEXT, created: TRUTH },
  },
  sometimes: { clock: told('The clock of the server of the file.', CLOCK) },
};

/** An object and the SHA-256 of its bytes. */
export const OBJECT: Parts = {
  always: {
    ...{ key: TEXT, size: FROM_ZERO, etag: TEXT, storageClass: TEXT, sha256: TEXT },
    metadata: told('Its user metadata.', named(TEXT)),
  },
  sometimes: { versionId: TEXT, lastModified: TEXT },
};

/** Whether a comparison was of all, or of the folders that changed since a proof. */
export const RECHECK: Schema = {
  anyOf: [
    object({ kind: { type: 'string', enum: ['full'] }, why: TEXT }),
    object({
      kind: { type: 'string', enum: ['incremental'] },
      since: object({
        ...{ run: TEXT, job: TEXT, step: TEXT, attempt: FROM_ONE, provenAt: TEXT, digest: TEXT },
      }),
      folders: object({ all: FROM_ZERO, changed: FROM_ZERO, compared: FROM_ZERO }),
      paths: object({ compared: FROM_ZERO, unchanged: FROM_ZERO }),
    }),
  ],
};

/** A comparison of a whole tree. */
export const TREE: Members = {
  scope: { type: 'string', enum: ['tree'] },
  tally: told('How many paths have each verdict.', ANYTHING),
  reasons: told('Why it is no pass.', list(TEXT)),
  differences: told('How many differences there are.', FROM_ZERO),
  first: told('The first of them.', list(ANYTHING)),
  rule: told('What of times, modes and owners counts.', ANYTHING),
  held: told('The rule in words.', TEXT),
  manifests: told('Each listing of a server.', list(ANYTHING)),
  frozen: told('Whether the source was read-only.', TRUTH),
  filters: told('What the task leaves out.', object({ includes: TEXT, excludes: TEXT })),
};

const COUNTED = object({ files: FROM_ZERO, folders: FROM_ZERO });

/** An execution of the DataSync task. */
export const EXECUTION: Parts = {
  always: {
    ...{ arn: TEXT, status: TEXT, mode: TEXT },
    files: object({ estimated: FROM_ZERO, done: FROM_ZERO, verified: FROM_ZERO }),
    ...{ seen: FROM_ZERO, skipped: COUNTED, deleted: COUNTED },
    failed: told('What failed by phase, or the files that a report names.', {
      anyOf: [ANYTHING, list(ANYTHING)],
    }),
    phases: object({}, { prepare: TEXT, transfer: TEXT, verify: TEXT }),
    options: told('By their names in the API.', ANYTHING),
    bytes: object({ estimated: FROM_ZERO, done: FROM_ZERO }),
    startedByThisStep: TRUTH,
  },
  sometimes: {
    ...{ folders: FROM_ZERO, began: TEXT, totalMs: NUMBER, transferMs: NUMBER },
    ...{ errorCode: TEXT, errorDetail: TEXT },
    report: object({}, { status: TEXT, errorCode: TEXT, errorDetail: TEXT }),
    schedule: told('The schedule that was switched off.', orNull(TEXT)),
    fencedAt: TEXT,
    leaseEnd: orNull(TEXT),
    namesWithoutKeys: told('Names of the source that S3 cannot hold.', ANYTHING),
  },
};

/** An entry of the journal. */
export const ENTRY: Parts = {
  always: {
    ...{ format: { const: 1 }, sequence: FROM_ONE, nonce: TEXT, before: TEXT, at: TEXT },
    ...{ share: TEXT, repository: TEXT, runbook: TEXT, migration: TEXT, round: FROM_ONE },
    ...{ state: TEXT, intent: orNull(TEXT), epoch: FROM_ONE, epochNonce: TEXT },
    owner: object({
      ...{ run: TEXT, attempt: FROM_ONE, job: TEXT, jobId: orNull(TEXT), link: orNull(TEXT) },
    }),
    ...{ leaseEnd: TEXT, mounts: object({ source: TEXT, gateway: TEXT }), servers: SERVERS },
    ...{ task: TEXT, export: TEXT, schedule: orNull(TEXT), readOnly: orNull(TRUTH) },
    proven: orNull(object({ at: TEXT, digest: TEXT })),
    approved: orNull(object({ sequence: FROM_ONE, digest: TEXT })),
    serversKnow: FROM_ZERO,
    ...{ written: orNull(WRITTEN), settled: orNull(ANYTHING) },
  },
  sometimes: { split: SERVERS, detached: list(object({ server: TEXT, boot: TEXT })) },
};

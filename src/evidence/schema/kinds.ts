// What the member `data` of a record must be, by the kind of the record: that is the action that has written it.
import type { Forecast } from '../forecast/phases.ts';
import type { JudgedApprovals } from '../judge-approvals.ts';
import { ANYTHING, DIGEST, FROM_ONE, FROM_ZERO, list, NUMBER, object, orNull } from './forms.ts';
import { TEXT, told, TRUTH } from './forms.ts';
import { ENTRY, EXECUTION, MOMENTS, MOUNTS, OBJECT, RECHECK, SERVERS } from './kind-parts.ts';
import { TEST_FILE, TREE, WRITTEN } from './kind-parts.ts';
import type { Schema } from './schema.ts';

/** One form of the data, and when a record of the kind has it. */
export interface Form {
  readonly when: string;
  readonly data: Schema;
}

const form = (
  when: string,
  always: Readonly<Record<string, Schema>>,
  sometimes: Readonly<Record<string, Schema>> = {},
): Form => ({ when, data: object(always, sometimes) });

/** The members are those of the type that the code uses: another name does not compile. */
const FORECAST_MEMBERS: Readonly<Record<keyof Forecast, Schema>> = {
  phases: list(object({ phase: TEXT, source: TEXT }, { fromMs: NUMBER, toMs: NUMBER })),
  fromMs: NUMBER,
  toMs: NUMBER,
  unknown: list(TEXT),
};
const FORECAST = told('The window by phase.', object(FORECAST_MEMBERS));

const JUDGED: Readonly<Record<keyof JudgedApprovals, Schema>> = {
  ...{ quorum: FROM_ONE, people: list(TEXT), problems: list(TEXT), says: TEXT },
};

const ASKED: readonly Form[] = [
  form(
    'a gate is asked',
    {
      digest: told('SHA-256 of `subject` as canonical JSON.', DIGEST),
      subject: told('All that an approval signs.', ANYTHING),
    },
    { forecast: FORECAST },
  ),
];

const APPROVED: readonly Form[] = [
  form(
    'the approval holds',
    {
      digest: told('What was approved.', DIGEST),
      approvals: told('Who counts.', object(JUDGED)),
      provenAt: told('When it was proven.', TEXT),
    },
    { forecast: FORECAST },
  ),
];

const CARRIED = object({ count: FROM_ZERO, conflicts: FROM_ZERO, left: FROM_ZERO, digest: DIGEST });

const PLANNED: readonly Form[] = [
  form(
    'the plan is shown',
    {
      ...{ until: TEXT, ticket: TEXT, reason: TEXT },
      digest: told('SHA-256 of the plan.', TEXT),
      gates: told('The gates of the runbook.', ANYTHING),
      file: told('The whole plan, beside the record.', TEXT),
      jobs: told('The operations by job.', list(ANYTHING)),
      placeholders: told('The values that nobody knows yet.', ANYTHING),
    },
    { findings: told('What the preflight found.', list(ANYTHING)) },
  ),
  form('the preflight alone', { preflight: TEXT, until: TEXT, findings: list(ANYTHING) }),
];

const FROZEN: readonly Form[] = [
  form(
    'frozen',
    {
      byHand: told('The script on each server.', list(object({ server: TEXT, sha256: TEXT }))),
      down: told('When each server ceased to serve.', MOMENTS),
      frozen: told('What each server answered.', list(ANYTHING)),
    },
    { evidence: object({ provenAt: TEXT, ageSeconds: NUMBER }) },
  ),
  form(
    'thawed',
    { thawed: SERVERS, before: MOUNTS, served: MOMENTS },
    { silent: SERVERS, forced: TRUTH },
  ),
  form('a silent server may write', { split: SERVERS, before: MOUNTS }),
  form('another run holds the migration', { others: TRUTH }),
];

const MADE = object(TEST_FILE.always, TEST_FILE.sometimes);
const KEPT = object(OBJECT.always, OBJECT.sometimes);

const SWITCHED: readonly Form[] = [
  form(
    'switched',
    {
      ...{ state: TEXT, mounts: MOUNTS },
      watch: told('Each look at the source since the freeze.', ANYTHING),
      confirmations: told('The file that each server has written.', list(MADE)),
      objects: told('The object of each of them.', list(KEPT)),
      served: told('When each server served again.', MOMENTS),
    },
    { confirmation: MADE, object: KEPT },
  ),
  form(
    'gone back',
    { state: TEXT, restored: SERVERS, before: MOUNTS, after: MOUNTS },
    { warnings: list(TEXT), failure: object({ code: TEXT, message: TEXT }) },
  ),
  form('looked at', { state: TEXT, ready: TRUTH, servers: MOUNTS }),
  form('another run holds the migration', { others: TRUTH }),
];

const REFRESHED = { folders: list(TEXT), recursive: TRUTH, events: list(ANYTHING) };

const SETTLED: Readonly<Record<string, Schema>> = {
  ...{ state: TEXT, run: TEXT, decision: TEXT, reason: TEXT, ticket: TEXT },
  ...{ actor: TEXT, triggeredBy: TEXT, written: orNull(WRITTEN) },
};

const SIZED: Readonly<Record<string, Schema>> = {
  depth: TEXT,
  sample: { anyOf: [{ type: 'string', enum: ['all'] }, FROM_ZERO] },
  requests: told('Requests to S3.', FROM_ZERO),
  timeUnits: object({ nanoseconds: FROM_ZERO, milliseconds: FROM_ZERO }),
  troubles: told('What DataSync has told of the transfer.', list(TEXT)),
};

/** Every kind of record by its action, each with its forms. A record with an `error` may lack members, and has no others. */
export const KINDS: Readonly<Record<string, readonly Form[]>> = {
  'ask-approval': ASKED,
  'carry-back': [
    form('looked at', { state: TEXT, run: TEXT, written: orNull(WRITTEN) }),
    form('copied', { state: TEXT, carried: CARRIED }),
  ],
  'change-issue': [
    form('told', { number: FROM_ONE, state: TEXT, closed: orNull(TEXT) }),
    form('not asked for, or not reached', {}),
  ],
  'check-listing': [
    form('a tree', TREE, { recheck: RECHECK }),
    form('a file', { file: TEXT, expect: TEXT, state: TEXT, servers: list(ANYTHING) }),
  ],
  'claim-migration': [
    form('the entry of the journal', ENTRY.always, ENTRY.sometimes),
    form('the journal has none', {}),
  ],
  'create-test-file': [
    form('made', TEST_FILE.always, {
      ...TEST_FILE.sometimes,
      ...{ skew: ANYTHING, calibration: ANYTHING },
    }),
    form('removed', { file: TEXT, sha256: TEXT, removed: TRUTH }, { calibration: TRUTH }),
  ],
  finalize: [
    form(
      'looked at, or done',
      {
        ...{ state: TEXT, run: TEXT, servers: list(ANYTHING) },
        resources: told('Each resource and its fate.', list(ANYTHING)),
        problems: told('What is in the way.', list(ANYTHING)),
      },
      { export: object({ place: TEXT, sha256: DIGEST }) },
    ),
  ],
  'freeze-source': FROZEN,
  'list-written': [
    form(
      'listed',
      {
        ...{ state: TEXT, written: orNull(WRITTEN), count: FROM_ZERO, kinds: ANYTHING },
        ...{ digest: DIGEST, file: TEXT, first: list(TEXT) },
      },
      { broke: told('Why the list may be short.', TEXT) },
    ),
    form('nothing to list', { state: orNull(TEXT), written: { type: 'null' } }),
  ],
  plan: PLANNED,
  'refresh-cache': [
    form(
      'one call',
      { notificationId: TEXT, requestedAt: NUMBER, ...REFRESHED },
      { recheck: RECHECK },
    ),
    form(
      'the changed folders',
      { notificationIds: list(TEXT), ...REFRESHED },
      { recheck: RECHECK },
    ),
  ],
  'remove-extras': [
    form('removed', {
      name: told('The list, beside the record.', TEXT),
      ...{ sha256: TEXT, count: FROM_ZERO, gone: FROM_ZERO, first: list(TEXT) },
      ...{ found: FROM_ZERO, after: FROM_ZERO, rows: FROM_ZERO },
    }),
  ],
  report: [
    form('reported', {
      ...{ state: ANYTHING, downtime: list(ANYTHING), approvals: ANYTHING, digest: DIGEST },
      ...{ rejected: list(TEXT), missing: list(TEXT), standing: list(ANYTHING) },
    }),
  ],
  'review-runbook': [
    form(
      'reviewed',
      { runbooks: list(ANYTHING), marks: list(ANYTHING), faults: list(ANYTHING) },
      { pull: {}, commented: {} },
    ),
  ],
  'run-datasync': [form('the execution', EXECUTION.always, EXECUTION.sometimes)],
  'settle-written': [form('settled, or looked at', SETTLED)],
  'switch-mount': SWITCHED,
  'verify-approval': APPROVED,
  'verify-s3': [
    form('a tree', { ...TREE, ...SIZED }, { recheck: RECHECK }),
    form('an object', { bucket: TEXT, ...OBJECT.always }, OBJECT.sometimes),
  ],
};

// What evidence.json must be, with its closing record.
import type { Closing } from '../chain.ts';
import type { Evidence } from '../evidence.ts';
import { ANYTHING, DIGEST, FROM_ONE, FROM_ZERO, list, NAME, named, object } from './forms.ts';
import { orNull, RUN, TEXT, told, TRUTH } from './forms.ts';
import { RECORD } from './record-schema.ts';
import type { Schema } from './schema.ts';

const CLOSING: Readonly<Record<keyof Closing, Schema>> = {
  count: told('How many records there are.', FROM_ZERO),
  head: told('SHA-256 of `chains` as canonical JSON.', DIGEST),
  chains: told(
    'Each chain with the digest of each record, in the order of attempt and job.',
    list(object({ job: NAME, attempt: FROM_ONE, records: list(DIGEST) })),
  ),
};

const GATES: Schema = {
  type: 'object',
  required: ['cutover', 'signOff'],
  properties: { cutover: TEXT, signOff: list(TEXT), quorum: FROM_ONE },
};

const EVIDENCE_MEMBERS: Readonly<Record<keyof Evidence, Schema>> = {
  format: told('The format of the evidence.', { const: 2 }),
  run: told('The id of the run.', RUN),
  attempt: told('The attempt that made this report.', FROM_ONE),
  url: told('The page of the run.', orNull(TEXT)),
  runbook: told('The whole runbook, as the run read it.', {
    type: 'object',
    required: ['gates'],
    properties: { gates: GATES },
  }),
  approvals: told(
    'What reviewers decided at the gates, as GitHub says it.',
    list(
      object({ environments: list(TEXT), state: TEXT, user: TEXT, isPerson: TRUTH, comment: TEXT }),
    ),
  ),
  state: told('How the run ended.', ANYTHING),
  jobs: told('How each job ended, as GitHub says it.', named(TEXT)),
  gate: told(
    'Who counts as an approver. `passed`: the job behind the gate has begun.',
    object({
      passed: TRUTH,
      quorum: FROM_ONE,
      people: list(TEXT),
      unproven: list(TEXT),
      met: TRUTH,
    }),
  ),
  change: told('The change that the run belongs to.', object({ ticket: TEXT, reason: TEXT })),
  missing: told(
    'Jobs that have succeeded and of which there is no record, or not all.',
    list(TEXT),
  ),
  standing: told(
    'What the servers and the journal said last.',
    list(object({ name: TEXT, value: TEXT })),
  ),
  doubt: told('Where the servers are otherwise than the records say.', orNull(TEXT)),
  records: told('All records, in their order.', list(RECORD)),
  side: told(
    'The chains of late runners, each with the number of its first record that was overtaken.',
    list(object({ job: NAME, attempt: FROM_ONE, from: FROM_ONE })),
  ),
  closing: told('The closing record.', object(CLOSING)),
  digest: told('SHA-256 of all other members as canonical JSON.', DIGEST),
};

/** The evidence of a run. */
export const EVIDENCE: Schema = object(EVIDENCE_MEMBERS);

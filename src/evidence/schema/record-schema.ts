// What a record must be. Whoever reads one checks it with this; docs/evidence.schema.json publishes it.
import { EXIT_STATUS } from '../../core/errors.ts';
import type { ChainedRecord, Link } from '../chain.ts';
import {
  ANYTHING,
  COMMIT,
  DIGEST,
  FROM_ONE,
  list,
  NAME,
  named,
  object,
  orNull,
  RUN,
  TEXT,
  TIME,
  told,
} from './forms.ts';
import type { Schema } from './schema.ts';

const ENTRY = object({
  sequence: told('Its number in the journal.', FROM_ONE),
  digest: told('SHA-256 of the text of the entry.', DIGEST),
  migration: told('The id of the migration.', { type: 'string', pattern: '^[0-9a-f]{12}$' }),
  epoch: told('The epoch that it has.', FROM_ONE),
});

const LINK: Readonly<Record<keyof Link, Schema>> = {
  number: told('The place in the chain of its job and attempt, from 1.', FROM_ONE),
  before: told(
    'SHA-256 of the record before it. The first record has that of {"attempt":…,"job":…,"run":…}.',
    DIGEST,
  ),
  entry: told(
    'The newest entry of the journal that the job had read or written; null before the first.',
    orNull(ENTRY),
  ),
  commit: told('The commit of the run.', orNull(COMMIT)),
  runbook: told('SHA-256 of the runbook as canonical JSON.', orNull(DIGEST)),
  plan: told('The digest of the plan; null where the job does not know it.', orNull(DIGEST)),
  documents: told(
    'The documents that the step compared with the reviewed text, with version and hash.',
    named(object({ version: TEXT, hash: TEXT })),
  ),
  startedBy: told('The accounts that started the run and this attempt.', list(TEXT)),
};

const REQUIRED: Readonly<Record<Exclude<keyof ChainedRecord, 'error'>, Schema>> = {
  format: told('The format of the record.', { const: 2 }),
  step: told('The action, for example run-datasync.', NAME),
  id: told('The id of the step in its job.', NAME),
  job: told('The job.', NAME),
  runbook: told('The path of the runbook; empty for an action about the repository.', TEXT),
  run: told('The id of the run.', RUN),
  attempt: told('The attempt of the run.', FROM_ONE),
  startedAt: told('When the step began, on the clock of its runner.', TIME),
  endedAt: told('When the step ended.', TIME),
  verdict: told('The verdict.', { type: 'string', enum: ['pass', 'fail', 'unproven'] }),
  says: told('One sentence that a person reads first.', TEXT),
  facts: told('What the step found, line by line.', list(object({ name: TEXT, value: TEXT }))),
  warnings: told('What a person should read.', list(TEXT)),
  data: told('What the step saw, in a form of its kind.', ANYTHING),
  chain: told('The place of the record, and what it stands under.', object(LINK)),
};

/** A record of a step. */
export const RECORD: Schema = object(REQUIRED, {
  error: told(
    'Why the step failed.',
    object({ code: { type: 'string', enum: Object.keys(EXIT_STATUS) }, message: TEXT }),
  ),
});

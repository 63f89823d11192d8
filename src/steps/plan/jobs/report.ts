// The end of every run: it gives the migration back, removes its own files, and brings its records to one place.
import { getReviewsForRun } from '../../../core/requests/github.ts';
import {
  getObject,
  headObject,
  listObjects,
  putOnce,
  putRowsOnce,
} from '../../../core/requests/s3.ts';
import { evidenceKey, pageKeyOf } from '../../../evidence/evidence.ts';
import { FOLDERS_OF_RUN, recordsPrefix } from '../../../evidence/kept-records.ts';
import { SIDE_ROLES, sidePrefix } from '../../../evidence/side-record.ts';
import { callOf } from '../../../plan/operation-builders.ts';
import type { Place } from '../../../plan/operation-builders.ts';
import type { Runbook } from '../../../runbook/runbook.ts';
import { giveBack } from '../../claim-migration/plan.ts';
import { readMounts, removeFile } from '../../create-test-file/plan.ts';
import type { TestFileRole } from '../../../runbook/test-file-name.ts';
import { readJournal } from '../../migration/plan.ts';
import type { Job, Operation } from '../../../plan/operation.ts';
import { placeholder } from '../../../plan/placeholders.ts';

/** The job `report`, after a run that made these test files. */
export const report = (runbook: Runbook, made: readonly TestFileRole[]): Job => ({
  job: 'report',
  environment: 'prepare',
  operations: [
    ...(made.length === 0 ? [] : giveBack({ runbook, job: 'report', step: 'release' })),
    ...made.flatMap((role) => removeFile({ runbook, job: 'report', step: `remove-${role}` }, role)),
    ...(made.length === 0 ? [] : readStanding({ runbook, job: 'report', step: 'report' })),
    ...(made.length === 0 ? [] : readRecords({ runbook, job: 'report', step: 'report' })),
    readGateDecisions({ runbook, job: 'report', step: 'report' }),
    ...(made.length === 0 ? [] : keepEvidence({ runbook, job: 'report', step: 'report' })),
  ],
});

function keepEvidence(at: Place): Operation[] {
  const { account: owner, evidence, name } = at.runbook;
  const of = { bucket: evidence.bucket, owner };
  const [migration, run, attempt] = [
    placeholder('migration'),
    placeholder('run'),
    placeholder('attempt'),
  ];
  const key = evidenceKey({ runbook: name, migration, run, attempt });
  const pageKey = pageKeyOf(key);
  return [
    callOf(at, putOnce(of, key), {
      what: 'keep evidence.json in the evidence bucket, once',
      changes: `a new object, s3://${evidence.bucket}/${key}`,
    }),
    callOf(at, headObject(of, key), {
      what: 'look whether it is there, and else try again',
      only: 'S3 refuses it with 409, a passing conflict',
    }),
    callOf(at, getObject(of, key), { what: 'read it back' }),
    callOf(at, putRowsOnce(of, pageKey, placeholder('page-sha256')), {
      what: 'keep report.html beside it, once',
      changes: `a new object, s3://${evidence.bucket}/${pageKey}`,
    }),
    callOf(at, headObject(of, pageKey), {
      what: 'look whether it is there, and else try again',
      only: 'S3 refuses it with 409, a passing conflict',
    }),
  ];
}

/** The records that a lost runner could not upload. */
function readRecords(at: Place): Operation[] {
  const { account: owner, evidence, name } = at.runbook;
  const of = { bucket: evidence.bucket, owner };
  const token = placeholder('next-token?');
  return FOLDERS_OF_RUN.flatMap((folder) => {
    const prefix = recordsPrefix(name, folder, placeholder('run'));
    return [
      callOf(at, listObjects(of, prefix, { token }), {
        what: `list the records of this run that the role ${folder} has kept`,
        repeats: 'page by page',
      }),
      callOf(at, getObject(of, `${prefix}${placeholder('record-name')}`), {
        what: 'read those that no artifact has',
        only: 'a runner was lost before it could upload them',
        repeats: 'record by record',
      }),
    ];
  });
}

const readStanding = (at: Place): Operation[] => [
  ...readJournal(at),
  readMounts(at, {
    what: `read what serves ${at.runbook.source.mount} on every server at the end`,
  }),
  ...SIDE_ROLES.map((role) => lookForSides(at, role)),
];

function lookForSides(at: Place, role: (typeof SIDE_ROLES)[number]): Operation {
  const { account: owner, evidence, name } = at.runbook;
  const of = { bucket: evidence.bucket, owner };
  return callOf(
    at,
    listObjects(of, sidePrefix(name, role), { token: placeholder('next-token?') }),
    {
      what: `look for what jobs of the role ${role} have left that had lost the migration`,
      repeats: 'page by page',
    },
  );
}

function readGateDecisions(at: Place): Operation {
  const repository = { owner: placeholder('owner'), repo: placeholder('repository') };
  return callOf(at, getReviewsForRun(repository, placeholder('run')), {
    what: 'read who decided at the gates, and put the records of all jobs in one place',
  });
}

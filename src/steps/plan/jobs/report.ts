// The end of every run: it gives the migration back, removes its own files, and brings its records to one place.
import { getReviewsForRun } from '../../../core/requests/github.ts';
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
    readGateDecisions({ runbook, job: 'report', step: 'report' }),
  ],
});

const readStanding = (at: Place): Operation[] => [
  ...readJournal(at),
  readMounts(at, {
    what: `read what serves ${at.runbook.source.mount} on every server at the end`,
  }),
];

function readGateDecisions(at: Place): Operation {
  const repository = { owner: placeholder('owner'), repo: placeholder('repository') };
  return callOf(at, getReviewsForRun(repository, placeholder('run')), {
    what: 'read who decided at the gates, and put the records of all jobs in one place',
  });
}

// What carry-back does: it reads the list and the files in the bucket, and has a server copy them to the source.
import { getObject, headObject, listObjects } from '../../core/requests/s3.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { raiseEpoch, readJournal, renewClaim, writeJournal } from '../migration/plan.ts';
import { carryFilesRun } from '../servers/file-runs.ts';
import { listName } from '../tree/kept-keys.ts';
import { fetchKept, keepFile, plannedRound } from '../tree/kept-listings-plan.ts';
import { bucketOf } from '../verify-s3/plan.ts';

/** A look: where the migration stands. */
export const lookAtCarrying = (at: Place, only: string): Operation[] => readJournal(at, { only });

/** The listed files, copied. */
export const carryBack = (at: Place): Operation[] => [
  ...readJournal(at),
  ...fetchKept(at, 'source'),
  ...readList(at),
  writeJournal(at, { what: 'write that this job has the migration' }),
  raiseEpoch(at),
  ...carry(at),
  ...keepConflicts(at),
  keepFile(at, `${plannedRound(at, 'rollback')}carried.${placeholder('list-sha256')}.txt`, {
    what: 'keep the list of what came of each file',
  }),
  writeJournal(at, { what: 'write how many were copied' }),
];

const evidenceOf = ({ runbook }: Place) => ({
  bucket: runbook.evidence.bucket,
  owner: runbook.account,
});

function readList(at: Place): Operation[] {
  const token = placeholder('next-token?');
  return (['rollback', 'back'] as const).flatMap((role) => {
    const prefix = plannedRound(at, role);
    const only = `the job ${role === 'back' ? 'list-written' : 'rollback'} has made it`;
    return [
      callOf(at, listObjects(evidenceOf(at), prefix, { token }), {
        what: 'find the list of what was written',
        ...(role === 'back' && { only }),
      }),
      callOf(at, getObject(evidenceOf(at), `${prefix}${listName(placeholder('list-sha256'))}`), {
        what: 'read it',
        only,
      }),
    ];
  });
}

const BATCH = 'for each batch of files';
const CONFLICT = 'for each conflict';
const FILES = {
  repeats: 'file by file',
  sideBySide: 'file after file, the one and then the other',
  loop: BATCH,
};

function carry(at: Place): Operation[] {
  const { runbook } = at;
  const bucket = bucketOf(runbook);
  const key = placeholder('key');
  return [
    callOf(at, headObject(bucket, key), {
      what: "read owner, mode and time of the bucket's version",
      ...FILES,
    }),
    callOf(at, getObject(bucket, key, placeholder('etag')), {
      what: 'read its SHA-256',
      ...FILES,
    }),
    ...renewClaim(at, { only: 'the lease ends soon' }).map((one) => ({ ...one, loop: BATCH })),
    documentOf(at, carryFilesRun(runbook, placeholder('run'), placeholder('carried-files')), {
      what: `copy these files from ${runbook.gateway.export} to ${runbook.source.mount}, each as its owner; leave what has changed there`,
      changes: `files below ${runbook.source.mount}`,
      loop: BATCH,
    }),
  ];
}

/** The gateway's version of a conflict. */
function keepConflicts(at: Place): Operation[] {
  const kept = `${plannedRound(at, 'rollback')}conflicts/${placeholder('path-sha256')}`;
  const only = 'files have changed at the source, too';
  const about = { only, loop: CONFLICT };
  return [
    callOf(at, getObject(bucketOf(at.runbook), placeholder('key')), {
      what: 'read the version of the gateway',
      ...about,
    }),
    { ...keepFile(at, kept, { what: 'keep it aside', only }), loop: CONFLICT },
    callOf(at, headObject(evidenceOf(at), kept), { what: 'find what was kept', ...about }),
    callOf(at, getObject(evidenceOf(at), kept, placeholder('etag')), {
      what: 'read it back and compare its SHA-256',
      ...about,
    }),
  ];
}

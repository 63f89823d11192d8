// What the last proof before the switch keeps for a rollback, and how a rollback reads it.
import { getObject, listObjects, putRowsOnce } from '../../core/requests/s3.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { keptName, roundPrefix } from './kept-keys.ts';
import type { KeptLabel } from './kept-keys.ts';

const ROUND = { migration: placeholder('migration'), round: placeholder('round') };

const evidenceOf = ({ runbook }: Place) => ({
  bucket: runbook.evidence.bucket,
  owner: runbook.account,
});

/** Where the evidence of a round lies that jobs of this role keep. */
export const plannedRound = (at: Place, role: 'gate' | 'back' | 'rollback'): string =>
  roundPrefix(at.runbook.name, role, ROUND);

const keyOf = (at: Place, label: KeptLabel): string =>
  `${plannedRound(at, 'gate')}${keptName(label, placeholder('rows-sha256'))}`;

/** The listing of the bucket once more, and both files kept. */
export function keepListings(at: Place): Operation[] {
  const { bucket } = at.runbook;
  const of = { bucket: bucket.name, owner: bucket.owner };
  const start = { after: placeholder('start-after?'), token: placeholder('next-token?') };
  const keep = (label: KeptLabel, what: string): Operation =>
    keepFile(at, keyOf(at, label), { what });
  return [
    callOf(at, listObjects(of, bucket.prefix, start), {
      what: 'list the bucket once more: a rollback compares with it',
      repeats: 'page by page, several at once',
    }),
    keep('source', 'keep the manifest of the frozen source'),
    keep('bucket', 'keep the listing of the bucket'),
  ];
}

/** A file, written once. */
export const keepFile = (
  at: Place,
  key: string,
  { what, only }: { readonly what: string; readonly only?: string },
): Operation =>
  callOf(at, putRowsOnce(evidenceOf(at), key, placeholder('bytes-sha256')), {
    what,
    ...(only !== undefined && { only }),
    changes: `a new object, s3://${at.runbook.evidence.bucket}/${key}`,
  });

/** A kept file, found and read. */
export function fetchKept(at: Place, label: KeptLabel, only?: string): Operation[] {
  const about = only === undefined ? {} : { only };
  const token = placeholder('next-token?');
  return [
    callOf(at, listObjects(evidenceOf(at), plannedRound(at, 'gate'), { token }), {
      what: `find the kept ${label === 'bucket' ? 'listing of the bucket' : 'manifest of the frozen source'}`,
      ...about,
    }),
    callOf(at, getObject(evidenceOf(at), keyOf(at, label)), { what: 'read it', ...about }),
  ];
}

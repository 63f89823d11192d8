// What claim-migration does: it looks at the journal of the share, and writes one entry; at the run's end one more.
import {
  entryName,
  getObject,
  journalPrefix,
  listObjects,
  putOnce,
} from '../../core/requests/s3.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';

/** The claim, with the looks before it. */
export function claim(at: Place): Operation[] {
  const { of, prefix } = journalOf(at);
  const probe = `${prefix}${entryName(0)}`;
  return [
    callOf(at, putOnce(of, probe), {
      what: 'see that the evidence bucket creates no object twice',
      changes: `${probe}, where it is not there yet`,
      repeats: 'until S3 refuses it',
    }),
    callOf(at, getObject(of, probe), { what: 'read that its bytes are the known ones' }),
    ...readNewest(at, 'the share has had a migration'),
    callOf(at, putOnce(of, entryKey(prefix)), {
      what: 'claim the migration for this run',
      changes: 'one new entry of the journal',
    }),
  ];
}

/** The end of the claim. */
export function giveBack(at: Place): Operation[] {
  const { of, prefix } = journalOf(at);
  return [
    ...readNewest(at),
    callOf(at, putOnce(of, entryKey(prefix)), {
      what: 'give the migration back: another run may claim it',
      changes: 'one new entry of the journal',
      only: 'this run holds it, and its lease has not ended',
    }),
  ];
}

/** Reads the newest entry, and what stands before it. */
export function readNewest(at: Place, only?: string): Operation[] {
  const { of, prefix } = journalOf(at);
  return [
    callOf(at, listObjects(of, prefix, { token: placeholder('next-token?') }), {
      what: 'find the newest entry of the journal',
      repeats: 'page by page',
    }),
    callOf(at, getObject(of, entryKey(prefix)), {
      what: 'read who holds the migration, and the entry before',
      ...(only !== undefined && { only }),
      repeats: 'entry by entry',
    }),
  ];
}

/** The bucket of the journal, and the prefix of this share in it. */
export function journalOf({ runbook: { account: owner, evidence, gateway } }: Place) {
  return { of: { bucket: evidence.bucket, owner }, prefix: journalPrefix(gateway.share) };
}

/** The key of an entry, whose sequence only the run can know. */
export const entryKey = (prefix: string): string => `${prefix}${placeholder('journal-sequence')}.json`;

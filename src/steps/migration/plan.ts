// What steps do with the journal: they read who holds the migration, and write what they have reached.
import {
  entryName,
  getObject,
  journalPrefix,
  listObjects,
  putOnce,
} from '../../core/requests/s3.ts';
import { describeFileShares, updateShareFlag } from '../../core/requests/storage-gateway.ts';
import { callOf, documentOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { raiseRun } from '../servers/mount-runs.ts';

/** The probe: a store that creates an object twice is no place for a journal. */
export function probeJournal(at: Place): Operation[] {
  const { of, prefix } = journalOf(at);
  const probe = `${prefix}${entryName(0)}`;
  return [
    callOf(at, putOnce(of, probe), {
      what: 'see that the evidence bucket creates no object twice',
      changes: `${probe}, where it is not there yet`,
      repeats: 'until S3 refuses it',
    }),
    callOf(at, getObject(of, probe), { what: 'read that its bytes are the known ones' }),
  ];
}

/** Who holds the migration, and where it stands. */
export function readJournal(at: Place, { only }: { readonly only?: string } = {}): Operation[] {
  const { of, prefix } = journalOf(at);
  return [
    callOf(at, listObjects(of, prefix, { token: placeholder('next-token?') }), {
      ...(only !== undefined && { only }),
      what: 'find the newest entry of the journal',
      repeats: 'page by page',
    }),
    callOf(at, getObject(of, entryKey(prefix)), {
      ...(only !== undefined && { only }),
      what: 'read that this job holds the migration, and the entry before',
      repeats: 'entry by entry',
    }),
  ];
}

/** One entry more. */
export function writeJournal(at: Place, about: Pick<About, 'what'> & Partial<About>): Operation {
  const { of, prefix } = journalOf(at);
  return callOf(at, putOnce(of, entryKey(prefix)), {
    changes: 'one new entry of the journal',
    ...about,
  });
}

/** The claim once more, before the runner takes a session for changes. */
export const renewClaim = (at: Place, about: { readonly only?: string } = {}): Operation[] => [
  ...readJournal(at, about),
  writeJournal(at, {
    ...about,
    what: 'renew the claim, before the runner takes a session of 15 minutes for changes',
    repeats: 'every ten minutes',
  }),
];

/** Every server learns the epoch. */
export const raiseEpoch = (at: Place, about: Partial<About> = {}): Operation =>
  documentOf(at, raiseRun(at.runbook), {
    what: 'tell every server the epoch: what was sent before it does nothing there any more',
    changes: 'one note on each server',
    ...about,
  });

/** The beginning of a way back; `only` is its condition. */
export const turnBack = (at: Place, only: string): Operation[] => [
  ...readJournal(at, { only }),
  writeJournal(at, {
    what: 'write that the migration goes back',
    only: `${only}, and this job has not written it yet`,
  }),
  raiseEpoch(at, { only: `${only}, and something of this run may be left to undo` }),
];

const CLOSING = {
  what: 'make the share read-only, so that a server out of reach cannot write through it',
  changes: 'no client can write through the share until the rollback is settled',
};

/** The share closed for all clients; the job has a moment for it, and no more. */
export const closeShare = (at: Place, only: string): Operation[] =>
  setShare(at, true, {
    ...{ only, writes: `${only}, and the journal has not said yet how the share was` },
    write: 'write how the share was before',
    ...CLOSING,
  });

/** The share as it was before a rollback has closed it; `write` is all that the journal learns around it. */
export const openShare = (
  at: Place,
  asked: Pick<SetShare, 'only' | 'write' | 'writes' | 'closes'>,
): Operation[] =>
  setShare(at, false, {
    ...asked,
    what: 'make the share as it was before; first wait until the session of each earlier job has ended, so that a lost one cannot close it again',
    changes: 'clients of the share can write again',
  });

interface SetShare {
  readonly only: string;
  /** What the journal learns, and when: not only where the share is set. */
  readonly write: string;
  readonly writes: string;
  readonly what: string;
  readonly changes: string;
  /** When it is made read-only before. */
  readonly closes?: string;
}

/** Each of these may come first, and again: whether one is needed is known only then. */
function setShare(
  at: Place,
  readOnly: boolean,
  { closes, only, write, writes, what, changes }: SetShare,
): Operation[] {
  const { share } = at.runbook.gateway;
  const loop = 'as often as the share and the journal need it';
  return [
    callOf(at, describeFileShares('NFS', [share]), {
      ...{ only, loop },
      what: 'read whether the share takes writes',
      repeats: 'until it is as asked',
    }),
    ...readJournal(at, { only }).map((one) => ({ ...one, loop })),
    writeJournal(at, { what: write, only: writes, loop }),
    ...(closes === undefined
      ? []
      : [callOf(at, updateShareFlag(share, true), { ...CLOSING, only: closes, loop })]),
    callOf(at, updateShareFlag(share, readOnly), { what, changes, only, loop }),
  ];
}

function journalOf({ runbook: { account: owner, evidence, gateway } }: Place) {
  return { of: { bucket: evidence.bucket, owner }, prefix: journalPrefix(gateway.share) };
}

const entryKey = (prefix: string): string => `${prefix}${placeholder('journal-sequence')}.json`;

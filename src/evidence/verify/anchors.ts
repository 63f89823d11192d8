// What holds the evidence from outside. A chain shows that nothing was changed in it; only an anchor shows that it is the one.
import { createHash } from 'node:crypto';
import type { Evidence } from '../evidence.ts';
import { namesDigest } from '../judge-approvals.ts';
import type { Fault } from './fault.ts';
import { nameOf } from './fault.ts';

/** An entry of the journal as a file of the folder. */
export interface EntryFile {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** What was given from outside. */
export interface Outside {
  /** The digest of the evidence, as somebody kept it elsewhere. */
  readonly digest: string | undefined;
  readonly journal: readonly EntryFile[];
}

/** Whether something from outside holds the evidence, each anchor in a line of its own, and what contradicts it. */
export interface Anchors {
  readonly anchored: boolean;
  readonly lines: readonly string[];
  readonly faults: readonly Fault[];
}

/** Compares the evidence with what stands outside of it. */
export function anchorsOf(evidence: Evidence, outside: Outside): Anchors {
  const given = givenDigest(evidence, outside.digest);
  const journal = journalAnchor(evidence, outside.journal);
  return {
    anchored: given.anchored,
    lines: [...given.lines, ...journal.lines, commentLine(evidence), ATTESTATION],
    faults: [...given.faults, ...journal.faults],
  };
}

const ATTESTATION =
  'attestation: not checked here; where the repository makes one, "gh attestation verify" of docs/evidence.md does';

function givenDigest({ digest }: Evidence, given: string | undefined): Anchors {
  if (given === undefined)
    return { anchored: false, lines: ['digest from outside: none given (--digest)'], faults: [] };
  if (given === digest)
    return {
      anchored: true,
      lines: ['digest from outside: it is that of the evidence'],
      faults: [],
    };
  const says = `expected the digest that was given, ${given}, got ${digest}`;
  return { anchored: false, lines: [], faults: [{ where: 'evidence.json', says }] };
}

/** The journal holds the entries that the records name. The records it does not hold. */
function journalAnchor({ records }: Evidence, journal: readonly EntryFile[]): Anchors {
  if (journal.length === 0)
    return { anchored: false, lines: ['journal: no entries given'], faults: [] };
  const digests = new Map(journal.map(({ bytes, sequence }) => [sequence, sha256(bytes)]));
  const faults = [
    ...journal.flatMap((file) => follows(file, digests.get(file.sequence - 1))),
    ...records.flatMap((record) => {
      const { entry } = record.chain;
      if (entry === null) return [];
      const found = digests.get(entry.sequence);
      if (found === entry.digest) return [];
      const got = found === undefined ? 'no such entry' : `one with the digest ${found}`;
      return [
        {
          where: nameOf(record),
          says: `names entry ${entry.sequence} of the journal; the journal has ${got}`,
        },
      ];
    }),
  ];
  const line =
    faults.length === 0
      ? 'journal: it has each entry that a record names. It does not hold the records themselves'
      : 'journal: contradicts the records';
  return { anchored: false, lines: [line], faults };
}

function follows({ bytes, sequence }: EntryFile, before: string | undefined): readonly Fault[] {
  if (before === undefined) return [];
  const named = /"before":"([0-9a-f]{64})"/.exec(Buffer.from(bytes).toString('latin1'))?.[1];
  if (named === before) return [];
  return [
    { where: `journal entry ${sequence}`, says: `expected to name the entry before it, ${before}` },
  ];
}

/** A reviewer who wrote the first digits of a digest has seen it. Only GitHub can say that the comment is theirs. */
function commentLine({ approvals, records }: Evidence): string {
  const asked = records.flatMap(({ data, step }) =>
    step === 'ask-approval' && typeof data.digest === 'string' ? [data.digest] : [],
  );
  const by = approvals
    .filter(({ comment }) => asked.some((one) => namesDigest(comment, one)))
    .map(({ user }) => user);
  return by.length === 0
    ? 'comment of a reviewer: none names the digest of what was asked'
    : `comment of a reviewer: ${by.join(', ')} named the digest of what was asked; compare with the page of the run`;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

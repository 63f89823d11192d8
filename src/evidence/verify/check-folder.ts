// A folder: the evidence, the records beside it one by one, the entries of the journal.
import { digest } from '../../core/canonical-json.ts';
import { sideBranches } from '../chain.ts';
import type { ChainedRecord } from '../chain.ts';
import type { Evidence } from '../evidence.ts';
import { sideFileInWords } from '../side-record.ts';
import { RECORD } from '../schema/record-schema.ts';
import { misfit } from '../schema/schema.ts';
import { checkChains } from './check-chains.ts';
import { checkEvidence } from './check-evidence.ts';
import { checkKinds } from './check-kind.ts';
import { nameOf } from './fault.ts';
import type { Fault } from './fault.ts';
import { readJson } from './read-json.ts';
import { Unreadable } from './read-places.ts';
import type { Given, Places } from './read-places.ts';

/** What was found in all files together. */
export interface Whole {
  readonly evidence: Evidence | undefined;
  readonly records: readonly ChainedRecord[];
  readonly faults: readonly Fault[];
  /** What a reader should know and what is no fault. */
  readonly notes: readonly string[];
}

/** Checks the evidence, and every record beside it against the evidence. */
export function checkPlaces({ evidence: files, others }: Places): Whole {
  const [first, second] = files;
  if (second !== undefined)
    throw new Unreadable(
      `evidence.json: expected one, got ${files.length}; give the folder of one attempt`,
    );
  const beside = others.map(readRecord);
  const loose = beside.flatMap(({ record }) => (record === undefined ? [] : [record]));
  const notes = beside.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const faults = beside.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  if (first === undefined) {
    if (loose.length === 0 && faults.length === 0)
      throw new Unreadable(
        'the folder: expected evidence.json or records, got neither; give the folder of the artifact',
      );
    const open = {
      where: 'the folder',
      says: 'has no evidence.json: without its closing record nobody knows whether the chains are whole',
    };
    return {
      evidence: undefined,
      records: loose,
      faults: [...faults, ...checkChains(loose), ...checkKinds(loose), open],
      notes,
    };
  }
  const { evidence, faults: own } = evidenceIn(first);
  if (evidence === undefined)
    return { evidence, records: loose, faults: [...own, ...faults], notes };
  const compared = compare(evidence, loose);
  return {
    ...{ evidence, records: evidence.records },
    faults: [...own, ...faults, ...compared.faults],
    notes: [...sideNotes(evidence), ...notes, ...compared.notes],
  };
}

function evidenceIn({ bytes, name }: Given): ReturnType<typeof checkEvidence> {
  const read = readJson(bytes);
  if (read.fault !== undefined)
    return { evidence: undefined, faults: [{ where: name, says: read.fault }] };
  return checkEvidence(read.value);
}

interface Beside {
  readonly record?: ChainedRecord;
  readonly fault?: Fault;
  readonly note?: string;
}

function readRecord({ bytes, name }: Given): Beside {
  const read = readJson(bytes, true);
  const { value } = read;
  if (value !== undefined && (typeof value !== 'object' || value === null || !('chain' in value)))
    return { note: `${name}: ${sideOf(value) ?? 'is no record, and was not looked at'}` };
  if (read.fault !== undefined) return { fault: { where: name, says: read.fault } };
  const found = misfit(value, RECORD);
  if (found === undefined) return { record: value as ChainedRecord };
  return {
    fault: { where: name, says: `${found.at}: expected ${found.expected}, got ${found.got}` },
  };
}

const sideOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? sideFileInWords(value) : undefined;

/** Each record beside the evidence is the one in it, or came behind its closing record. */
function compare(
  evidence: Evidence,
  loose: readonly ChainedRecord[],
): Pick<Whole, 'faults' | 'notes'> {
  const key = ({ attempt, chain, job, run }: ChainedRecord): string =>
    `${run}/${attempt}/${job}/${chain.number}`;
  const known = new Map(evidence.records.map((record) => [key(record), record]));
  const later = loose.filter((record) => !known.has(key(record)));
  const all = [...evidence.records, ...later];
  const side = sideBranches(all.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)));
  const isLate = ({ attempt, chain, job }: ChainedRecord): boolean =>
    side.some((one) => one.attempt === attempt && one.job === job && chain.number >= one.from);
  const changed = loose.flatMap((record) => {
    const own = known.get(key(record));
    if (own === undefined || digest(own) === digest(record)) return [];
    return [
      {
        where: nameOf(record),
        says: 'the file beside evidence.json is another than the record in it',
      },
    ];
  });
  const unknown = later
    .filter((record) => record.job !== 'report' && !isLate(record))
    .map((record) => ({ where: nameOf(record), says: 'evidence.json does not have it' }));
  const chained = later.length === 0 ? [] : checkChains(all);
  const inside = new Set(
    checkChains(evidence.records).map(({ says, where }) => `${where}\n${says}`),
  );
  return {
    faults: [
      ...changed,
      ...unknown,
      ...checkKinds(later),
      ...chained.filter(({ says, where }) => !inside.has(`${where}\n${says}`)),
    ],
    notes: later.map((record) => `${nameOf(record)}: came behind the closing record`),
  };
}

const sideNotes = ({ side }: Evidence): readonly string[] =>
  side.map(
    ({ attempt, from, job }) =>
      `side branch: ${job}, attempt ${attempt}, from record ${from}: another job had taken the migration over`,
  );

// The chains of the records: each record in its place, once, behind the one that it names, with none missing.
import { digest } from '../../core/canonical-json.ts';
import { beginningOf, chainsOf, inOrder } from '../chain.ts';
import type { ChainedRecord, EntryName } from '../chain.ts';
import { nameOf, placeOf } from './fault.ts';
import type { Fault } from './fault.ts';

/** What of the chains of `records` does not hold, without a look at any closing record. */
export function checkChains(records: readonly ChainedRecord[]): readonly Fault[] {
  return [
    ...chainsOf(records).flatMap(({ records: own }) => [
      ...repeated(own),
      ...gaps(own),
      ...brokenLinks(own),
      ...fallingEntries(own),
    ]),
    ...otherEntries(records),
    ...otherStands(records),
  ];
}

/** What stands in another place than the one order of records has it. */
export function checkOrder(records: readonly ChainedRecord[]): readonly Fault[] {
  const ordered = records.toSorted(inOrder);
  return records.flatMap((record, i) =>
    ordered[i] === record
      ? []
      : [{ where: nameOf(record), says: `expected in another place than ${i + 1} of the records` }],
  );
}

const repeated = (own: readonly ChainedRecord[]): readonly Fault[] =>
  own.flatMap((record, i) =>
    own[i - 1]?.chain.number === record.chain.number
      ? [{ where: nameOf(record), says: 'expected once, got more than one with this number' }]
      : [],
  );

function gaps(own: readonly ChainedRecord[]): readonly Fault[] {
  const numbers = new Set(own.map(({ chain }) => chain.number));
  return own.flatMap(({ attempt, chain: { number }, job }) => {
    if (number === 1 || numbers.has(number - 1)) return [];
    const where = placeOf(job, attempt, number - 1);
    return [{ where, says: `is missing, and record ${number} follows it` }];
  });
}

function brokenLinks(own: readonly ChainedRecord[]): readonly Fault[] {
  const digests = new Map<number, string[]>();
  for (const record of own) {
    const { number } = record.chain;
    digests.set(number, [...(digests.get(number)?.slice(0, 1) ?? []), digest(record)]);
  }
  return own.flatMap((record) => {
    const { before, number } = record.chain;
    const expected = number === 1 ? [beginningOf(record)] : (digests.get(number - 1) ?? []);
    if (expected.length === 0 || expected.includes(before)) return [];
    const says =
      number === 1
        ? 'does not name the beginning of its chain as the digest before it'
        : `names ${before} as the digest of the record before it, which has ${expected.join(', ')}: one of the two was changed`;
    return [{ where: nameOf(record), says }];
  });
}

/** A job reads the journal forwards. */
function fallingEntries(own: readonly ChainedRecord[]): readonly Fault[] {
  let newest = 0;
  return own.flatMap((record) => {
    const sequence = record.chain.entry?.sequence ?? 0;
    if (sequence >= newest) {
      newest = sequence;
      return [];
    }
    const says = `stands under entry ${sequence} of the journal, and a record before it under ${newest}`;
    return [{ where: nameOf(record), says }];
  });
}

/** One entry has one digest, whoever names it. */
function otherEntries(records: readonly ChainedRecord[]): readonly Fault[] {
  const seen = new Map<number, EntryName>();
  return records.flatMap((record) => {
    const { entry } = record.chain;
    if (entry === null) return [];
    const known = seen.get(entry.sequence) ?? entry;
    seen.set(entry.sequence, known);
    if (digest(known) === digest(entry)) return [];
    const says = `names another entry ${entry.sequence} of the journal than the records before it`;
    return [{ where: nameOf(record), says }];
  });
}

const ONE_FOR_ALL = ['commit', 'runbook', 'plan'] as const;

/** A run has one commit, one runbook and one plan. */
function otherStands(records: readonly ChainedRecord[]): readonly Fault[] {
  return ONE_FOR_ALL.flatMap((name) => {
    const known = records.find(({ chain }) => chain[name] !== null)?.chain[name];
    return records.flatMap((record) => {
      const own = record.chain[name];
      if (own === null || own === known) return [];
      return [
        { where: nameOf(record), says: `names ${name} ${own}, other records ${String(known)}` },
      ];
    });
  });
}

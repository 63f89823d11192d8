// The closing record against the records: what was changed, left out, added or cut off behind it.
import { digest } from '../../core/canonical-json.ts';
import { chainsOf } from '../chain.ts';
import type { ChainedRecord, ClosedChain, Closing } from '../chain.ts';
import { nameOf, placeOf } from './fault.ts';
import type { Fault } from './fault.ts';

const WHERE = 'the closing record';

/** What of `records` is otherwise than `closing` lists it. */
export function checkClosing(
  records: readonly ChainedRecord[],
  closing: Closing,
): readonly Fault[] {
  const head = digest(closing.chains);
  // A closing record that contradicts itself says nothing about the records.
  if (head !== closing.head)
    return [{ where: WHERE, says: `expected the head ${head} of its chains, got ${closing.head}` }];
  const listed = closing.chains.reduce((sum, chain) => sum + chain.records.length, 0);
  const counts =
    listed === closing.count
      ? []
      : [{ where: WHERE, says: `counts ${closing.count} records and lists ${listed}` }];
  const cut =
    records.length < closing.count
      ? [
          {
            where: 'the chain',
            says: `is cut: the closing record counts ${closing.count} records, and ${records.length} are there`,
          },
        ]
      : [];
  const all = new Map(chainsOf(records).map((chain) => [keyOf(chain), chain.records]));
  const known = new Set(closing.chains.map(keyOf));
  return [
    ...counts,
    ...cut,
    ...closing.chains.flatMap((chain) => ofChain(chain, all.get(keyOf(chain)) ?? [])),
    ...[...all].flatMap(([key, own]) => (known.has(key) ? [] : own.map(unknown))),
  ];
}

const keyOf = ({ attempt, job }: Pick<ClosedChain, 'attempt' | 'job'>): string =>
  `${attempt}/${job}`;

const unknown = (record: ChainedRecord): Fault => ({
  where: nameOf(record),
  says: 'the closing record does not list it',
});

function ofChain(
  { attempt, job, records: digests }: ClosedChain,
  own: readonly ChainedRecord[],
): readonly Fault[] {
  const numbers = new Set(own.map(({ chain }) => chain.number));
  const missing = digests.flatMap((_, i) =>
    numbers.has(i + 1)
      ? []
      : [{ where: placeOf(job, attempt, i + 1), says: 'is missing; the closing record lists it' }],
  );
  const changed = own.flatMap((record) => {
    const expected = digests[record.chain.number - 1];
    if (expected === undefined) return [unknown(record)];
    const got = digest(record);
    if (got === expected) return [];
    return [
      { where: nameOf(record), says: `was changed: expected the digest ${expected}, got ${got}` },
    ];
  });
  return [...missing, ...changed];
}

// The verifier names the record that somebody changed, dropped, repeated or put elsewhere.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, digest } from '../../../src/core/canonical-json.ts';
import { closingOf } from '../../../src/evidence/chain.ts';
import type { ChainedRecord } from '../../../src/evidence/chain.ts';
import { evidenceText } from '../../../src/evidence/evidence.ts';
import type { Evidence } from '../../../src/evidence/evidence.ts';
import { checkPlaces } from '../../../src/evidence/verify/check-folder.ts';
import { nameOf } from '../../../src/evidence/verify/fault.ts';
import { chained, CONFIRMED, entry, evidence, faultsOf, forged } from './sample.ts';

const WHOLE = evidence();
const { records: RECORDS } = WHOLE;
const places = (given: Evidence): readonly string[] => faultsOf(given).map(({ where }) => where);
const says = (given: unknown): string =>
  faultsOf(given)
    .map((fault) => `${fault.where}: ${fault.says}`)
    .join('\n');
const position = fc.nat({ max: RECORDS.length - 1 });
const at = (i: number): ChainedRecord => RECORDS[i] as ChainedRecord;

test('whole evidence is consistent', () => {
  expect(faultsOf(WHOLE)).toEqual([]);
});

describe('property', () => {
  const bytes = Buffer.from(evidenceText(WHOLE));
  const checkBytes = (changed: Buffer) =>
    checkPlaces({ evidence: [{ name: 'evidence.json', bytes: changed }], others: [], journal: [] });

  test('any flipped bit of the file is found', () => {
    expect(checkBytes(bytes).faults).toEqual([]);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(checkBytes(changed).faults).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('any flipped bit of a text in a record names that record, whatever digest stands over all', () => {
    fc.assert(
      fc.property(position, fc.nat(), (i, bit) => {
        const text = canonicalJson(at(i));
        const changed = Buffer.from(text);
        const byte = (bit >> 3) % changed.length;
        changed[byte] = (changed[byte] ?? 0) ^ (1 << (bit & 7));
        let record: unknown;
        try {
          record = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(changed));
        } catch {
          return;
        }
        // Another spelling of the same value, which the file as a whole would show.
        if (canonicalJson(record) === text) return;
        const found = says(forged(WHOLE, RECORDS.with(i, record as ChainedRecord)));
        expect(found).toMatch(
          new RegExp(
            `place ${i + 1} of the records|record ${at(i).chain.number} of ${at(i).job}, attempt ${at(i).attempt}\\b`,
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('a dropped record is named as missing', () => {
    fc.assert(
      fc.property(position, (i) => {
        const { attempt, chain, job } = at(i);
        expect(says(forged(WHOLE, RECORDS.toSpliced(i, 1)))).toContain(
          `record ${chain.number} of ${job}, attempt ${attempt}: is missing`,
        );
      }),
    );
  });

  test('a repeated record is named', () => {
    fc.assert(
      fc.property(position, position, (i, j) => {
        expect(says(forged(WHOLE, RECORDS.toSpliced(j, 0, at(i))))).toContain(
          `${nameOf(at(i))}: expected once`,
        );
      }),
    );
  });

  test('swapped records are both named', () => {
    fc.assert(
      fc.property(position, position, (i, j) => {
        fc.pre(i !== j);
        const swapped = RECORDS.with(i, at(j)).with(j, at(i));
        expect(places(forged(WHOLE, swapped))).toEqual(
          expect.arrayContaining([nameOf(at(i)), nameOf(at(j))]),
        );
      }),
    );
  });

  test('a chain that was cut short is told from a whole one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: RECORDS.length - 1 }), (length) => {
        expect(says(forged(WHOLE, RECORDS.slice(0, length)))).toContain(
          `the chain: is cut: the closing record counts ${RECORDS.length} records, and ${length} are there`,
        );
      }),
    );
  });
});

test('without its closing record it is cut', () => {
  const { closing: _, ...cut } = WHOLE;
  expect(says(cut)).toMatch(/has no closing record: it is cut/);
});

test('a record that was changed and chained again is found by the closing record alone', () => {
  const parts = CONFIRMED.with(2, {
    job: 'sync',
    id: 'delta',
    step: 'run-datasync',
    data: { seen: 1 },
  });
  const found = places(forged(WHOLE, chained(parts)));
  expect(found).toContain('record 2 of sync, attempt 1 (delta)');
  expect(found.filter((where) => where.includes('cutover'))).toEqual([]);
});

test('a closing record that was changed is named itself', () => {
  const closing = { ...WHOLE.closing, head: digest('other') };
  expect(says({ ...WHOLE, closing })).toMatch(/the closing record: expected the head/);
});

test('a closing record of fewer records still lacks the job that has succeeded', () => {
  const records = RECORDS.filter(({ job }) => job !== 'sync');
  const { digest: _, ...rest } = WHOLE;
  const whole = { ...rest, records, closing: closingOf(records) };
  expect(says({ ...whole, digest: digest(whole) })).toBe(
    'job sync: has succeeded, and its records are not there, or not all\nevidence.json: expected the outcome {"begun":true,"ending":"unproven","left":"unknown"} of its records, got {"begun":true,"ending":"confirmed","left":"nothing"}',
  );
});

test('what a lost runner had kept in the bucket ends as the report has judged it', () => {
  const state = { ending: 'failed', left: 'unknown', begun: true } as const;
  const jobs = { plan: 'success', sync: 'success', cutover: 'failure' };
  expect(says(evidence(CONFIRMED.slice(0, -1), { state, jobs }))).toBe('');
});

const REVIEW = {
  environments: ['cutover'],
  state: 'approved',
  user: 'reviewer',
  isPerson: true,
  comment: '',
};

test.each([
  ['nobody', [], /the gate: was passed with 0 of quorum 1/],
  ['who started the run', [{ ...REVIEW, user: 'Starter' }], /Starter started the run/],
] as const)('a gate that was passed by %s', (_, approvals, expected) => {
  expect(says(evidence(CONFIRMED, { approvals }))).toMatch(expected);
});

test('a count of approvals that its approvals do not make', () => {
  const gate = { ...WHOLE.gate, people: ['reviewer', 'another'] };
  expect(says(evidence(CONFIRMED, { gate }))).toMatch(/^the gate: expected the count/);
});

test.each([
  ['commit', { commit: 'b'.repeat(40) }, /record 1 of verify.*names commit b+, other records a+$/m],
  ['runbook', { runbook: 'b'.repeat(64) }, /record 1 of verify.*names the runbook b+/],
  ['plan', { plan: 'b'.repeat(64) }, /record 1 of verify.*names another plan than/],
] as const)('a record of another %s is named', (_, stand, expected) => {
  expect(says(evidence(CONFIRMED.with(3, { job: 'verify', id: 'tree', stand })))).toMatch(expected);
});

test('a step that the plan does not have is named', () => {
  const parts = CONFIRMED.with(3, { job: 'verify', id: 'other', step: 'verify-s3' });
  expect(says(evidence(parts))).toBe(
    'record 1 of verify, attempt 1 (other): is of a step that the plan does not have',
  );
});

test('operations that are not those of the digest are named', () => {
  const [plan] = CONFIRMED;
  const parts = CONFIRMED.with(0, {
    job: 'plan',
    id: 'plan',
    data: { ...plan?.data, until: 'proof' },
  });
  expect(says(evidence(parts))).toMatch(/^record 1 of plan.*its operations have the digest/);
});

test.each([
  ['another entry of the same sequence', entry(1, 2), /names another entry 1 of the journal/],
  [
    'an older entry than before',
    entry(1, 1),
    /stands under entry 1 of the journal, and a record before it under 2/,
  ],
] as const)('%s is named', (_, other, expected) => {
  const parts = CONFIRMED.with(5, {
    ...{ job: 'cutover', id: 'freeze', step: 'freeze-source', data: { frozen: [{}] } },
    stand: { entry: other },
  });
  expect(says(evidence(parts))).toMatch(expected);
});

test('a late runner is a side branch, and no fault', () => {
  const late = [
    ...CONFIRMED,
    { job: 'sync', id: 'claim', step: 'claim-migration', at: 20, attempt: 1 },
  ];
  const given = evidence(late);
  expect(given.side).toEqual([{ job: 'sync', attempt: 1, from: 3 }]);
  expect(faultsOf(given)).toEqual([]);
  expect(says({ ...given, side: [] })).toMatch(/names other side branches than its records make/);
});

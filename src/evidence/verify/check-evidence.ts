// evidence.json as a whole: its form, its digest, its records, its gate, its plan.
import { canonicalJson, digest } from '../../core/canonical-json.ts';
import { sideBranches } from '../chain.ts';
import type { Evidence } from '../evidence.ts';
import { jobsWithoutRecords } from '../run-ending.ts';
import { EVIDENCE } from '../schema/evidence-schema.ts';
import { misfit } from '../schema/schema.ts';
import { checkChains, checkOrder } from './check-chains.ts';
import { checkClosing } from './check-closing.ts';
import { checkGate } from './check-gate.ts';
import { checkKinds } from './check-kind.ts';
import { checkOutcome, checkPlan } from './check-plan.ts';
import { nameOf } from './fault.ts';
import type { Fault } from './fault.ts';

const WHERE = 'evidence.json';

/** What a value is as evidence: evidence and what of it fails, or only why it is none. */
export interface Checked {
  readonly evidence: Evidence | undefined;
  readonly faults: readonly Fault[];
}

/** Checks all that evidence.json says of itself. */
export function checkEvidence(value: unknown): Checked {
  if (isObject(value) && !Object.hasOwn(value, 'closing'))
    return none({
      where: WHERE,
      says: 'has no closing record: it is cut, or no evidence of this format',
    });
  const found = misfit(value, EVIDENCE);
  if (found !== undefined) {
    const { at, expected, got } = found;
    return none({ where: recordAt(value, at), says: `${at}: expected ${expected}, got ${got}` });
  }
  const evidence = value as Evidence;
  const { closing, records } = evidence;
  return {
    evidence,
    faults: [
      ...checkDigest(evidence),
      ...checkClosing(records, closing),
      ...checkChains(records),
      ...checkOrder(records),
      ...checkKinds(records),
      ...checkNames(evidence),
      ...checkSide(evidence),
      ...checkGate(evidence),
      ...checkPlan(evidence),
      ...checkOutcome(evidence),
    ],
  };
}

const none = (fault: Fault): Checked => ({ evidence: undefined, faults: [fault] });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The record that a place of the evidence is in, as far as it can be named. */
function recordAt(value: unknown, at: string): string {
  const [, index] = /^records\.([0-9]+)/.exec(at) ?? [];
  if (index === undefined || !isObject(value) || !Array.isArray(value.records)) return WHERE;
  const record: unknown = value.records[Number(index)];
  const place = `place ${Number(index) + 1} of the records`;
  if (!isObject(record)) return place;
  const [job, id] = [record.job, record.id];
  return typeof job === 'string' && typeof id === 'string' ? `${place} (${job}, ${id})` : place;
}

function checkDigest({ digest: told, ...rest }: Evidence): readonly Fault[] {
  const got = digest(rest);
  return got === told ? [] : [{ where: WHERE, says: `expected the digest ${got}, got ${told}` }];
}

/** The records are of this run, and of this runbook; no job has succeeded without one. */
function checkNames({ jobs, records, run, runbook }: Evidence): readonly Fault[] {
  const own = digest(runbook);
  return [
    ...records.flatMap((record) => [
      ...(record.run === run ? [] : [{ where: nameOf(record), says: `is of run ${record.run}` }]),
      ...(record.chain.runbook === null || record.chain.runbook === own
        ? []
        : [
            {
              where: nameOf(record),
              says: `names the runbook ${record.chain.runbook}, and that of the evidence is ${own}`,
            },
          ]),
    ]),
    ...jobsWithoutRecords(new Map(Object.entries(jobs)), records).map((job) => ({
      where: `job ${job}`,
      says: 'has succeeded, and its records are not there, or not all',
    })),
  ];
}

function checkSide({ records, side }: Evidence): readonly Fault[] {
  const found = sideBranches(records);
  if (canonicalJson(found) === canonicalJson(side)) return [];
  return [{ where: WHERE, says: 'names other side branches than its records make' }];
}

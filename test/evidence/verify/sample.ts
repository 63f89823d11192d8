// Records as the steps of a run chain them, and the evidence that a report makes of them.
import { canonicalJson, digest } from '../../../src/core/canonical-json.ts';
import type { StepRecord } from '../../../src/core/record.ts';
import { countApprovals } from '../../../src/evidence/approval-count.ts';
import { inOrder, linkBehind } from '../../../src/evidence/chain.ts';
import type { ChainedRecord, EntryName, Stand } from '../../../src/evidence/chain.ts';
import { evidenceOf } from '../../../src/evidence/evidence.ts';
import type { Evidence, RunFacts } from '../../../src/evidence/evidence.ts';
import { checkEvidence } from '../../../src/evidence/verify/check-evidence.ts';
import type { Fault } from '../../../src/evidence/verify/fault.ts';
import { load, sound } from '../../runbook/image-archive.ts';
import { leastData } from './least.ts';

const RUNBOOK = load(sound);
const PLACEHOLDERS = {};
const STEPS: Readonly<Record<string, readonly string[]>> = {
  sync: ['claim', 'delta'],
  verify: ['tree'],
  cutover: ['claim', 'freeze', 'switch'],
  report: ['report'],
};
const JOBS = Object.entries(STEPS).map(([job, steps]) => ({
  job,
  operations: steps.map((step) => ({ job, step, what: 'something' })),
}));
const PLAN = {
  ...{ format: 1, until: 'cutover', runbook: RUNBOOK },
  ...{ jobs: JOBS, placeholders: PLACEHOLDERS },
};

export const entry = (sequence: number, epoch: number): EntryName => ({
  sequence,
  digest: digest({ sequence }),
  migration: '0123456789ab',
  epoch,
});

/** What a record stands under where nothing is known. */
export const NOWHERE: Stand = {
  ...{ entry: null, commit: null, runbook: null, plan: null },
  ...{ documents: {}, startedBy: [] },
};

/** What differs between the records of a test. */
export interface Part {
  readonly job: string;
  readonly id: string;
  readonly attempt?: number;
  readonly step?: string;
  readonly at?: number;
  readonly data?: object;
  /** `data` is all of it: the members that its kind must have are not added. */
  readonly exact?: true;
  readonly stand?: Partial<Stand>;
  readonly more?: Partial<StepRecord>;
}

/** The parts as records, each behind the one before it in its chain, in the order of all. */
export function chained(parts: readonly Part[]): readonly ChainedRecord[] {
  const records: ChainedRecord[] = [];
  for (const [
    i,
    { at = i, attempt = 1, data = {}, exact, id, job, more, stand, step = id },
  ] of parts.entries()) {
    const time = (seconds: number): string =>
      new Date(1_795_000_000_000 + seconds * 1000).toISOString();
    const record: StepRecord = {
      ...{ format: 2, step, id, job, runbook: 'runbooks/image-archive.yml', run: '42', attempt },
      ...{ startedAt: time(at), endedAt: time(at + 1), verdict: 'pass', says: 'Done.' },
      ...{ facts: [{ name: 'Where', value: 'ordner/Bücher' }], warnings: [] },
      data: { ...(exact ? {} : leastData(step)), ...data },
      ...more,
    };
    const chain = linkBehind(records, record, {
      ...{ entry: null, commit: 'a'.repeat(40), runbook: digest(RUNBOOK), plan: digest(PLAN) },
      ...{ documents: {}, startedBy: ['starter'] },
      ...stand,
    });
    records.push({ ...record, chain });
  }
  return records.sort(inOrder);
}

const PLANNED: Part = {
  ...{ job: 'plan', id: 'plan' },
  data: { digest: digest(PLAN), until: 'cutover', placeholders: PLACEHOLDERS, jobs: JOBS },
};

/** The parts of a run that was confirmed. */
export const CONFIRMED: readonly Part[] = [
  PLANNED,
  { job: 'sync', id: 'claim', step: 'claim-migration', stand: { entry: entry(1, 1) } },
  { job: 'sync', id: 'delta', step: 'run-datasync' },
  { job: 'verify', id: 'tree', step: 'verify-s3' },
  { job: 'cutover', id: 'claim', step: 'claim-migration', stand: { entry: entry(2, 2) } },
  {
    ...{ job: 'cutover', id: 'freeze', step: 'freeze-source', data: { frozen: [{}] } },
    stand: { documents: { 'freeze-source': { version: '3', hash: 'f'.repeat(64) } } },
  },
  {
    ...{ job: 'cutover', id: 'switch', step: 'switch-mount', data: { state: 'gateway' } },
    stand: { entry: entry(4, 2) },
  },
];

const REVIEWER = {
  environments: ['cutover'],
  state: 'approved',
  user: 'reviewer',
  isPerson: true,
  comment: '',
};

/** The evidence of these parts, as the report makes it; `facts` are otherwise than those of a confirmed run. */
export function evidence(
  parts: readonly Part[] = CONFIRMED,
  facts: Partial<RunFacts> = {},
): Evidence {
  const approvals = facts.approvals ?? [REVIEWER];
  const { met, people, quorum, unproven } = countApprovals(RUNBOOK, approvals, 1);
  const records = chained(parts);
  return evidenceOf(
    {
      ...{ run: '42', attempt: 1, url: null, runbook: RUNBOOK, approvals },
      state: { ending: 'confirmed', left: 'nothing', begun: true },
      jobs: { plan: 'success', sync: 'success', cutover: 'success' },
      gate: { passed: records.some(({ job }) => job === 'cutover'), met, people, quorum, unproven },
      ...{
        change: { ticket: 'CHG0000001', reason: 'test' },
        missing: [],
        standing: [],
        doubt: null,
      },
      ...facts,
    },
    records,
  );
}

/** What the verifier finds, after the way through a file. */
export const faultsOf = (value: unknown): readonly Fault[] =>
  checkEvidence(JSON.parse(canonicalJson(value))).faults;

/** The same evidence with other records under the digest that fits them: somebody who forges has no shame. */
export function forged(given: Evidence, records: readonly unknown[]): Evidence {
  const { digest: _, ...rest } = given;
  const whole = { ...rest, records: records as readonly ChainedRecord[] };
  return { ...whole, digest: digest(whole) };
}

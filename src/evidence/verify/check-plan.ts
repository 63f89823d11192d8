// The plan against its digest and the records, and the outcome of the run against what the records say.
import { canonicalJson, digest } from '../../core/canonical-json.ts';
import type { ChainedRecord } from '../chain.ts';
import type { Evidence } from '../evidence.ts';
import { cutoverIsLost, endingOf, jobsWithoutRecords } from '../run-ending.ts';
import type { Course } from '../run-ending.ts';
import { nameOf } from './fault.ts';
import type { Fault } from './fault.ts';

/** A record of the action `plan` that has the operations. */
interface PlanRecord extends ChainedRecord {
  readonly data: {
    readonly digest: unknown;
    readonly until: unknown;
    readonly placeholders: unknown;
    readonly jobs: readonly unknown[];
  };
}

const isPlan = (record: ChainedRecord): record is PlanRecord =>
  record.step === 'plan' && Array.isArray(record.data.jobs);

/** The plan's digest is that of its operations; each record names that plan, and is of a step that it has. */
export function checkPlan({ records, runbook }: Evidence): readonly Fault[] {
  const plans = records.filter(isPlan);
  const [first] = plans;
  if (first === undefined) return [];
  const planned = new Set(first.data.jobs.flatMap(stepsOf));
  return [
    ...plans.flatMap((record) => {
      const { digest: told, jobs, placeholders, until } = record.data;
      const got = digest({ format: 1, until, runbook, jobs, placeholders });
      if (got === told) return [];
      const says = `names the plan ${String(told)}, and its operations have the digest ${got}`;
      return [{ where: nameOf(record), says }];
    }),
    ...records.flatMap((record) => [
      ...(record.chain.plan === null || record.chain.plan === first.data.digest
        ? []
        : [{ where: nameOf(record), says: `names another plan than ${nameOf(first)}` }]),
      ...(record.step === 'plan' || planned.has(`${record.job}/${record.id}`)
        ? []
        : [{ where: nameOf(record), says: 'is of a step that the plan does not have' }]),
    ]),
  ];
}

/** The names of the steps of a job of the plan; none where it has another form. */
function stepsOf(job: unknown): readonly string[] {
  const { operations } = (job ?? {}) as { readonly operations?: unknown };
  if (!Array.isArray(operations)) return [];
  return operations.map((operation: unknown) => {
    const { job: name, step } = (operation ?? {}) as {
      readonly job?: unknown;
      readonly step?: unknown;
    };
    return `${String(name)}/${String(step)}`;
  });
}

/** The outcome is the one that the records make, where a record says how far the run should go. */
export function checkOutcome({
  approvals,
  jobs,
  missing,
  records,
  state,
}: Evidence): readonly Fault[] {
  const until = records.find(isPlan)?.data.until;
  if (until !== 'plan' && until !== 'proof' && until !== 'cutover') return [];
  const results = new Map(Object.entries(jobs));
  const course: Course = {
    ...{ until, records },
    rejected: approvals
      .filter((decision) => decision.state === 'rejected')
      .flatMap(({ environments }) => environments),
    // What came from the evidence bucket in part looks whole here: the report alone knows.
    missing: [...missing, ...jobsWithoutRecords(results, records)],
    lost: cutoverIsLost(results, records),
  };
  const expected = endingOf(course);
  if (canonicalJson(expected) === canonicalJson(state)) return [];
  const says = `expected the outcome ${canonicalJson(expected)} of its records, got ${canonicalJson(state)}`;
  return [{ where: 'evidence.json', says }];
}

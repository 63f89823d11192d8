// Gathers the plans of all steps, in the order of the workflow.
import { asking } from './jobs/ask.ts';
import { cutover } from './jobs/cutover.ts';
import { finalizing } from './jobs/finalize.ts';
import { issue } from './jobs/issue.ts';
import { planning, planningAlone } from './jobs/plan.ts';
import { refreshing } from './jobs/refresh.ts';
import { report } from './jobs/report.ts';
import { listing, rollback } from './jobs/rollback.ts';
import { rollingBack } from './jobs/rolling-back.ts';
import { signOff } from './jobs/sign-off.ts';
import { sync } from './jobs/sync.ts';
import { keepRecord, roleIn } from './kept-record.ts';
import { lookAtRole, OWN_ROLE } from './own-role.ts';
import { verify } from './jobs/verify.ts';
import { journalPrefix, putOnce } from '../../core/requests/s3.ts';
import { sideName, sidePrefix } from '../../evidence/side-record.ts';
import { folderOf } from '../frame/role-of-job.ts';
import { callOf } from '../../plan/operation-builders.ts';
import type { Job, Operation } from '../../plan/operation.ts';
import type { Plan, Until } from '../../plan/plan.ts';
import { asTemplate, placeholder, placeholdersIn } from '../../plan/placeholders.ts';
import type { Runbook } from '../../runbook/runbook.ts';

/** What a run of this runbook will do, first to last. */
export function planOf(runbook: Runbook, until: Until): Plan {
  const template = asTemplate(runbook);
  const jobs = jobsOf(template, until)
    .filter(({ operations }) => operations.length > 0)
    .map((job) => ({
      ...job,
      operations: withRecords(
        template,
        until,
        withOwnRole(template, withSide(template, until, job.operations)),
      ),
    }));
  return { format: 1, until, runbook, jobs, placeholders: placeholdersIn(jobs) };
}

/** Each step that calls AWS looks first at whose role it has; the preflight has that among its own checks. */
function withOwnRole(runbook: Runbook, operations: readonly Operation[]): Operation[] {
  return operations.flatMap((first, i) => {
    const { job, step } = first;
    if (operations[i - 1]?.step === step) return [first];
    const own = operations.filter((one) => one.step === step);
    const asks = first.kind === 'call' && first.call.service === 'sts';
    if (asks || !own.some(callsAws)) return [first];
    const only = own.every((one) => one.only !== undefined) ? first.only : undefined;
    return [lookAtRole({ runbook, job, step }, only), first];
  });
}

/** Each step that has asked whose role it has keeps its record at its end. */
function withRecords(
  runbook: Runbook,
  until: Until,
  operations: readonly Operation[],
): Operation[] {
  return operations.flatMap((last, i) => {
    const { job, step } = last;
    if (operations[i + 1]?.step === step) return [last];
    const role = operations.find((one) => one.step === step && one.what === OWN_ROLE);
    if (role === undefined) return [last];
    return [last, keepRecord({ runbook, job, step }, until, role.only)];
  });
}

/** Each step that holds the migration says at its end that it has lost it, if another job was first. */
function withSide(runbook: Runbook, until: Until, operations: readonly Operation[]): Operation[] {
  return operations.flatMap((last, i) => {
    const { job, step } = last;
    if (operations[i + 1]?.step === step || MAY_NOT_LOSE.has(job)) return [last];
    const own = operations.filter((one) => one.step === step);
    const role = roleIn(until, job);
    if (role === undefined || !own.some((one) => readsJournal(runbook, one))) return [last];
    const { account: owner, evidence, name } = runbook;
    const [run, attempt] = [placeholder('run'), placeholder('attempt')];
    const key = `${sidePrefix(name, folderOf(role))}${sideName({ run, attempt, job, step })}`;
    return [
      last,
      callOf({ runbook, job, step }, putOnce({ bucket: evidence.bucket, owner }, key), {
        what: 'write that this job has lost the migration, and to whom',
        changes: `a new object, s3://${evidence.bucket}/${key}`,
        only: 'another job has taken the migration over',
      }),
    ];
  });
}

/** They only read, or only give back. */
const MAY_NOT_LOSE: ReadonlySet<string> = new Set(['plan', 'look', 'check', 'report']);

const readsJournal = ({ gateway }: Runbook, one: Operation): boolean =>
  one.kind === 'call' && one.call.parameters.Prefix === journalPrefix(gateway.share);

const callsAws = (one: Operation): boolean =>
  one.kind === 'document' || (one.kind === 'call' && one.call.service !== 'github');

function jobsOf(runbook: Runbook, until: Until): Job[] {
  if (until === 'finalize') return finalizing(runbook);
  if (until === 'rollback') return rollingBack(runbook);
  if (until === 'plan') return [planningAlone(runbook), report(runbook, [])];
  const proof = [
    planning(runbook),
    sync(runbook),
    verify(runbook),
    refreshing(runbook),
    asking(runbook),
  ];
  if (until === 'proof') return [...proof, report(runbook, ['canary'])];
  const [first, ...rest] = proof as [Job, ...Job[]];
  return [
    first,
    issue(runbook, 'issue'),
    ...rest,
    issue(runbook, 'issue-waits'),
    signOff(runbook),
    cutover(runbook),
    rollback(runbook),
    listing(runbook),
    report(runbook, ['canary', 'confirmation']),
    issue(runbook, 'issue-ended'),
  ];
}

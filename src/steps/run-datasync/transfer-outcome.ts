// What a transfer has done, as the outcome of the step: counters, warnings, the error.
import { any, inWords, troublesOf } from '../../aws/datasync/execution.ts';
import type { Execution } from '../../aws/datasync/execution.ts';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import type { Fact, Outcome } from '../../core/record.ts';
import { executionPage } from '../../core/values/arn.ts';
import { formatBytes } from '../../core/values/bytes.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { StepContext } from '../frame/context.ts';
import type { RunDataSyncInputs } from './adapters.ts';
import { taskReportProblem } from './await-task-report.ts';
import { FENCE_TAG } from './execution-tags.ts';
import type { KeptSchedule } from './fence-task.ts';
import type { OwnExecution } from './own-execution.ts';

/** What this run itself has written for the first delta, in words: a count alone does not show it. */
const madeByRun = ({ runbook }: StepContext, { delta }: RunDataSyncInputs): Fact[] =>
  delta === 'canary' && runbook.verify.calibrate
    ? [
        {
          name: 'Made by this run',
          value:
            'the canary (its folder counts as changed) and the seven files and folders of the calibration folder',
        },
      ]
    : [];

/** The outcome of an execution that has ended: SUCCESS passes, unless something was deleted before the gate. */
export function toOutcome(
  context: StepContext,
  own: OwnExecution,
  execution: Execution,
  inputs: RunDataSyncInputs,
): Outcome {
  const ok = execution.status === 'SUCCESS';
  const page = executionPage(own.arn);
  const took = execution.totalMs ?? 0;
  const { files, folders, bytes } = execution;
  const basic = execution.mode === 'BASIC';
  const hasDeleted = !inputs.frozen && any(execution.deleted);
  return {
    verdict: ok ? 'pass' : 'fail',
    says: ok
      ? `DataSync transferred ${files.done} ${basic ? 'files and folders' : 'files'} (${formatBytes(bytes.done)}) in ${formatDuration(took)}.`
      : `DataSync ended in ERROR: ${execution.errorCode ?? 'no code'}, ${execution.errorDetail?.replace(/\.$/, '') ?? 'no detail'}.`,
    facts: factsOf(own, execution, madeByRun(context, inputs)),
    warnings: ok ? warningsOf(execution, inputs) : [],
    data: { ...execution, startedByThisStep: own.started },
    outputs: {
      'execution-arn': own.arn,
      status: execution.status,
      began: execution.began?.toISOString() ?? '',
      'files-transferred': String(files.done),
      'folders-transferred': folders === undefined ? '' : String(folders),
      'bytes-transferred': String(bytes.done),
      'duration-seconds': String(Math.round(took / 1000)),
    },
    ...(ok ? {} : { error: failed(own.arn, execution, page) }),
    ...(hasDeleted && deletedBeforeGate(own.arn, execution)),
  };
}

function factsOf(own: OwnExecution, execution: Execution, made: readonly Fact[]): Fact[] {
  const { files, folders, bytes } = execution;
  const basic = execution.mode === 'BASIC';
  const page = executionPage(own.arn);
  return [
    {
      name: basic ? 'Files and folders transferred' : 'Files transferred',
      value: String(files.done),
    },
    ...(folders === undefined ? [] : [{ name: 'Folders transferred', value: String(folders) }]),
    ...made,
    { name: 'Bytes transferred', value: formatBytes(bytes.done) },
    { name: 'Verified', value: `${files.verified}` },
    { name: 'Skipped', value: inWords(execution.skipped, execution) },
    { name: 'Deleted in the bucket', value: inWords(execution.deleted, execution) },
    { name: 'Duration', value: formatDuration(execution.totalMs ?? 0) },
    { name: 'Execution', value: own.arn },
    ...(page === undefined ? [] : [{ name: 'Console', value: page }]),
    {
      name: 'Started by',
      value: own.started ? 'this step' : 'an earlier try of this run, found by its tags',
    },
  ];
}

/** SUCCESS stands beside failures of single files. The proof of every file, which comes later, finds what they lack. */
function warningsOf(execution: Execution, { frozen }: RunDataSyncInputs): string[] {
  const troubles = troublesOf(execution);
  if (troubles.length === 0) return [];
  const judge = frozen
    ? 'the proof of every file judges each path'
    : 'look at the log of the task; the proof of every file judges each path before the gate';
  return [`DataSync says SUCCESS, but: ${troubles.join('; ')}. Now ${judge}`];
}

/** Every start says PRESERVE: before the gate nobody has agreed that anything may be deleted. */
function deletedBeforeGate(
  arn: string,
  execution: Execution,
): Pick<Outcome, 'verdict' | 'says'> & {
  readonly error: CutoverError;
} {
  const deleted = inWords(execution.deleted, execution);
  return {
    verdict: 'fail',
    says: `DataSync deleted ${deleted} in the bucket, though the start says PreserveDeletedFiles: PRESERVE.`,
    error: new CutoverError('transfer-failed', {
      what: `DataSync execution ${arn}`,
      expected: 'nothing deleted in the bucket: the start says PreserveDeletedFiles: PRESERVE',
      got: `${deleted} deleted`,
      cure: 'find out who has started it with other options (CloudTrail, StartTaskExecution), bring the objects back from the versions of the bucket or by another delta, then start a new run',
    }),
  };
}

interface Fence {
  readonly schedule: KeptSchedule;
  readonly fencedAt: Instant;
  /** When the session for changes ends; undefined: the step changed nothing with one. */
  readonly leaseEnd: Instant | undefined;
}

/** What was done so that nobody starts the task behind the last transfer: the record keeps it, the switch asks for it. */
export function withFence(outcome: Outcome, { schedule, fencedAt, leaseEnd }: Fence): Outcome {
  const at = new Date(fencedAt).toISOString();
  const until = leaseEnd === undefined ? null : new Date(leaseEnd).toISOString();
  return {
    ...outcome,
    facts: [
      ...outcome.facts,
      {
        name: 'Schedule of the task',
        value: schedule === null ? 'none ran' : `${schedule}, now off`,
      },
      { name: 'Task closed to all roles', value: `by the tag ${FENCE_TAG}, at ${at}` },
    ],
    data: { ...outcome.data, schedule, fencedAt: at, leaseEnd: until },
    outputs: { ...outcome.outputs, schedule: schedule ?? '', 'fenced-at': at },
  };
}

/** The transfer is done, but the task report that the runbook asks for must be there too: the proof needs it. */
export function withTaskReport(outcome: Outcome, execution: Execution): Outcome {
  const problem = taskReportProblem(execution);
  const facts = [...outcome.facts, { name: 'Task report', value: problem ?? 'written' }];
  const data = { ...outcome.data, report: execution.report };
  if (problem === undefined) return { ...outcome, facts, data };
  return {
    ...outcome,
    facts,
    data,
    verdict: 'unproven',
    says: `DataSync transferred everything, but ${problem}.`,
    error: new CutoverError('unproven', {
      what: `DataSync's task report of ${execution.arn}`,
      expected: 'SUCCESS',
      got: problem,
      cure: 'see that the role of datasync.report may write below reports/ in the evidence bucket, or take datasync.report out of the runbook; then re-run this job',
    }),
  };
}

const failed = (arn: string, execution: Execution, page: string | undefined): CutoverError =>
  new CutoverError('transfer-failed', {
    what: `DataSync execution ${arn}`,
    expected: 'SUCCESS',
    got: `${execution.status} ${execution.errorCode ?? ''}: ${execution.errorDetail ?? 'no detail'}`,
    cure: `read its log${page === undefined ? '' : ` (${page})`}, mend the cause, then re-run this job`,
  });

// Step 1 of the procedure: a new file on the served mount, as the application's user; and its removal at the end.
import { formatBytes } from '../../core/values/bytes.ts';
import { asCutoverError, CutoverError } from '../../core/errors.ts';
import type { Outcome } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import {
  attemptsUpTo,
  confirmationId,
  confirmationNames,
  testFileName,
} from '../../runbook/test-file-name.ts';
import type { TestFileRole } from '../../runbook/test-file-name.ts';
import { calibrationFacts, makeCalibration, removeCalibration } from './make-calibration.ts';
import type { MadeCalibration } from './make-calibration.ts';
import { judgeClock } from './server-clock.ts';
import type { JudgedClock } from './server-clock.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { StepContext } from '../frame/context.ts';
import { holdMigration, newestFence } from '../migration/hold.ts';
import { assertSourceServes } from '../servers/read-mounts.ts';
import { makeTestFile, removeConfirmations, removeTestFile } from '../servers/test-file.ts';
import type { TestFileFound } from '../servers/test-file.ts';

export interface CreateTestFileInputs {
  readonly ensure: 'present' | 'absent';
  readonly which: TestFileRole;
  /** The existing file that is copied; without it, that of the runbook. */
  readonly source: string | undefined;
  /** The new file; the run's id is put before its extension. Without it, that of the runbook. */
  readonly target: string | undefined;
  /** With `absent`: the file's name and SHA-256, outputs of `present`; without them, the file that `present` would make. */
  readonly file: string | undefined;
  readonly sha256: string | undefined;
}

/** Makes or removes one test file at the served path, whether source or gateway serves it now. */
export async function createTestFile(
  context: StepContext,
  ports: TestFilePorts,
  inputs: CreateTestFileInputs,
): Promise<Outcome> {
  return inputs.ensure === 'present'
    ? present(context, ports, inputs)
    : absent(context, ports, inputs);
}

/** The servers, and the journal that says who may change them. */
export interface TestFilePorts {
  readonly ssm: Ssm;
  readonly log: JournalLog;
}

/** The canary is one for all attempts: the sync of the first one may have moved it already. */
function fileOf(
  { run, runbook }: StepContext,
  { target, which }: Pick<CreateTestFileInputs, 'target' | 'which'>,
): string {
  const id = which === 'confirmation' ? confirmationId(run) : run.id;
  return testFileName(target ?? runbook[which].to, id);
}

async function present(
  context: StepContext,
  { ssm, log }: TestFilePorts,
  inputs: CreateTestFileInputs,
): Promise<Outcome> {
  const { runbook } = context;
  const { mount } = runbook.source;
  const source = inputs.source ?? runbook[inputs.which].copy;
  const target = fileOf(context, inputs);
  // Through the gateway a canary would prove nothing: the application has been switched to it already.
  const { fence } = await holdMigration(context, log);
  await assertSourceServes(context, ssm, fence);
  const madeAt = new Date(context.clock.now()).toISOString();
  const made = await makeTestFile(context, ssm, fence, { mount, source, target });
  const judged = judgeClock(runbook, made.clock);
  const outcome = withClock(madeOutcome(context, source, made), judged);
  // With its outputs: the canary is there, and the job report removes it.
  if (judged.error !== undefined) return withTime(outcome, made.created, madeAt);
  if (!runbook.verify.calibrate || inputs.which !== 'canary' || inputs.target !== undefined)
    return withTime(outcome, made.created, madeAt);
  try {
    const calibration = await makeCalibration(context, ssm, fence);
    return withTime(
      withCalibration(context, outcome, calibration),
      made.created || calibration.created,
      madeAt,
    );
  } catch (thrown) {
    return {
      ...withTime(outcome, made.created, madeAt),
      verdict: 'fail',
      error: asCutoverError(thrown),
    };
  }
}

const withTime = (outcome: Outcome, created: boolean, madeAt: string): Outcome => ({
  ...outcome,
  outputs: { ...outcome.outputs, 'made-at': created ? madeAt : '' },
});

const withClock = (outcome: Outcome, { fact, warnings, skew, error }: JudgedClock): Outcome => ({
  ...outcome,
  facts: [...outcome.facts, fact],
  warnings: [...outcome.warnings, ...warnings],
  data: { ...outcome.data, ...(skew && { skew }) },
  ...(error && { verdict: 'fail' as const, error }),
});

const withCalibration = (
  context: StepContext,
  outcome: Outcome,
  calibration: MadeCalibration,
): Outcome => ({
  ...outcome,
  says: `${outcome.says} ${calibration.folder} is there too: DataSync has ${calibration.entries.length} more to move.`,
  facts: [...outcome.facts, ...calibrationFacts(context, calibration)],
  data: { ...outcome.data, calibration },
});

function madeOutcome(context: StepContext, source: string, made: TestFileFound): Outcome {
  const { runbook } = context;
  const { mount } = runbook.source;
  const target = made.file;
  return {
    verdict: 'pass',
    says: made.created
      ? `${target} was created in ${mount} as ${runbook.application.user}: ${formatBytes(made.size)}, a copy of ${source}.`
      : `${target} was there already, made by this run; it was left as it is.`,
    facts: [
      { name: 'File', value: `${mount}/${target}` },
      { name: 'Copy of', value: `${mount}/${source}` },
      { name: 'Size', value: `${formatBytes(made.size)} (${made.size} bytes)` },
      { name: 'SHA-256', value: made.sha256 },
      { name: 'Owner and mode', value: `${made.uid}:${made.gid} ${made.mode}` },
      { name: 'Server', value: made.server },
    ],
    warnings: [],
    data: { ...made },
    outputs: {
      file: target,
      size: String(made.size),
      sha256: made.sha256,
    },
  };
}

async function absent(
  context: StepContext,
  { ssm, log }: TestFilePorts,
  inputs: CreateTestFileInputs,
): Promise<Outcome> {
  const { runbook, run } = context;
  const { mount } = runbook.source;
  // A job that was stopped may have made the file and handed nothing over: the server's note of this run says it.
  const file = inputs.file ?? fileOf(context, inputs);
  const { sha256 = '' } = inputs;
  if (inputs.file !== undefined && sha256 === '')
    throw new CutoverError('bad-input', {
      what: 'input sha256',
      expected: `the recorded SHA-256 of ${file}: the step removes only a file that is proven to be of this run`,
      got: 'nothing',
      cure: 'hand over the output sha256 of the step that made the file',
    });
  const calibrated = runbook.verify.calibrate && file === testFileName(runbook.canary.to, run.id);
  const fence = await newestFence(context, log);
  let calibration: boolean | undefined;
  const firsts = attemptsUpTo(run).map((of) => confirmationNames(runbook, of)[0]?.[1]);
  const ofAll = inputs.which === 'confirmation' && firsts.includes(file);
  let removed: boolean;
  let files: readonly string[] = [file];
  try {
    const one = { mount, target: file, sha256 };
    if (ofAll) files = await removeConfirmations(context, ssm, fence, one);
    removed = ofAll ? files.length > 0 : await removeTestFile(context, ssm, fence, one);
  } finally {
    // The calibration folder goes even if the canary could not be removed.
    if (calibrated) calibration = await removeCalibration(context, ssm, fence);
  }
  return {
    verdict: 'pass',
    says: removed
      ? `${files.join(', ')} ${files.length === 1 ? 'was' : 'were'} removed from ${mount}; ${files.length === 1 ? 'its' : 'their'} bytes were those that this run had written.`
      : `${file} is not in ${mount}; nothing was removed.`,
    facts: [
      { name: 'File', value: `${mount}/${file}` },
      ...(sha256 === '' ? [] : [{ name: 'SHA-256', value: sha256 }]),
      ...(calibration === undefined
        ? []
        : [{ name: 'Calibration folder', value: calibration ? 'removed' : 'not there' }]),
    ],
    warnings: [],
    data: { file, sha256, removed, ...(calibration !== undefined && { calibration }) },
    outputs: { file, sha256 },
  };
}

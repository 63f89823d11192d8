// Makes and removes the calibration folder of a run, beside the canary.
import type { Fact } from '../../core/record.ts';
import type { Ssm } from '../../aws/ssm/ssm.ts';
import { calibrationFolder } from '../../runbook/test-file-name.ts';
import { firstServer } from '../../plan/document-run.ts';
import type { StepContext } from '../frame/context.ts';
import type { Fence } from '../servers/fence.ts';
import { askAgain } from '../servers/read-mounts.ts';
import { calibrationRun } from '../servers/file-runs.ts';
import { agreedAnswer, required, runDocument } from '../servers/run-document.ts';
import { TEST_FILE_CURES } from '../servers/test-file.ts';

/** What the server has written, exactly: `folder 2775 33 33 4096 1500000004.135792468 3 /` and so on. */
export interface MadeCalibration {
  readonly folder: string;
  readonly created: boolean;
  /** Kind, mode, uid, gid, size, time with nanoseconds, links, name. */
  readonly entries: readonly string[];
  /** Of the bytes of each of its files. */
  readonly sha256: string;
}

/** Makes the folder on the first server as the application's user, or completes the folder of this run. */
export async function makeCalibration(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<MadeCalibration> {
  await askAgain(context, ssm, fence, firstServer(context.runbook));
  const answer = await send(context, ssm, fence, 'present');
  return {
    folder: folderOf(context),
    created: required(answer, 'created') === 'yes',
    entries: required(answer, 'entries').trimEnd().split('\n'),
    sha256: required(answer, 'sha256'),
  };
}

/** Removes the folder of this run from the served path, if it holds nothing else; false: not there. */
export async function removeCalibration(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<boolean> {
  return required(await send(context, ssm, fence, 'absent'), 'removed') === 'yes';
}

async function send(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  ensure: 'present' | 'absent',
) {
  const { runbook, run } = context;
  const sent = calibrationRun(runbook, run.id, ensure);
  const what = `${folderOf(context)} in ${runbook.source.mount}`;
  return agreedAnswer(await runDocument(context, ssm, sent, fence), what, TEST_FILE_CURES);
}

const folderOf = ({ runbook, run }: StepContext): string =>
  calibrationFolder(runbook.canary.to, run.id);

/** The folder as facts of the step that made it. */
export function calibrationFacts(context: StepContext, made: MadeCalibration): Fact[] {
  const { mount } = context.runbook.source;
  return [
    {
      name: 'Calibration folder',
      value: `${mount}/${made.folder}: ${made.created ? 'made' : 'found'}, ${made.entries.length} files and folders; DataSync moves them with the canary and its folder`,
    },
    ...made.entries.map((value) => ({ name: 'Calibration', value })),
  ];
}

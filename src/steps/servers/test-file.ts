// Makes and removes the canary and the confirmation file: copies of a known file with the run's id in their name.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { Instant } from '../../core/clock.ts';
import { keyOf } from '../../reconcile/paths/object-key.ts';
import { attemptsUpTo, confirmationNames } from '../../runbook/test-file-name.ts';
import type { DocumentRun } from '../../plan/document-run.ts';
import {
  confirmationOf,
  confirmRun,
  createTestFileRun,
  removeConfirmationsRun,
  removeTestFileRun,
} from './file-runs.ts';
import type { StepContext } from '../frame/context.ts';
import type { Fence } from './fence.ts';
import { eachAnswer, serversFailed } from './each-server.ts';
import { proofs } from './moments.ts';
import type { Moment } from './moments.ts';
import { agreedAnswer, refused, required, runCommand, runOnServers } from './run-document.ts';
import type { Answer, RanDocument } from './run-document.ts';

/** A test file as the server has it. Paths are relative to the mount. */
export interface TestFileFound {
  readonly server: string;
  readonly file: string;
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  readonly uid: string;
  readonly gid: string;
  readonly mode: string;
  /** False if this run had made it before. */
  readonly created: boolean;
  /** What the document says of the clock of the file's server; undefined if it could not be read. */
  readonly clock: ClockReading | undefined;
}

/** One change of a file by the clock of its server, and the moments by AWS's clock between which it was made. */
export interface ClockReading {
  /** The file's ctime. */
  readonly changedAt: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
}

export const TEST_FILE_CURES: Readonly<Record<string, string>> = {
  'not-mounted': 'mount the source on the server; nothing was written',
  'source-missing': 'name a file that exists in the runbook',
  'source-not-file': 'name a plain file in the runbook, not a folder or a link',
  'outside-mount': 'name paths that stay inside the mount; a symbolic link leads out of it',
  'no-folder': 'make that folder, or name another in the runbook; nothing was written',
  'target-exists':
    'remove that file by hand, or name another; this run did not make it and leaves it alone',
  unreadable: "give the application's user read access to the file",
  'no-user': "correct the application's user and group in the runbook",
  'read-only': 'thaw the source first; nothing was written',
  differs: 'look at that file by hand: it is not what this run wrote, and this run leaves it alone',
  'not-ours': 'look at that file by hand: this run did not make it and leaves it alone',
};

/** Makes `target` a copy of `source` below `mount`, as the application's user, on the first server. */
export async function makeTestFile(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  file: { readonly mount: string; readonly source: string; readonly target: string },
): Promise<TestFileFound> {
  const made = createTestFileRun(context.runbook, context.run.id, file);
  const ran = await runCommand(context, ssm, made, fence);
  const answer = agreedAnswer(
    ran.answers,
    `test file ${file.target} in ${file.mount}`,
    TEST_FILE_CURES,
  );
  return foundIn(context, answer, { target: file.target, ran });
}

/** What a server has made, and when it had read it again for the first time. */
export interface Confirmations {
  readonly files: readonly TestFileFound[];
  readonly moments: readonly Moment[];
}

/** Makes a confirmation file on each server, through its own mount, as the application's user: all at once. */
export async function makeConfirmations(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
): Promise<Confirmations> {
  const { run, runbook } = context;
  const { mount } = runbook.source;
  const [[, target] = ['', '']] = confirmationNames(runbook, run);
  const file = { mount, source: runbook.confirmation.copy, target };
  const ran = await runCommand(context, ssm, confirmRun(runbook, run, file), fence);
  const files = ran.answers.map((answer) => {
    const own = confirmationOf(runbook, run, answer.server);
    if (answer.refusal) throw refused(`test file ${own} in ${mount}`, answer, TEST_FILE_CURES);
    return foundIn(context, answer, { target: own, ran });
  });
  return { files, moments: proofs(ran.answers, 'confirmation') };
}

function foundIn(
  { runbook }: StepContext,
  answer: Answer,
  { target, ran }: { readonly target: string; readonly ran: RanDocument },
): TestFileFound {
  const value = (key: string): string => required(answer, key);
  return {
    server: answer.server,
    file: target,
    key: keyOf(runbook.bucket.prefix, target),
    size: Number(value('size')),
    sha256: value('sha256'),
    uid: value('uid'),
    gid: value('gid'),
    mode: value('mode'),
    created: value('created') === 'yes',
    clock: clockReading(answer, ran),
  };
}

/**
 * The document began after Systems Manager had the command, and ended before its answer was here. So AWS's own moment
 * and two durations bound the change; no clock of a runner or a server takes part.
 */
function clockReading(
  { values }: Answer,
  { requestedAt, tookMs }: RanDocument,
): ClockReading | undefined {
  const changedAt = Number(values.get('changed') ?? NaN) * 1000;
  const waited = Number(values.get('waited') ?? NaN);
  if (requestedAt === undefined || Number.isNaN(changedAt + waited)) return undefined;
  return {
    changedAt,
    earliest: requestedAt + Math.min(Math.max(waited, 0), tookMs),
    latest: requestedAt + tookMs,
  };
}

/** Removes a test file of this run from `mount`, if its bytes are still the recorded ones; false when it is not there. */
export async function removeTestFile(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  file: { readonly mount: string; readonly target: string; readonly sha256: string },
): Promise<boolean> {
  const removed = removeTestFileRun(context.runbook, context.run.id, file);
  return (await removeOnEach(context, ssm, fence, removed)).length > 0;
}

/**
 * The same for the confirmation files of each server, of this attempt and of those before it; those that were there. What
 * fails keeps none of the others. `sha256` is known of the file `target`.
 */
export async function removeConfirmations(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  file: { readonly mount: string; readonly target: string; readonly sha256: string },
): Promise<readonly string[]> {
  const { run, runbook } = context;
  const { mount } = file;
  const files: string[] = [];
  const errors: unknown[] = [];
  for (const of of attemptsUpTo(run)) {
    const [[, target] = ['', '']] = confirmationNames(runbook, of);
    const sha256 = target === file.target ? file.sha256 : '';
    const removed = removeConfirmationsRun(runbook, of, { mount, target, sha256 });
    try {
      const servers = await removeOnEach(context, ssm, fence, removed);
      files.push(...servers.map((server) => confirmationOf(runbook, of, server)));
    } catch (thrown) {
      context.signal.throwIfAborted();
      errors.push(thrown);
    }
  }
  if (errors.length > 0) throw errors[0];
  return files;
}

/** The servers that had the file. */
async function removeOnEach(
  context: StepContext,
  ssm: Ssm,
  fence: Fence,
  removed: DocumentRun,
): Promise<readonly string[]> {
  const { Target = '', MountPath = '' } = removed.parameters;
  const what = `removing ${Target} from ${MountPath}`;
  const ran = await runOnServers(context, ssm, removed, fence);
  const { done, failed } = eachAnswer(ran, (answer) => {
    if (answer.refusal) throw refused(what, answer, TEST_FILE_CURES);
    return required(answer, 'removed') === 'yes' ? [answer.server] : [];
  });
  const [first] = failed;
  if (first !== undefined)
    throw removed.servers.length === 1 ? first.error : serversFailed(what, failed);
  return done.flat();
}

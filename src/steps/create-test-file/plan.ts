// What create-test-file does: it makes one new file, and removes it at the end.
import {
  calibrationRun,
  confirmRun,
  createTestFileRun,
  removeConfirmationsRun,
  removeTestFileRun,
} from '../servers/file-runs.ts';
import { readMountsRun } from '../servers/mount-runs.ts';
import { calibrationFolder, testFileName } from '../../runbook/test-file-name.ts';
import type { RunAttempt, TestFileRole } from '../../runbook/test-file-name.ts';
import { firstServer } from '../../plan/document-run.ts';
import { documentOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { placeholder } from '../../plan/placeholders.ts';
import { readJournal } from '../migration/plan.ts';

/** The name of a run's test file. */
export const testFileOf = ({ runbook }: Place, role: TestFileRole): string =>
  testFileName(runbook[role].to, placeholder('run'));

/** What serves the source's path, on all servers. */
export const readMounts = (at: Place, about: About): Operation =>
  documentOf(at, readMountsRun(at.runbook, placeholder('run')), about);

/** Reads that the source serves its path: the step refuses if the gateway does. */
export const assertSource = (at: Place): Operation =>
  readMounts(at, {
    what: `read that ${at.runbook.source.export} serves ${at.runbook.source.mount} on every server`,
  });

/** The copy itself. */
export function copyFile(at: Place, role: TestFileRole): Operation {
  const { runbook } = at;
  const { mount } = runbook.source;
  const target = testFileOf(at, role);
  const source = runbook[role].copy;
  return documentOf(at, createTestFileRun(runbook, placeholder('run'), { mount, source, target }), {
    what: `copy ${source} to ${target} in ${mount}, as ${runbook.application.user}`,
    changes: `one new file, ${mount}/${target}`,
  });
}

/** Whether there is more than one confirmation file. */
export const severalServers = ({ runbook }: Place): boolean =>
  runbook.application.servers.length > 1;

/** The name of each server's confirmation file. */
export const confirmationOf = (at: Place): string => {
  const id = `${placeholder('run')}${placeholder('of-attempt?')}`;
  return testFileName(
    at.runbook.confirmation.to,
    severalServers(at) ? `${id}${placeholder('of-server?')}` : id,
  );
};

/** Only names of files hold the attempt, and those of a plan are `confirmationOf`. */
const plannedRun = (): RunAttempt => ({ id: placeholder('run'), attempt: 1 });

/** The copy on every server, each through its own mount. */
export function copyConfirmations(at: Place): Operation {
  const { runbook } = at;
  const { mount } = runbook.source;
  const target = confirmationOf(at);
  const source = runbook.confirmation.copy;
  return documentOf(at, confirmRun(runbook, plannedRun(), { mount, source, target }), {
    what: `copy ${source} to ${target} in ${mount}, as ${runbook.application.user}${severalServers(at) ? ', on every server' : ''}`,
    changes: `one new file${severalServers(at) ? ' of each server' : ''}, ${mount}/${target}`,
  });
}

const askAgain = (at: Place): Operation =>
  documentOf(at, readMountsRun(at.runbook, placeholder('run'), firstServer(at.runbook)), {
    what: 'ask the server once more, so that the next command cannot come late',
    only: 'its last answer is older than a minute',
  });

/** The canary on the source, and the calibration folder beside it, which shows what each layer can keep. */
export const createCanary = (at: Place): Operation[] => [
  ...readJournal(at),
  assertSource(at),
  copyFile(at, 'canary'),
  ...calibration(at, 'present'),
];

/** The calibration folder; nothing if the runbook asks for none. */
function calibration(at: Place, ensure: 'present' | 'absent'): Operation[] {
  const { runbook } = at;
  if (!runbook.verify.calibrate) return [];
  const { mount } = runbook.source;
  const folder = calibrationFolder(runbook.canary.to, placeholder('run'));
  const about =
    ensure === 'present'
      ? {
          what: `make ${folder} in ${mount}, as ${runbook.application.user}: its known modes, times and links show what bucket and gateway can keep`,
          changes: `one new folder with five entries, ${mount}/${folder}`,
        }
      : {
          what: `remove ${folder} from ${mount}, if it holds nothing but what this run wrote`,
          changes: `${mount}/${folder} is gone`,
        };
  const run = calibrationRun(runbook, placeholder('run'), ensure);
  const sent = documentOf(at, run, about);
  return ensure === 'absent' ? [sent] : [askAgain(at), sent];
}

/** Removes a run's test file, from source or gateway: whichever serves the path by then. */
export function removeFile(at: Place, role: TestFileRole): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  const all = role === 'confirmation' && severalServers(at);
  const target = role === 'confirmation' ? confirmationOf(at) : testFileOf(at, role);
  const sha256 = placeholder(`${role}-sha256`);
  const file = { mount, target, sha256 };
  const run = all
    ? removeConfirmationsRun(runbook, plannedRun(), file)
    : removeTestFileRun(runbook, placeholder('run'), file);
  return [
    ...readJournal(at),
    documentOf(at, run, {
      what: `remove ${target} from ${mount}, if it still holds the bytes that this run wrote`,
      changes: `${mount}/${target} is gone${all ? ', of each server' : ''}`,
      ...(role === 'confirmation' && { repeats: 'attempt by attempt, from this one back' }),
    }),
    ...(role === 'canary' ? calibration(at, 'absent') : []),
  ];
}

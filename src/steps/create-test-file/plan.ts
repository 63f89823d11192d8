// What create-test-file does: one new file, and its end.
import { calibrationRun, createTestFileRun, removeTestFileRun } from '../servers/file-runs.ts';
import { readMountsRun } from '../servers/mount-runs.ts';
import { calibrationFolder, testFileName } from '../../runbook/test-file-name.ts';
import { documentOf } from '../../plan/operation-builders.ts';
import type { About, Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { hole } from '../../plan/placeholders.ts';

export type TestFileRole = 'canary' | 'confirmation';

/** The name of a run's test file. */
export const nameOf = ({ runbook }: Place, role: TestFileRole): string =>
  testFileName(runbook[role].to, hole('run'));

/** What serves the source's path, on all servers. */
export const readMounts = (at: Place, about: About): Operation =>
  documentOf(at, readMountsRun(at.runbook, hole('run')), about);

/** Reads that the source serves its path: with the gateway there, the step refuses. */
export const assertSource = (at: Place): Operation =>
  readMounts(at, {
    what: `read that ${at.runbook.source.export} serves ${at.runbook.source.mount} on every server`,
  });

/** The copy itself. */
export function copyFile(at: Place, role: TestFileRole): Operation {
  const { runbook } = at;
  const { mount } = runbook.source;
  const target = nameOf(at, role);
  const source = runbook[role].copy;
  return documentOf(at, createTestFileRun(runbook, hole('run'), { mount, source, target }), {
    what: `copy ${source} to ${target} in ${mount}, as ${runbook.application.user}`,
    changes: `one new file, ${mount}/${target}`,
  });
}

/** The canary on the source, and the folder beside it that says what each layer can show. */
export const createCanary = (at: Place): Operation[] => [
  assertSource(at),
  copyFile(at, 'canary'),
  ...calibration(at, 'present'),
];

/** The calibration folder; nothing where the runbook asks for none. */
function calibration(at: Place, ensure: 'present' | 'absent'): Operation[] {
  const { runbook } = at;
  if (!runbook.verify.calibrate) return [];
  const { mount } = runbook.source;
  const folder = calibrationFolder(runbook.canary.to, hole('run'));
  const about =
    ensure === 'present'
      ? {
          what: `make ${folder} in ${mount}, as ${runbook.application.user}: known modes, times and links, which say what bucket and gateway can show`,
          changes: `one new folder with five entries, ${mount}/${folder}`,
        }
      : {
          what: `remove ${folder} from ${mount}, if it holds nothing but what this run wrote`,
          changes: `${mount}/${folder} is gone`,
        };
  const run = calibrationRun(runbook, hole('run'), ensure);
  return [documentOf(at, run, about)];
}

/** The end of a run's file, on whichever side serves the path by then. */
export function removeFile(at: Place, role: TestFileRole): Operation[] {
  const { runbook } = at;
  const { mount } = runbook.source;
  const target = nameOf(at, role);
  const sha256 = hole(`${role}-sha256`);
  const run = removeTestFileRun(runbook, hole('run'), { mount, target, sha256 });
  return [
    documentOf(at, run, {
      what: `remove ${target} from ${mount}, if it still holds the bytes that this run wrote`,
      changes: `${mount}/${target} is gone`,
    }),
    ...(role === 'canary' ? calibration(at, 'absent') : []),
  ];
}

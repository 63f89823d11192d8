// The names of what a run makes on the source: every run moves a new file.

import type { Runbook } from './runbook.ts';

/** The file that shows that a new file travels, and the one that shows that a write through the gateway does. */
export type TestFileRole = 'canary' | 'confirmation';

/** `images/new-image.jpg` of run 42 is `images/new-image-42.jpg`; without an ending the id comes last. */
export function testFileName(to: string, run: string): string {
  const nameStart = to.lastIndexOf('/') + 1;
  const dot = to.lastIndexOf('.');
  // A dot that begins the name begins a hidden file, not an ending.
  const cut = dot > nameStart ? dot : to.length;
  return `${to.slice(0, cut)}-${run}${to.slice(cut)}`;
}

/** A run, and which of its attempts. */
export interface RunAttempt {
  readonly id: string;
  readonly attempt: number;
}

/** What a confirmation file has in its name: `42`, in the second attempt `42-2`. The object of an earlier attempt proves nothing. */
export const confirmationId = ({ id, attempt }: RunAttempt): string =>
  attempt === 1 ? id : `${id}-${attempt}`;

/** The confirmation file of each server: the first has the id of the attempt, each other one has its own id in the name, too. */
export const confirmationNames = (
  { application, confirmation }: Confirmed,
  run: RunAttempt,
): readonly (readonly [server: string, file: string])[] =>
  application.servers.map((server, i) => [
    server,
    testFileName(confirmation.to, confirmationId(run) + (i === 0 ? '' : `-${server}`)),
  ]);

/** This attempt and all before it, the newest first. */
export const attemptsUpTo = ({ id, attempt }: RunAttempt): readonly RunAttempt[] =>
  Array.from({ length: attempt }, (_, i) => ({ id, attempt: attempt - i }));

/** The parts of a runbook that name these files. */
export type Confirmed = Pick<Runbook, 'confirmation'> & {
  readonly application: Pick<Runbook['application'], 'servers'>;
};

/** The hidden folder beside the canary in which run 42 measures: `images/.nfs-cutover-speed-42`. */
export const speedFolder = (canary: string, run: string): string => hidden(canary, 'speed', run);

/** The hidden folder beside the canary that says what each layer can show: `images/.nfs-cutover-calibration-42`. */
export const calibrationFolder = (canary: string, run: string): string =>
  hidden(canary, 'calibration', run);

const hidden = (canary: string, name: string, run: string): string =>
  `${canary.slice(0, canary.lastIndexOf('/') + 1)}.nfs-cutover-${name}-${run}`;

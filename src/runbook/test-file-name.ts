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

/** The confirmation file of each server: the first has that of the run, each other one has its own id in the name, too. */
export const confirmationNames = (
  { application, confirmation }: Confirmed,
  run: string,
): readonly (readonly [server: string, file: string])[] =>
  application.servers.map((server, i) => [
    server,
    testFileName(confirmation.to, i === 0 ? run : `${run}-${server}`),
  ]);

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

// For tests of changes: the sound runbook with some of its lines replaced, and what is said of it.
import { runbookChanges } from '../../../src/runbook/changes/changes.ts';
import { load, sound } from '../image-archive.ts';

type Edit = [from: string, to: string];
export const edited = (edits: readonly Edit[]): string =>
  edits.reduce((text, [from, to]) => {
    const next = text.replace(from, () => to);
    if (next === text) throw new Error(`${from} does not occur`);
    return next;
  }, sound);

export function said(before: string, after: string): string[] {
  return runbookChanges(load(before), load(after)).map(
    ({ path, risk, says }) => `${path}: ${risk === undefined ? '' : `[${risk}] `}${says}`,
  );
}

export const rich: Edit[] = [
  ['timeout: 5h', 'timeout: 5h\n  options: {VerifyMode: POINT_IN_TIME_CONSISTENT}'],
  ['timeout: 30m', 'timeout: 30m\n  folders: [images/2024]'],
  ['cutover: cutover', 'cutover: cutover\n  sign-off: [owner, business]'],
  ['name: image-archive-111122223333', 'name: image-archive-111122223333\n  prefix: archive/2024'],
  ['newer-limit: 100', 'newer-limit: 100\n  tolerate: ["*.bak"]\n  not-portable: [symlink]'],
];
export const base = edited(rich);

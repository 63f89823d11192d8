// What the two steps at the gate read: every setting on which the proofs stand.
import type { Place } from '../../plan/operation-builders.ts';
import type { Operation } from '../../plan/operation.ts';
import { readMounts } from '../create-test-file/plan.ts';
import {
  readBucket,
  readDocuments,
  readEnvironments,
  readShare,
  readTask,
} from '../preflight/settings-plan.ts';

/** How the gate of another workflow is protected. */
export const readGate = (at: Place, environment: string, only?: string): Operation[] =>
  readEnvironments(at, [environment]).map((one) => ({
    ...one,
    ...(only !== undefined && { only: one.only === undefined ? only : `${only}, and ${one.only}` }),
    sideBySide: 'side by side, in any order',
  }));

/** The settings, all side by side, then the mounts. */
export function readConfiguration(at: Place): Operation[] {
  const all = [
    ...readTask(at),
    ...readBucket(at),
    ...readShare(at),
    ...readEnvironments(at),
    ...readDocuments(at),
  ];
  return [
    ...all.map((one) => ({ ...one, sideBySide: 'side by side, in any order' })),
    readMounts(at, { what: 'read what every server mounts, and what a boot would mount' }),
  ];
}

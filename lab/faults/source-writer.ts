// Somebody who changes the source in the middle of a rehearsal, through a client that no runbook names.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { giveToOrdinaryUser } from '../application-server/ordinary-user.ts';
import type { LabContext } from '../context.ts';

/** A moment of a run: a job of the workflow starts, or a document begins on a server. */
export type Moment = { readonly job: string } | { readonly document: string };

/** Saves and deletes the files that the scenario names for this moment. */
export function changeSource({ faults, world }: LabContext, moment: Moment): void {
  const { remove, write } = faults;
  if (remove !== undefined && isNow(remove, moment))
    rmSync(join(world.source, remove.path), { force: true });
  if (write === undefined || !isNow(write, moment)) return;
  const file = join(world.source, write.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, write.text);
  giveToOrdinaryUser(dirname(file));
}

const isNow = (
  fault: { readonly job?: string; readonly document?: string },
  moment: Moment,
): boolean => ('job' in moment ? fault.job === moment.job : fault.document === moment.document);

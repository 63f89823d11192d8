// Somebody who changes the source in the middle of a rehearsal.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { giveToOrdinaryUser } from '../application-server/ordinary-user.ts';
import type { LabContext } from '../context.ts';

/** Saves and deletes the files that the scenario names for the start of this job. */
export function changeSource({ faults, world }: LabContext, job: string): void {
  const { remove, write } = faults;
  if (remove?.job === job) rmSync(join(world.source, remove.path));
  if (write?.job !== job) return;
  writeAsSomebody(join(world.source, write.path), write.text);
}

/** Writes a file of the lab's world as one of its users. */
export function writeAsSomebody(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  giveToOrdinaryUser(dirname(file));
}

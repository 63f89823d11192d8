// An action of this repository as a process outside of any workflow: what its runner would fill in, and read from it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Participant } from '../../time/participants.ts';
import { parsePairs } from './file-commands.ts';
import type { NodeProcess } from './node-process.ts';

const ACTIONS = join(import.meta.dirname, '../../../actions');

/** The variables of an action's inputs: the given ones, and for all others what action.yml says. */
export function inputVariables(
  action: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const text = readFileSync(join(ACTIONS, action, 'action.yml'), 'utf8');
  const found = [...text.matchAll(/^ {2}([a-z0-9-]+):\n(?: {4}.*\n)*? {4}default: (.*)$/gm)];
  const defaults = found.map(([, name = '', value = '']): [string, string] => [
    name,
    value.replaceAll("'", ''),
  ]);
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(defaults), ...given }).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]),
  );
}

/** The outputs in a file of GITHUB_OUTPUT, up to where a killed process has left it half written. */
export const outputsIn = (file: string): Record<string, string> =>
  Object.fromEntries(parsePairs(readFileSync(file, 'utf8')).found);

/** Stops a process of the lab until `meanwhile` has ended; it goes on then as if nothing had been. */
export async function pausedWhile(
  child: Pick<NodeProcess, 'kill'>,
  participant: Participant,
  meanwhile: () => Promise<void>,
): Promise<void> {
  child.kill('SIGSTOP');
  const paused = participant.pause();
  try {
    await meanwhile();
  } finally {
    paused[Symbol.dispose]();
    child.kill('SIGCONT');
  }
}

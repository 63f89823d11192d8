// A run of the workflow as GitHub's REST API knows it, where another runner than the lab's carries it out.
import { Environments } from './jobs/environments.ts';
import type { KnownRun } from './run.ts';

/** Run `id` of cutover.yml, seen with these tokens; nobody has decided anything at its gates. */
export function knownRun(
  lab: KnownRun['lab'],
  {
    id,
    tokens,
    sha = '0'.repeat(40),
  }: Pick<KnownRun, 'id' | 'tokens'> & Partial<Pick<KnownRun, 'sha'>>,
): KnownRun {
  const { faults, world } = lab.context;
  return {
    lab,
    id,
    tokens,
    workflow: { name: 'Cutover' },
    file: '.github/workflows/cutover.yml',
    attempt: 1,
    sha,
    pull: undefined,
    starters: [],
    environments: new Environments(world.names, faults),
  };
}

// The runbook of a rehearsal: the night begins in its change window, and a scenario may bring another window or more servers.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { Lab } from '../../lab/lab.ts';
import { soundRunbook } from '../sound-runbook.ts';
import type { Options } from './options.ts';

/** From when on the lab's time runs, so that a runbook can be rehearsed before its change window begins. */
export function windowBegin(file: string): { readonly from?: number } {
  const { window } = soundRunbook(file).change;
  return window === undefined ? {} : { from: Date.parse(window.notBefore) };
}

/**
 * The checkout in which the workflow runs: the repository, or where the scenario brings a change window or servers, a
 * folder of the lab that looks like it, with these in the runbook. A change calendar is one of them.
 */
export function checkoutOf(
  repository: string,
  { runbook, scenario }: Pick<Options, 'runbook' | 'scenario'>,
  { context }: Pick<Lab, 'context'>,
): string {
  const { calendar, window, servers } = scenario.faults;
  if ([calendar, window, servers].every((one) => one === undefined)) return repository;
  const checkout = join(context.world.root, 'checkout');
  // A further run of the same night finds it.
  if (existsSync(checkout)) return checkout;
  mkdirSync(checkout);
  for (const name of readdirSync(repository).filter((one) => one !== 'runbooks'))
    symlinkSync(resolve(repository, name), join(checkout, name));
  cpSync(join(repository, 'runbooks'), join(checkout, 'runbooks'), { recursive: true });
  const yaml = parseDocument(readFileSync(join(checkout, runbook), 'utf8'));
  const times = Object.entries(window ?? {}).map(([key, minutes]) => [
    key,
    new Date(context.clock.now() + minutes * 60_000).toISOString(),
  ]);
  if (window !== undefined) yaml.setIn(['change', 'window'], Object.fromEntries(times));
  if (calendar !== undefined) yaml.setIn(['change', 'calendar'], calendar.name);
  if (servers !== undefined)
    yaml.setIn(['application', 'servers'], context.world.names.application.servers);
  writeFileSync(join(checkout, runbook), yaml.toString());
  return checkout;
}

// For tests of finalize: a world in which run 42 is confirmed, and weeks that pass in no time.
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { openBench } from './action-process.ts';
import { writeConfirmation } from './confirmed-journal.ts';
import type { ActionResult, ActionRun, Bench } from './action-process.ts';

export const DAY_MS = 86_400_000;
export const KEY = 'evidence/image-archive/finalize/42.json';
export const EVIDENCE = 'image-archive-evidence-111122223333';

const SOUND = readFileSync('runbooks/image-archive.yml', 'utf8');
/** The workshop's runbook with the section finalize. */
export const withFinalize = (section = '{}'): string =>
  SOUND.replace('change:', `finalize: ${section}\nchange:`);

interface Options {
  readonly text?: string;
  readonly faults?: Faults;
  /** How many days have passed since the confirmation. */
  readonly days?: number;
}

/** Run 42 has switched and is confirmed; then the days pass. */
export async function openConfirmed({
  text = withFinalize(),
  faults = {},
  days = 15,
}: Options = {}): Promise<Bench> {
  const bench = await openBench({ runbook: text, scenario: { ...CALM, faults } });
  const steps = [
    ['approved', { action: 'freeze-source' }],
    ['reproven', { action: 'switch-mount', inputs: { to: 'gateway' } }],
  ] as const;
  for (const [until, step] of steps) {
    writeConfirmation(bench.lab, { text, run: '42', until });
    const { code, stdout } = await bench.run(step);
    expect([step.action, code, code === 0 ? '' : stdout]).toEqual([step.action, 0, '']);
  }
  await pass(bench, days);
  return bench;
}

/** Nothing runs in the lab meanwhile, so its time goes on at once. */
export const pass = (bench: Bench, days: number): Promise<void> =>
  bench.lab.context.clock.sleep(days * DAY_MS);

/** A run of its own, weeks later, after run 42. */
export const finalize = (
  bench: Bench,
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<ActionRun> = {},
): Promise<ActionResult> =>
  bench.run({
    action: 'finalize',
    inputs: { run: '42', ...inputs },
    ...more,
    env: { GITHUB_RUN_ID: '77', ...more.env },
  });

/** What was deleted, in its order. */
export const deletions = ({ lab }: Bench): string[] =>
  lab.calls
    .filter(({ operation, error }) => operation.startsWith('Delete') && error === undefined)
    .map(({ operation, resource = '' }) => `${operation} ${resource.replace(/^.*:/, '')}`);

/** Calls that change something. */
export const changes = ({ lab }: Bench): string[] =>
  lab.calls
    .filter(({ operation }) => /^(Delete|Put|Update|Tag|Untag|Start)/.test(operation))
    .map(({ operation }) => operation);

/** The export as it lies in the evidence bucket. */
export const kept = ({ lab }: Bench): string => lab.store.bytes(EVIDENCE, KEY).toString('utf8');

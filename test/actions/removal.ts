// For tests of removing extras: a cutover with a live source before it, frozen, and what stands in the bucket.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import type { Faults } from '../../lab/faults/scenario.ts';
import { openBench } from './action-process.ts';
import type { ActionResult, Bench } from './action-process.ts';

export const BUCKET = 'image-archive-111122223333';
export const SOUND = readFileSync('runbooks/image-archive.yml', 'utf8');
export const runbook = (limit = 30, more = ''): string =>
  SOUND.replace(
    'extras: fail',
    `extras: remove\n  remove-limit: ${limit}\n  tolerate: ['/kept/*']${more}`,
  );
/** Paths of the source in the lab: 201 files and their two folders. */
const ROWS = 203;
export const GONE = ['images/00007.jpg', 'images/00008.jpg'];

export async function openNight(options: { text?: string; faults?: Faults } = {}): Promise<Bench> {
  return openBench({
    runbook: options.text ?? runbook(),
    scenario: { ...CALM, faults: options.faults ?? {} },
  });
}

/** What becomes of a live source: two files go, and objects that nobody knows stand in the bucket. */
export function live({ lab }: Bench): void {
  for (const path of GONE) rmSync(join(lab.context.world.source, path));
  lab.store.put(BUCKET, 'images/added ü+%\n.jpg', Buffer.from('x'), {});
  lab.store.put(BUCKET, 'old/', Buffer.alloc(0), {});
  lab.store.put(BUCKET, 'kept/by the runbook', Buffer.from('x'), {});
  lab.store.put(BUCKET, 'new-image-41.jpg', Buffer.from('x'), {});
}
export const EXTRAS = ['images/00007.jpg', 'images/00008.jpg', 'images/added ü+%\\n.jpg', 'old/'];

export async function frozen(bench: Bench): Promise<Readonly<Record<string, string>>> {
  expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
  const delta = await bench.run({ action: 'run-datasync', inputs: { delta: 'final-1' } });
  return { 'transferred-at': delta.outputs.began ?? '', 'rows-before': String(ROWS) };
}

export const remove = (
  bench: Bench,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionResult> => bench.run({ action: 'remove-extras', inputs });
export const keys = ({ lab }: Bench): string[] => [...lab.store.keys(BUCKET)];

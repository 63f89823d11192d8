// The file of differences: beside the step's record, so that both travel in one artifact.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openFileSink } from '../../reconcile/rows/byte-sink.ts';
import type { FileSink } from '../../reconcile/rows/byte-sink.ts';
import { differencesHead } from '../../reconcile/differences.ts';
import type { StepContext } from '../frame/context.ts';

/** Opens `records/<step id>.differences.txt` with its legend written; `name` is the file's name there. */
export async function openDifferences(
  { env, run }: StepContext,
  report = false,
): Promise<FileSink & { readonly name: string }> {
  const folder = join(env.RUNNER_TEMP ?? '.', 'records');
  mkdirSync(folder, { recursive: true });
  const name = `${run.stepId}.differences.txt`;
  const sink = openFileSink(join(folder, name));
  await sink.write(Buffer.from(differencesHead(report)));
  return { ...sink, name };
}

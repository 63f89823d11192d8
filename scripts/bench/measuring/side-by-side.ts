// Runs the sides by turns, A B A B: the machine drifts from minute to minute, so that only then a ratio counts.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Measured, Reported, Side } from '../benchmark.ts';
import { measure } from './measured-process.ts';
import type { MeasuredRun } from './measured-process.ts';

const LONGEST_MESSAGE = 2000;

/** Every side once per round, in their order. Throws where one fails or does not find what is there. */
export async function sideBySide(bench: Bench, sides: readonly Side[]): Promise<Measured[]> {
  const folder = join(bench.folder, 'output');
  mkdirSync(folder, { recursive: true });
  const all = sides.map(({ name }) => ({
    side: name,
    milliseconds: [] as number[],
    work: [] as number[],
    cpu: [] as number[],
    peakBytes: 0,
    objects: 0,
  }));
  for (let round = 0; round < bench.rounds; round += 1)
    for (const [index, side] of sides.entries()) {
      const measured = all[index];
      if (measured === undefined || (round > 0 && side.once === true)) continue;
      const run = await runOnce(side, folder);
      bench.say(`  ${side.name}: ${(run.milliseconds / 1000).toFixed(2)} s`);
      measured.milliseconds.push(run.milliseconds);
      measured.cpu.push(run.cpu);
      if (run.reported.milliseconds !== undefined) measured.work.push(run.reported.milliseconds);
      measured.peakBytes = Math.max(measured.peakBytes, run.peakBytes);
      measured.objects = run.reported.objects;
    }
  return all;
}

async function runOnce(
  { name, command, codes = [0], read, discard = false }: Side,
  folder: string,
): Promise<MeasuredRun & { readonly reported: Reported }> {
  const place = (stream: string): string => (discard ? '/dev/null' : join(folder, stream));
  const [output, messages] = [place('stdout'), place('stderr')];
  const run = await measure({ ...command, output, messages });
  const { code } = run;
  if (code === null || !codes.includes(code)) {
    const said = readFileSync(messages, 'utf8').trim().slice(-LONGEST_MESSAGE);
    throw new Error(`${name}: expected exit code ${codes.join(' or ')}, got ${code}: ${said}`);
  }
  const reported = read?.(output, messages) ?? { objects: 0 };
  return { ...run, reported };
}

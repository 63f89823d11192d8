// npm run bench: compares the project with its goals, side by side with the tools that people use for it today.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { buildWorkers } from './bench/build-workers.ts';
import { chart } from './bench/showing/chart.ts';
import { BENCHMARKS, BENCHMARK_NAMES, chosen, resultName } from './bench/benchmarks.ts';
import type { Bench } from './bench/benchmark.ts';
import { checkOut } from './bench/earlier.ts';
import { readOptions } from './bench/options.ts';
import type { Options } from './bench/options.ts';
import { page } from './bench/showing/page.ts';
import { printed } from './bench/showing/print.ts';
import { keepResults, loadNow, machine } from './bench/showing/results.ts';
import type { Result } from './bench/showing/results.ts';

const ROOT = join(import.meta.dirname, '..');

const USAGE = `npm run bench -- [NAME ...] [options]

Runs our programs and their peers by turns, and says which goals are met.

  NAME            ${BENCHMARK_NAMES.join(', ')}   (all)
  --size N        objects or rows                            (1,000,000; 100,000 at 50 ms)
  --rounds N      how many times the sides take turns        (2)
  --full          the large sizes too: ten million
  --folder PATH   where the data goes, kept afterwards       (a temporary folder)
  --ours-only     verify: our side alone at three sizes, with parts of a manifest as a server leaves them
  --against REF   the state of that commit is a side too, where no peer does the work
  --write         write docs/performance.md and its chart
  --help          this text

Exit code: 0 whatever is met · 1 a side failed or did not find what was there · 2 bad arguments`;

async function run(options: Options): Promise<Result[]> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'nfs-cutover-bench-'));
  mkdirSync(folder, { recursive: true });
  try {
    using earlier =
      options.against === undefined
        ? undefined
        : checkOut(ROOT, options.against, join(folder, 'earlier'));
    const bench: Bench = {
      ...(earlier && { against: earlier }),
      size: options.size,
      full: options.full,
      rounds: options.rounds,
      folder,
      worker: await buildWorkers(join(folder, 'workers')),
      say: (text) => console.error(text),
    };
    const results: Result[] = [];
    for (const one of chosen(options)) {
      const { title } = one;
      console.log(`${title}\n`);
      const [date, load] = [new Date().toISOString().slice(0, 10), loadNow()];
      const { log, ...result } = await one.run(bench);
      console.log(printed(result));
      if (options.write && log !== undefined)
        writeFileSync(join(ROOT, 'docs', 'performance', log.file), log.text);
      results.push({ name: resultName(one), title, date, machine: machine(), load, ...result });
    }
    return results;
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function write(fresh: readonly Result[]): Promise<void> {
  const results = keepResults(ROOT, fresh, BENCHMARKS.map(resultName));
  const svg = join(ROOT, 'docs', 'performance', 'goals.svg');
  writeFileSync(svg, chart(results.flatMap(({ goals }) => goals)));
  for (const [file, text] of [
    [join(ROOT, 'docs', 'performance.md'), page(results)],
    [join(ROOT, 'docs', 'performance', 'results.json'), JSON.stringify(results)],
  ] as const) {
    const config = await prettier.resolveConfig(file);
    writeFileSync(file, await prettier.format(text, { ...config, filepath: file }));
  }
  console.error('docs/performance.md: written');
}

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv.slice(2), BENCHMARK_NAMES);
    if (options !== undefined) chosen(options);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  try {
    const results = await run(options);
    if (options.write) await write(results);
    return 0;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

process.exitCode = await main();

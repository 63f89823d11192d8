// npm run sweep: kills, delays and repeats at every point of the cutover's night, and what holds afterwards.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, coverageText, missing, readCoverage } from './sweep/coverage.ts';
import type { Coverage } from './sweep/coverage.ts';
import { Done } from './sweep/done.ts';
import { readOptions } from './sweep/options.ts';
import type { Options } from './sweep/options.ts';
import { nameOf, pointsOf, shuffled, trialsOf } from './sweep/points.ts';
import type { Trial } from './sweep/points.ts';
import { playAll, unsafeLine } from './sweep/run.ts';
import { play, record } from './sweep/trial.ts';
import { runbookOf } from './sweep/world.ts';
import { Worlds } from './sweep/worlds.ts';

const ROOT = join(import.meta.dirname, '..');
const SWEPT = join(ROOT, 'scripts', 'sweep', 'swept.txt');
const OUT = join(ROOT, 'out', 'sweep');

const USAGE = `npm run sweep -- [options]

Plays the job cutover in the lab again and again. Behind each call to AWS and each command on a server something happens
once: its process is killed, an answer is lost, the runner or a command is late. Then the rollback runs, and a second
attempt. What must hold is read from the files of the lab.

  --seed N        the order of the trials, and which are drawn      (1)
  --only TEXT     only trials whose name holds TEXT
  --random N      so many trials, drawn by the seed
  --seconds N     begin no trial later than that
  --servers LIST  how many application servers: 1, 2, 3             (1)
  --kinds LIST    kill, lost, late, overtaken, again                (all)
  --jobs N        how many trials run beside each other             (2)
  --unswept       only what scripts/sweep/swept.txt does not list
  --resume        go on with a sweep that was ended
  --every         the second attempt for every trial, also from a world that was seen before
  --list          name the trials, and end

The kinds: kill, the process ends with its runner; lost, the answer to a change; late, the process is
stopped until the rollback is over; overtaken, until a second attempt has frozen the source, too; again, after a kill and
the rollback every command is delivered once more.

Exit status: 0 every trial is safe, and no point is new · 1 otherwise`;

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === undefined) {
      console.log(USAGE);
      return 0;
    }
    return await sweep(options);
  } catch (error) {
    console.error(`sweep: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function sweep(options: Options): Promise<number> {
  const all = await nights(options);
  const coverage = readCoverage(readFileSync(SWEPT, 'utf8'));
  const done = new Done(options);
  const skipped = [done.names, ...(options.unswept ? [coverage.safe] : [])];
  const trials = chosen(all, options, skipped);
  if (options.list) {
    for (const trial of trials) console.log(nameOf(trial));
    return 0;
  }
  const { safe, unsafe } = await playTrials(trials, options, done);
  const now = after(coverage, { safe: [...done.names, ...safe], unsafe }, (name) =>
    isGone(name, all, options),
  );
  if (options.unswept) writeFileSync(SWEPT, coverageText(now));
  return tellNew(all, options.unswept ? now : coverage) || unsafe.size > 0 ? 1 : 0;
}

/** Says which points nobody has swept; answers whether one of them is new. */
function tellNew(all: readonly Trial[], { safe, open }: Coverage): boolean {
  const fresh = missing(all, safe, open);
  for (const trial of fresh.slice(0, SHOWN))
    console.log(`NEW ${nameOf(trial)}: nobody has swept it`);
  const left = missing(all, safe).length;
  if (left === 0) console.log('whole: every point of the night was swept');
  else console.log(`${left} points are not swept yet, ${fresh.length} of them new`);
  if (fresh.length > 0) console.log('Sweep them: npm run sweep -- --unswept');
  return fresh.length > 0;
}

/** How many new points are named. */
const SHOWN = 20;

/** The trials of a calm night for each number of servers. */
async function nights({ servers, kinds }: Options): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const count of servers) {
    const points = pointsOf(await record(runbookOf(count)));
    trials.push(...trialsOf(points, { kinds, servers: count }));
  }
  return trials;
}

function chosen(
  all: readonly Trial[],
  { only, random, seed }: Options,
  known: readonly ReadonlySet<string>[],
): Trial[] {
  const named = all.filter((trial) => nameOf(trial).includes(only));
  return shuffled(missing(named, ...known), seed).slice(0, random);
}

/** Whether the nights that were played have no such point any more; of others nothing is known. */
function isGone(name: string, all: readonly Trial[], { servers, kinds }: Options): boolean {
  const [kind, count] = name.split(' ');
  const played = servers.some((one) => String(one) === count) && kinds.some((one) => one === kind);
  return played && !all.some((trial) => nameOf(trial) === name);
}

/** Answers the names of those that are safe, and of those that are not. */
async function playTrials(
  trials: readonly Trial[],
  { seconds = Infinity, jobs, every }: Options,
  done: Done,
): Promise<{ readonly safe: Set<string>; readonly unsafe: Set<string> }> {
  const safe = new Set<string>();
  const unsafe = new Set<string>();
  const worlds = new Worlds(every);
  const until = performance.now() + seconds * 1000;
  mkdirSync(OUT, { recursive: true });
  await playAll({
    trials,
    jobs,
    goesOn: () => performance.now() < until,
    play: (trial) => play(trial, runbookOf(trial.servers), worlds),
    ended: (name, verdict) => {
      if (verdict.faults.length === 0) {
        safe.add(name);
        done.add(name);
        return;
      }
      unsafe.add(name);
      console.log(unsafeLine(name, verdict));
      const file = join(OUT, `${name.replaceAll(/[^A-Za-z0-9.]+/g, '-')}.txt`);
      writeFileSync(file, [...verdict.faults, ...verdict.told, ''].join('\n'));
    },
  });
  console.log(`${safe.size + unsafe.size} points, ${safe.size} safe`);
  return { safe, unsafe };
}

// Thousands of steps: each finds its own modules new all the same.
process.env.LAB_SHARED_PROCESSES ??= 'yes';
process.exitCode = await main(process.argv.slice(2));

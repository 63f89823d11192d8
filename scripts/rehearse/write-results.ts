// What a rehearsal leaves behind: artifacts, step summaries and logs, in one folder.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunEvent } from '../../lab/github/run-events.ts';
import type { StepSummary } from '../../lab/github/run.ts';

export interface Kept {
  readonly folder: string;
  readonly artifacts: string;
  readonly summaries: readonly StepSummary[];
  readonly events: readonly RunEvent[];
}

/**
 * The id of a rehearsal that begins at `begun`, and its folder: `out`, or a new one in `runs`. Of two that begin in the
 * same second each has its own.
 */
export function claimRun(
  begun: number,
  runs: string,
  out?: string,
): { readonly runId: string; readonly folder: string } {
  // Ten digits of seconds and five of the process are a number that JavaScript holds exactly.
  const first = Math.floor(begun / 1000) * PROCESSES + (process.pid % PROCESSES);
  if (out !== undefined) return { runId: String(first), folder: resolve(out) };
  mkdirSync(runs, { recursive: true });
  for (let id = first; ; id += 1) {
    const folder = join(runs, `rehearsal-${id}`);
    try {
      mkdirSync(folder);
      return { runId: String(id), folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

const PROCESSES = 100_000;

/** What an earlier rehearsal has left in the same folder must not pass for this one's. */
const OURS = /^(logs|summary\.md|report\.html|(records|evidence)-.+)$/;

/** Writes everything below `folder`, in the place of what an earlier rehearsal has left there. */
export function keep({ folder, artifacts, summaries, events }: Kept): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((entry) => OURS.test(entry)))
    rmSync(join(folder, name), { recursive: true });
  if (existsSync(artifacts))
    for (const name of readdirSync(artifacts))
      cpSync(join(artifacts, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'summary.md'), summaries.map(section).join('\n'));
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  for (const [job, lines] of Map.groupBy(events, (event) => jobOf(event)))
    if (job !== undefined)
      writeFileSync(join(logs, `${fileName(job)}.log`), lines.map(logLine).join(''));
}

const section = ({ job, name, text }: StepSummary): string =>
  `<!-- ${job} / ${name.replaceAll('--', '- -')} -->\n\n${text.trim()}\n`;

const jobOf = (event: RunEvent): string | undefined =>
  event.kind === 'run' ? undefined : event.job.key;

const fileName = (job: string): string => job.replace(/[^A-Za-z0-9._-]+/g, '_');

function logLine(event: RunEvent): string {
  const time = new Date(event.at).toISOString();
  return wordsOf(event)
    .split('\n')
    .map((line) => `${time} ${line}\n`)
    .join('');
}

function wordsOf(event: RunEvent): string {
  switch (event.kind) {
    case 'run':
      return event.name;
    case 'gate':
      return `waits for approval in environment ${event.environment}`;
    case 'decision':
      return `${event.state} for environment ${event.environment}`;
    case 'job':
      return event.phase === 'begins' ? `job ${event.job.name}` : `job ends: ${event.result}`;
    case 'step':
      return event.phase === 'begins' ? `step ${event.name}` : `step ends: ${event.outcome}`;
    case 'log':
      return event.level === 'info' ? event.text : `##[${event.level}]${event.text}`;
  }
}

// Runs one side in a process of its own: its wall time, and the most memory that it and its children had.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';

export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Where its standard output goes. */
  readonly output: string;
  /** Where its messages go. */
  readonly messages: string;
}

export interface MeasuredRun {
  readonly code: number | null;
  readonly milliseconds: number;
  /** 0 where the system does not report it. */
  readonly peakBytes: number;
  /** Milliseconds of processor time, all threads; 0 where the system does not report it. */
  readonly cpu: number;
}

const POLL_MS = 40;
/** Milliseconds of a clock tick in /proc, the same on every Linux that Node runs on. */
const TICK_MS = 10;

/** Starts `command`, with nothing of this environment but PATH and HOME, and measures it until it has ended. */
export async function measure(command: Command): Promise<MeasuredRun> {
  const { argv, env = {}, cwd, output, messages } = command;
  const [stdout, stderr] = [openSync(output, 'w'), openSync(messages, 'w')];
  const { PATH = '', HOME = '/' } = process.env;
  const started = performance.now();
  const child = spawn(argv[0], argv.slice(1), {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', stdout, stderr],
    ...(cwd !== undefined && { cwd }),
  });
  let peakBytes = 0;
  let cpu = 0;
  const poll = setInterval(() => {
    if (child.pid === undefined) return;
    peakBytes = Math.max(peakBytes, treeBytes(child.pid));
    cpu = Math.max(cpu, treeTime(child.pid));
  }, POLL_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    return { code, milliseconds: performance.now() - started, peakBytes, cpu };
  } finally {
    clearInterval(poll);
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** The high water marks of a process and of all that it has started, as far as they still run. */
function treeBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    return childrenOf(pid).reduce((sum, child) => sum + treeBytes(child), own);
  } catch {
    return 0;
  }
}

/** The processor time of a process, of those that it still runs, and of those that it has waited for. */
function treeTime(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it may hold anything. utime, stime, cutime, cstime.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
    return childrenOf(pid).reduce((sum, child) => sum + treeTime(child), own);
  } catch {
    return 0;
  }
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );

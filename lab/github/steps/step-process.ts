// A step's process: started in an environment that is built for it, stopped as GitHub's runner stops one.
import { spawn } from 'node:child_process';
import { startNode } from './node-process.ts';
import type { NodeProcess } from './node-process.ts';

export interface StepProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly started: (child: NodeProcess) => void;
  /** Stops the process: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL. */
  readonly cancel: AbortSignal;
  /** Ends the process and its group at once, as the loss of its machine does. */
  readonly lost: AbortSignal;
}

export interface Sink {
  readonly feed: (chunk: Buffer) => void;
  readonly end: () => void;
}

/** The runner's patience, in real time. */
const LADDER = [
  { after: 0, signal: 'SIGINT' },
  { after: 7_500, signal: 'SIGTERM' },
  { after: 10_000, signal: 'SIGKILL' },
] as const;

/** How long the runner waits for output pipes that something else keeps open. */
const PIPES_MS = 5_000;

/** Runs the process to its end: its exit code, or undefined when a signal ended it. */
export function runProcess(step: StepProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = start(step);
    step.started(child);
    child.stdout.on('data', step.stdout.feed);
    child.stderr.on('data', step.stderr.feed);
    const timers: NodeJS.Timeout[] = [];
    const climb = (): void => {
      for (const { after, signal } of LADDER)
        timers.push(setTimeout(() => child.kill(signal), after));
    };
    const kill = (): void => killGroup(child);
    onAbort(step.cancel, climb);
    onAbort(step.lost, kill);
    const settle = (finish: () => void): void => {
      timers.forEach(clearTimeout);
      step.cancel.removeEventListener('abort', climb);
      step.lost.removeEventListener('abort', kill);
      step.stdout.end();
      step.stderr.end();
      finish();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', () => {
      timers.push(
        setTimeout(() => [child.stdout, child.stderr].forEach((s) => s.destroy()), PIPES_MS),
      );
    });
    child.once('close', (code) => settle(() => resolve(code ?? undefined)));
  });
}

/** In its own group: a Ctrl-C in the terminal reaches it only through the ladder. */
function start({ command, args, cwd, env }: StepProcess): NodeProcess {
  const [file, ...more] = args;
  if (command === process.execPath && file !== undefined && more.length === 0)
    return startNode(file, { cwd, env });
  return spawn(command, args, {
    ...{ cwd, env: { ...env } },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act);
}

function killGroup(child: NodeProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself in between.
  }
}

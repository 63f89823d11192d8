// A Node program of a step: a process of its own, or for tests one in a process that has played others before.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { compileCache } from './compile-cache.ts';
import { cutAtMark } from './end-mark.ts';

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
}

/** What is used of a child process whose standard output and error are pipes. */
export interface NodeProcess extends Pick<
  ChildProcess,
  'pid' | 'exitCode' | 'signalCode' | 'kill'
> {
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'exit' | 'close', listener: (code: number | null) => void): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
}

/** Starts the program in a process group of its own. */
export function startNode(file: string, place: Place): NodeProcess {
  const { cwd, env, args = [] } = place;
  if ((env[SHARED] ?? process.env[SHARED]) !== 'yes' || 'NODE_OPTIONS' in env)
    return spawn(process.execPath, [file, ...args], {
      ...{ cwd, env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  return new Turn(idle.findLast(({ isAlive }) => isAlive) ?? new Shared(), file, place);
}

/** The variable that has programs play in shared processes. */
const SHARED = 'LAB_SHARED_PROCESSES';

/** Each run leaves its modules in memory. */
const MOST_TURNS = 40;

/** How long (real time) a process is kept that has nothing to do. */
const IDLE_MS = 5_000;

const idle: Shared[] = [];

/** What a shared process says at the end of a turn. */
export interface TurnEnd {
  readonly code: number;
  /** Something of the program is left that would answer for the next one. */
  readonly isSpent: boolean;
}

/** A process that plays one program after the other. It ends with this one, whose channel it listens to. */
class Shared {
  readonly child: ChildProcess & { readonly stdout: Socket; readonly stderr: Socket };
  turns = 0;
  /** A signal may come when the turn is already over, and stop or end the next one. */
  wasSignalled = false;
  #rest: NodeJS.Timeout | undefined;

  constructor() {
    this.child = spawn(process.execPath, [join(import.meta.dirname, 'shared-process.ts')], {
      env: { ...compileCache() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    }) as Shared['child'];
    // What it says when nobody has a turn is of no interest, and neither is its end.
    this.child.stdout.resume();
    this.child.stderr.resume();
    this.child.on('error', () => undefined);
  }

  /** Whoever has a turn is waited for. */
  begin(): void {
    this.#takeOut();
    this.turns += 1;
    for (const each of this.#handles()) each?.ref();
  }

  end(isSpent: boolean): void {
    for (const each of this.#handles()) each?.unref();
    if (isSpent || this.wasSignalled || this.turns >= MOST_TURNS) {
      this.child.kill('SIGKILL');
      return;
    }
    idle.push(this);
    this.#rest = setTimeout(() => {
      this.#takeOut();
      this.child.kill('SIGKILL');
    }, IDLE_MS).unref();
  }

  #takeOut(): void {
    clearTimeout(this.#rest);
    const at = idle.indexOf(this);
    if (at !== -1) idle.splice(at, 1);
  }

  get isAlive(): boolean {
    return this.child.connected && this.child.exitCode === null && this.child.signalCode === null;
  }

  #handles(): readonly (Socket | ChildProcess | ChildProcess['channel'])[] {
    const { child } = this;
    return [child, child.channel, child.stdout, child.stderr];
  }
}

/** One program in a shared process, as if it were a child process. */
class Turn extends EventEmitter implements NodeProcess {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly pid: number | undefined;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  readonly #shared: Shared;

  constructor(shared: Shared, file: string, place: Place) {
    super();
    this.#shared = shared;
    const { child } = shared;
    this.pid = child.pid;
    const mark = `\0${randomUUID()}\0`;
    const ends = [child.stdout, child.stderr].map((from, i) =>
      cutAtMark(from, i === 0 ? this.stdout : this.stderr, mark),
    );
    const onMessage = ({ code, isSpent }: TurnEnd): void => {
      child.off('close', onClose);
      // Its output may still be on its way.
      void Promise.all(ends.map(({ marked }) => marked)).then(() => {
        for (const { stop } of ends) stop();
        this.#settle(code, null);
        shared.end(isSpent);
      });
    };
    const onClose = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.off('message', onMessage);
      for (const { stop } of ends) stop();
      this.#settle(code, signal);
    };
    child.once('message', onMessage);
    child.once('close', onClose);
    shared.begin();
    child.send({ file, mark, ...place });
  }

  kill(signal?: NodeJS.Signals | number): boolean {
    if (this.exitCode !== null || this.signalCode !== null) return false;
    this.#shared.wasSignalled = true;
    return this.#shared.child.kill(signal);
  }

  #settle(code: number | null, signal: NodeJS.Signals | null): void {
    this.exitCode = code;
    this.signalCode = signal;
    const read = [this.stdout, this.stderr].map(async (stream) => {
      if (!stream.closed) await once(stream, 'close');
    });
    this.emit('exit', code, signal);
    void Promise.all(read).then(() => this.emit('close', code, signal));
  }
}

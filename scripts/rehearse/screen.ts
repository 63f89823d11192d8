// The display on a terminal: finished jobs are printed for good, what runs is drawn again and again below them.
import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../../lab/github/run-events.ts';
import { RunView } from './run-view.ts';
import type { JobView } from './run-view.ts';
import type { Paint } from './style.ts';
import { footLines, jobLines } from './tree.ts';

/** Shows a run while it runs. */
export interface Display extends Disposable {
  readonly on: (event: RunEvent) => void;
  /** Holds the drawing still while `ask` speaks with the person at the terminal, one line at a time. */
  readonly pause: <T>(ask: Ask<T>) => Promise<T>;
  /** Says that the run is being cancelled, and by what. */
  readonly cancelling: (signal: NodeJS.Signals) => void;
}

/** A conversation; it calls `line` for each line that it has written. */
export type Ask<T> = (line: () => void) => Promise<T>;

const FRAME_MS = 80;
const BEGIN_UPDATE = '\u001B[?2026h';
const END_UPDATE = '\u001B[?2026l';
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/** Draws the tree on `terminal`. */
export function openScreen(terminal: WriteStream, paint: Paint): Display {
  const screen = new Screen(terminal, paint);
  return {
    on: (event) => screen.apply(event),
    pause: (ask) => screen.pause(ask),
    cancelling: (signal) => screen.cancelling(signal),
    [Symbol.dispose]: () => screen.close(),
  };
}

class Screen {
  readonly #terminal: WriteStream;
  readonly #paint: Paint;
  readonly #run = new RunView();
  readonly #printed = new Set<JobView>();
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #frame = 0;
  #paused = false;
  #hint = 'Ctrl-C cancels';

  constructor(terminal: WriteStream, paint: Paint) {
    this.#terminal = terminal;
    this.#paint = paint;
    terminal.write(HIDE_CURSOR);
    this.#timer = setInterval(() => {
      this.#frame += 1;
      this.#draw();
    }, FRAME_MS);
  }

  apply(event: RunEvent): void {
    this.#run.apply(event);
    if (event.kind === 'job' && event.phase === 'ends') this.#draw();
  }

  async pause<T>(ask: Ask<T>): Promise<T> {
    this.#draw();
    this.#paused = true;
    this.#terminal.write(SHOW_CURSOR);
    try {
      return await ask(() => {
        this.#drawn += 1;
      });
    } finally {
      this.#paused = false;
      this.#terminal.write(HIDE_CURSOR);
    }
  }

  cancelling(signal: NodeJS.Signals): void {
    this.#hint = `${signal}: cancelling, and rolling back what must be; Ctrl-C ends it at once`;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#draw(true);
    this.#terminal.write(SHOW_CURSOR);
  }

  #draw(last = false): void {
    if (this.#paused) return;
    const done = this.#newlyEnded();
    const live = last ? [] : this.#live();
    const up = this.#drawn > 0 ? `\u001B[${this.#drawn}A` : '';
    const lines = [...done, ...live].map((line) => `${line}\n`).join('');
    this.#terminal.write(`${BEGIN_UPDATE}${up}\r\u001B[0J${lines}${END_UPDATE}`);
    this.#drawn = live.length;
  }

  /** Jobs that have ended since the last time, in the order of the file. */
  #newlyEnded(): string[] {
    const ended = this.#run.jobs.filter(
      (job) => !this.#printed.has(job) && job.state !== 'pending' && isOver(job),
    );
    ended.forEach((job) => this.#printed.add(job));
    return ended.flatMap((job) => jobLines(job, this.#run.now, this.#style()));
  }

  #live(): string[] {
    const style = this.#style();
    const running = this.#run.jobs.filter((job) => job.state === 'running' || job.state === 'gate');
    const body = running.flatMap((job) => jobLines(job, this.#run.now, style));
    const realSeconds = (performance.now() - this.#started) / 1000;
    const foot = footLines(this.#run, { realSeconds, hint: this.#hint }, style);
    const room = Math.max(1, this.#terminal.rows - foot.length - 2);
    return [...body.slice(-room), ...foot];
  }

  #style() {
    return { paint: this.#paint, columns: this.#terminal.columns, frame: this.#frame };
  }
}

const isOver = (job: JobView): boolean => job.state !== 'running' && job.state !== 'gate';

// The keyboard of someone who answers gates: keys are taken one at a time, and what was typed too early is dropped.
import type { ReadStream } from 'node:tty';

export interface Keyboard extends Disposable {
  /** The next key from now on; undefined when the terminal is gone or `signal` aborts. */
  readonly key: (signal: AbortSignal) => Promise<string | undefined>;
}

const CTRL_C = '\u0003';

/** Takes the terminal's keys until disposed; Ctrl-C becomes the signal that it usually is. */
export function openKeyboard(terminal: ReadStream): Keyboard {
  const keys = new EventTarget();
  const read = (chunk: Buffer): void => {
    for (const key of chunk.toString('utf8')) {
      if (key === CTRL_C) process.emit('SIGINT');
      else keys.dispatchEvent(new CustomEvent('key', { detail: key }));
    }
  };
  const gone = (): void => void keys.dispatchEvent(new Event('gone'));
  terminal.setRawMode(true);
  terminal.on('data', read);
  terminal.once('end', gone);
  terminal.resume();
  return {
    key: (signal) => next(keys, signal),
    [Symbol.dispose]: () => {
      terminal.off('data', read);
      terminal.off('end', gone);
      terminal.setRawMode(false);
      terminal.pause();
    },
  };
}

function next(keys: EventTarget, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const none = (): void => resolve(undefined);
    if (signal.aborted) none();
    signal.addEventListener('abort', none, { once: true });
    keys.addEventListener('gone', none, { once: true });
    keys.addEventListener('key', (event) => resolve((event as CustomEvent<string>).detail), {
      once: true,
    });
  });
}

// The gate's question in the terminal: one key, yes or no.
import type { Decision } from '../../lab/github/jobs/environments.ts';
import type { Keyboard } from './keyboard.ts';
import type { Paint } from './style.ts';

export interface Question {
  readonly environment: string;
  readonly job: string;
  readonly keyboard: Keyboard;
  readonly paint: Paint;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
  /** Called when the question's line is complete. */
  readonly line: () => void;
}

/** Asks until the key is one of y and n. A terminal that is gone is a no. */
export async function askAtTerminal(question: Question): Promise<Decision> {
  const { environment, job, keyboard, paint, signal, write, line } = question;
  const keys = paint('dim', '[y/n]');
  const words = `Approve ${paint('bold', job)} in environment ${paint('bold', environment)}?`;
  write(`  ${paint(['bold', 'magenta'], '?')} ${words} ${keys} `);
  for (;;) {
    const key = (await keyboard.key(signal))?.toLowerCase() ?? 'n';
    if (key !== 'y' && key !== 'n') continue;
    write(`${key}\n`);
    line();
    return key === 'y' ? 'approve' : 'reject';
  }
}

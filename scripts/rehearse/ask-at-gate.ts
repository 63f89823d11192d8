// The gate's question in the terminal: what is approved, and one key, yes or no.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Decision } from '../../lab/github/jobs/environments.ts';
import { visible } from '../../src/core/text/markdown.ts';
import type { Keyboard } from './keyboard.ts';
import type { Paint } from './style.ts';
import { wrap } from './tree.ts';

export interface Question {
  readonly environment: string;
  readonly job: string;
  /** What the approval is for: the runbook and its ticket. */
  readonly subject: string;
  /** The names of the steps that a yes lets run. */
  readonly steps: readonly string[];
  readonly keyboard: Keyboard;
  readonly paint: Paint;
  readonly columns: number;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
  /** Called when a line of the question is complete. */
  readonly line: () => void;
}

/** Asks until the key is one of y and n. A terminal that is gone is a no, and so is a run that is stopped meanwhile. */
export async function askAtTerminal(question: Question): Promise<Decision> {
  const { keyboard, paint, signal, write, line } = question;
  for (const text of questionLines(question)) {
    write(`${text}\n`);
    line();
  }
  for (;;) {
    write(`    ${paint('dim', 'y approves, n rejects:')} `);
    const key = (await keyboard.key(signal))?.toLowerCase();
    const decided = key === undefined || key === 'y' || key === 'n';
    write(`${decided ? (key ?? '') : `${keyName(key)} is no answer.`}\n`);
    line();
    if (decided) return key === 'y' ? 'approve' : 'reject';
  }
}

/** What is asked, in lines that fit the terminal. */
export function questionLines(
  question: Pick<Question, 'environment' | 'job' | 'subject' | 'steps' | 'paint' | 'columns'>,
): string[] {
  const { environment, job, subject, steps, paint, columns } = question;
  const says = `Approve ${job} in environment ${environment}?`;
  const then =
    steps.length === 0
      ? 'A yes lets it pass; nothing runs in it.'
      : `A yes runs: ${steps.join(', ')}.`;
  const [first = '', ...rest] = wrap(says, columns - 5);
  return [
    `  ${paint(['bold', 'magenta'], '?')} ${paint('bold', first)}`,
    ...[...rest, ...wrap(`It is for ${subject}.`, columns - 5), ...wrap(then, columns - 5)].map(
      (text) => `    ${text}`,
    ),
  ];
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\r', 'Enter'],
  ['\n', 'Enter'],
  ['\t', 'Tab'],
  [' ', 'Space'],
  ['\u001b', 'Esc'],
]);

const keyName = (key: string): string => NAMES.get(key) ?? `'${visible(key)}'`;

interface WorkflowFile {
  readonly jobs?: Readonly<
    Record<
      string,
      {
        readonly steps?: readonly {
          readonly name?: string;
          readonly uses?: string;
          readonly if?: string;
        }[];
      }
    >
  >;
}

/** The names of the steps of a job that are the repository's own actions, without those for a failed run. */
export function ownSteps(workflow: string, job: string): string[] {
  const { jobs = {} } = parse(readFileSync(workflow, 'utf8')) as WorkflowFile;
  const steps = Object.hasOwn(jobs, job) ? (jobs[job]?.steps ?? []) : [];
  return steps.flatMap(({ name, uses = '', if: condition = '' }) =>
    name === undefined || !uses.startsWith('./actions/') || condition.includes('failure()')
      ? []
      : [name],
  );
}

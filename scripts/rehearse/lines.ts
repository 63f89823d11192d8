// The display where there is no terminal: one plain line for whatever happens, with its lab time.
import type { RunEvent } from '../../lab/github/run-events.ts';
import { RunView } from './run-view.ts';
import type { JobView, StepView } from './run-view.ts';
import type { Display } from './screen.ts';
import { clockTime, duration, MARKS, NOTABLE_MS, oneLine } from './style.ts';
import type { Paint } from './style.ts';

export interface LinesOptions {
  readonly write: (text: string) => void;
  readonly paint: Paint;
  readonly verbose: boolean;
}

/** Writes lines as things happen. */
export function openLines({ write, paint, verbose }: LinesOptions): Display {
  const run = new RunView();
  let last = '';
  const line = (text: string): void => {
    const passed = clockTime(run.now - (run.begun ?? run.now));
    write(`${paint('dim', passed)}  ${text}\n`);
  };
  return {
    on: (event) => {
      run.apply(event);
      const text = describe(event, run, { paint, verbose });
      if (text === undefined) return;
      // Progress that differs from the line before in its numbers only would be a page of the same.
      const words = text.replace(/\d+/g, '0');
      if (verbose || event.kind !== 'log' || words !== last) line(text);
      last = words;
    },
    pause: (ask) => ask(() => undefined),
    cancelling: (signal) => line(`${signal}: cancelling; a second signal ends it at once`),
    [Symbol.dispose]: () => undefined,
  };
}

type Manner = Pick<LinesOptions, 'paint' | 'verbose'>;

function describe(event: RunEvent, run: RunView, manner: Manner): string | undefined {
  const { paint } = manner;
  switch (event.kind) {
    case 'run':
      return undefined;
    case 'gate':
      return `${paint('magenta', MARKS.gate.sign)} ${event.job.name} waits for approval in environment ${event.environment}`;
    case 'decision':
      return `${paint('magenta', MARKS.gate.sign)} ${event.job.name} is ${event.state}`;
    case 'job':
      if (event.phase === 'begins') return paint('bold', event.job.name);
      return jobEnd(run, event, manner);
    case 'step':
      if (event.phase === 'ends') return stepEnd(stepOf(run, event.job.key, event.step), manner);
      return manner.verbose || event.role === 'own' ? `  ${oneLine(event.name)}` : undefined;
    case 'log':
      return logLine(event, stepOf(run, event.job.key, event.step), manner);
  }
}

function jobEnd(
  run: RunView,
  event: Extract<RunEvent, { kind: 'job'; phase: 'ends' }>,
  { paint }: Manner,
): string {
  const mark = MARKS[event.result];
  const job = jobOf(run, event.job.key);
  const time = job?.begun === undefined ? '' : `  (${duration(event.at - job.begun)})`;
  return `${paint(mark.format, `${mark.sign} ${event.job.name}: ${event.result}`)}${time}`;
}

function stepEnd(step: StepView | undefined, { paint, verbose }: Manner): string | undefined {
  if (step === undefined || step.state === 'running') return undefined;
  if (!verbose && step.role !== 'own' && step.state !== 'failure') return undefined;
  if (!verbose && step.state === 'skipped') return undefined;
  const mark = MARKS[step.state];
  const words =
    step.state === 'success' || step.role === 'own' ? step.state : `${step.name}: ${step.state}`;
  const passed = (step.ended ?? step.begun) - step.begun;
  const time = passed < NOTABLE_MS ? '' : `  (${duration(passed)})`;
  return `    ${paint(mark.format, `${mark.sign} ${words}`)}${paint('dim', time)}`;
}

function logLine(
  event: Extract<RunEvent, { kind: 'log' }>,
  step: StepView | undefined,
  { paint, verbose }: Manner,
): string | undefined {
  const text = oneLine(event.text);
  if (text === '' || event.level === 'debug' || (event.level === 'group' && !verbose))
    return undefined;
  if (event.level === 'error') return `    ${paint('red', `error: ${text}`)}`;
  if (event.level === 'warning') return `    ${paint('yellow', `warning: ${text}`)}`;
  return verbose || step?.role === 'own' ? `    ${paint('dim', text)}` : undefined;
}

const jobOf = (run: RunView, key: string): JobView | undefined =>
  run.jobs.find((job) => job.ref.key === key);

const stepOf = (run: RunView, key: string, id: string): StepView | undefined =>
  jobOf(run, key)?.steps.findLast((step) => step.id === id);

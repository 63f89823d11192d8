// The tree of jobs and steps as lines of text, for a terminal of any width.
import { clockTime, columnsOf, cut, duration, MARKS, NOTABLE_MS, pad } from './style.ts';
import type { Mark, Paint } from './style.ts';
import type { JobView, Note, RunView, StepView } from './run-view.ts';

export interface TreeStyle {
  readonly paint: Paint;
  readonly columns: number;
  /** Which picture of the spinner is due. */
  readonly frame: number;
}

const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const WIDEST = 132;
const NAME_SHARE = 0.45;
const NAME_COLUMNS = 46;
const NOTE_LINES = 5;

/** A job with its steps. */
export function jobLines(job: JobView, now: number, style: TreeStyle): string[] {
  const steps = job.steps.filter(isShown);
  const lines = [jobLine(job, now, style)];
  for (const note of job.notes) lines.push(...noteLines(note, 4, style));
  const nameColumns = Math.min(NAME_COLUMNS, Math.floor(width(style) * NAME_SHARE));
  for (const step of steps) {
    lines.push(...stepLines(step, { now, nameColumns, style }));
    for (const note of step.notes) lines.push(...noteLines(note, 6, style));
  }
  return lines;
}

export interface Clocks {
  readonly realSeconds: number;
  readonly hint: string;
}

/** What is still to come, and the clocks. */
export function footLines(run: RunView, clocks: Clocks, style: TreeStyle): string[] {
  const { paint } = style;
  const waiting = run.jobs.filter((job) => job.state === 'pending').map((job) => job.ref.name);
  const next = cut(
    `  ${waiting.map((name) => `${MARKS.pending.sign} ${name}`).join('   ')}`,
    width(style),
  );
  const passed = clockTime(run.now - (run.begun ?? run.now));
  const { realSeconds, hint } = clocks;
  const last = `  ${passed} of lab time   ${realSeconds.toFixed(1)} s here   ${hint}`;
  return [
    ...(waiting.length === 0 ? [] : [paint('dim', next)]),
    '',
    paint('dim', cut(last, width(style))),
  ];
}

/** Checkout, credentials, artifacts and the like are shown only while they run, or when they fail. */
const isShown = (step: StepView): boolean =>
  step.role === 'own' || (step.state !== 'success' && step.state !== 'skipped');

function jobLine(job: JobView, now: number, style: TreeStyle): string {
  const { paint } = style;
  const mark = markOf(job.state, style);
  const time = job.begun === undefined ? '' : duration((job.ended ?? now) - job.begun);
  const left = `  ${paint(mark.format, mark.sign)} ${paint('bold', job.ref.name)}`;
  const words = gateWords(job);
  const plain = `  ${mark.sign} ${job.ref.name}${words}`;
  return withTime({ painted: left + paint('magenta', words), plain, time, style });
}

function gateWords(job: JobView): string {
  if (job.environment === undefined) return job.state === 'skipped' ? '   skipped' : '';
  if (job.decision !== undefined) return `   ${job.decision} for environment ${job.environment}`;
  return `   waits for approval in environment ${job.environment}`;
}

interface StepLine {
  readonly now: number;
  readonly nameColumns: number;
  readonly style: TreeStyle;
}

/** A step that runs has one line. What an ended one found is never cut: it gets lines of its own where it is long. */
function stepLines(step: StepView, { now, nameColumns, style }: StepLine): string[] {
  const { paint } = style;
  const mark = markOf(step.state, style);
  const passed = (step.ended ?? now) - step.begun;
  const time = passed < NOTABLE_MS ? '' : duration(passed);
  const room = width(style) - nameColumns - 6 - 2 - TIME_COLUMNS - 1;
  const failed = step.notes.some((note) => note.level === 'error');
  const said = failed || step.state === 'skipped' ? '' : step.detail;
  const below = step.state !== 'running' && columnsOf(said) > room;
  const detail = below ? '' : cut(said, room);
  const columns = below ? width(style) - 6 - 2 - TIME_COLUMNS - 1 : nameColumns;
  const name = pad(cut(step.name, columns), columns);
  const dim = step.state === 'skipped';
  const painted = `    ${paint(mark.format, mark.sign)} ${dim ? paint('dim', name) : name}  ${
    step.state === 'running' ? paint('cyan', detail) : paint('dim', detail)
  }`;
  const line = withTime({ painted, plain: `    ${mark.sign} ${name}  ${detail}`, time, style });
  const indented = wrap(said, width(style) - DETAIL_INDENT).map(
    (text) => `${' '.repeat(DETAIL_INDENT)}${paint('dim', text)}`,
  );
  return below ? [line, ...indented] : [line];
}

const DETAIL_INDENT = 6;

const TIME_COLUMNS = 11;

interface TimedLine {
  readonly painted: string;
  readonly plain: string;
  readonly time: string;
  readonly style: TreeStyle;
}

/** Puts the time at the right edge. */
function withTime({ painted, plain, time, style }: TimedLine): string {
  const gap = width(style) - columnsOf(plain) - columnsOf(time);
  if (time === '' || gap < 1) return painted.trimEnd();
  return `${painted}${' '.repeat(gap)}${style.paint('dim', time)}`;
}

function noteLines(note: Note, indent: number, style: TreeStyle): string[] {
  const error = note.level === 'error';
  const sign = error ? '✖ ' : '! ';
  const format = error ? 'red' : 'yellow';
  const lines = wrap(note.text, width(style) - indent - 2).slice(0, NOTE_LINES);
  return lines.map((line, i) => {
    const space = ' '.repeat(indent);
    return `${space}${style.paint(format, (i === 0 ? sign : '  ') + line)}`;
  });
}

/** Breaks text between words into lines of at most so many columns. A longer word goes on in the next line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => piecesOf(long, Math.max(2, columns)))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word in pieces that each fit on a line: an ARN must stay whole, even on a narrow terminal. */
function piecesOf(word: string, columns: number): readonly string[] {
  const pieces = [''];
  for (const character of word) {
    const last = `${pieces.at(-1) ?? ''}${character}`;
    if (columnsOf(last) <= columns) pieces[pieces.length - 1] = last;
    else pieces.push(character);
  }
  return pieces;
}

function markOf(state: JobView['state'], { frame }: TreeStyle): Mark {
  if (state !== 'running') return MARKS[state];
  return { sign: SPINNER[frame % SPINNER.length] ?? '●', format: 'cyan' };
}

const width = (style: TreeStyle): number => Math.min(style.columns - 1, WIDEST);

// What a rehearsal says before anything is built: first of all that it has begun.
import type { Options } from './options.ts';
import { table } from './last-page.ts';
import type { Paint } from './style.ts';
import { wrap } from './tree.ts';

const PLAIN_COLUMNS = 100;
const WIDEST = 120;
const NARROWEST = 40;

/** The columns that pages are wrapped to: those of the terminal, or what COLUMNS says where there is none. */
export const columnsHere = (): number =>
  process.stdout.isTTY
    ? Math.min(process.stdout.columns, WIDEST)
    : columnsOfPlain(process.env.COLUMNS);

/** `told` is the variable COLUMNS: a number that has room for a page, or else no answer. */
export const columnsOfPlain = (told = ''): number =>
  /^\d{2,4}$/.test(told) ? Math.min(Math.max(Number(told), NARROWEST), WIDEST) : PLAIN_COLUMNS;

const TITLE = 'Rehearsal in the lab: no cloud account, no server, no data of yours';

/** What is rehearsed. */
export function heading({ runbook, until, workflow, scenario }: Options, paint: Paint): string {
  const rows: [string, string][] = [
    ['runbook', runbook],
    ['until', until],
    ...(workflow === 'cutover' ? [] : [['then', workflow] as [string, string]]),
    ['scenario', `${scenario.name}: ${scenario.says}`],
  ];
  const title = wrap(TITLE, columnsHere() - 3).map((line) => `  ${line}`);
  const painted = title.join('\n').replace(/Rehearsal/, (word) => paint('bold', word));
  return `\n${painted}\n\n${table(rows, paint, columnsHere()).join('\n')}\n\n`;
}

/** The line for the seconds in which the lab is built; `done` takes it away where a terminal can. */
export function building(paint: Paint): { readonly text: string; readonly done: string } {
  const text = `  ${paint('dim', 'Building the lab: servers, files, bucket, gateway …')}`;
  const live = process.stdout.isTTY && process.env.TERM !== 'dumb';
  return live ? { text, done: '\r\u001B[K' } : { text: `${text}\n\n`, done: '' };
}

/** What has happened between two runs. */
export const interlude = (says: string, paint: Paint): string =>
  `\n${wrap(says, columnsHere() - 3)
    .map((line) => `  ${paint('bold', line)}`)
    .join('\n')}\n\n`;

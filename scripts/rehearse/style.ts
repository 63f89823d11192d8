// Colours, widths and times of what the rehearsal prints.
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Result } from '../../lab/github/run-events.ts';

type Format = Parameters<typeof styleText>[0];

export type Paint = (format: Format, text: string) => string;

/** Paints, or leaves text as it is where colour is not wanted. */
export const painter =
  (colour: boolean): Paint =>
  (format, text) =>
    colour && text !== '' ? styleText(format, text, { validateStream: false }) : text;

/** Whether a stream wants colour: a terminal that is not dumb, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force } = env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0';
  return isTerminal && env.TERM !== 'dumb';
}

export interface Mark {
  readonly sign: string;
  readonly format: Format;
}

export const MARKS: Readonly<Record<Result | 'pending' | 'gate', Mark>> = {
  success: { sign: '✔', format: 'green' },
  failure: { sign: '✖', format: 'red' },
  cancelled: { sign: '■', format: 'yellow' },
  skipped: { sign: '–', format: 'dim' },
  pending: { sign: '○', format: 'dim' },
  gate: { sign: '◆', format: 'magenta' },
};

/** Text of a log, made safe for one line of a terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '\uFFFD')
    .trim();
}

const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

const widthOf = (character: string): number =>
  /\p{Mn}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** Columns that unpainted text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

/** Cuts unpainted text to so many columns, with an ellipsis where something is gone. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    kept += character;
  }
  return columns > 0 ? `${kept}…` : '';
}

export const pad = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

/** What took no lab time needs no number. */
export const NOTABLE_MS = 500;

/** `4 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `00:12:41` */
export function clockTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const part = (n: number): string => String(n).padStart(2, '0');
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map(part)
    .join(':');
}

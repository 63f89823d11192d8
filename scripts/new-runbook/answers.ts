// Answers to what could not be found: from a flag, from the person at the terminal, or noted as missing.
import type { Flag, Options } from './options.ts';
import { refusal } from './options.ts';

/** Asks one question and answers the line; undefined when the terminal is gone. */
export type Ask = (question: string) => Promise<string | undefined>;

export interface Question {
  readonly flag: Flag | 'server';
  /** What is asked for, in a few words. */
  readonly what: string;
}

/** Something found in AWS that can be chosen: by its number, or by any of its names. */
export interface Choice<T> {
  readonly names: readonly string[];
  readonly shown: string;
  readonly value: T;
}

export class Answers {
  readonly #options: Options;
  readonly #ask: Ask | undefined;
  /** One line for each flag that is needed. */
  readonly missing: string[] = [];

  /** Without `ask` there is no terminal. */
  constructor(options: Options, ask: Ask | undefined) {
    this.#options = options;
    this.#ask = ask;
  }

  /** The flag's own value, where it was given. */
  given(flag: Flag): string | undefined {
    return this.#options.given[flag];
  }

  get servers(): readonly string[] {
    return this.#options.servers;
  }

  /** A text; undefined only where it is noted as missing. */
  async text(question: Question & { readonly flag: Flag }): Promise<string | undefined> {
    const { flag, what } = question;
    const given = this.given(flag);
    if (given !== undefined) return given;
    for (;;) {
      const line = await this.#ask?.(`${what}: `);
      if (line === undefined) break;
      const value = line.trim();
      const expected = value === '' ? what : refusal(flag, value);
      if (expected === undefined) return value;
      say(`expected ${expected}`);
    }
    this.refuse(question, undefined);
    return undefined;
  }

  /** One of what was found; a single one is taken without a question. */
  async choice<T>(question: Question, choices: readonly Choice<T>[]): Promise<T | undefined> {
    const given = question.flag === 'server' ? undefined : this.given(question.flag);
    const named = choices.filter(({ names }) => given === undefined || names.includes(given));
    if (named.length === 1) return named[0]?.value;
    if (given === undefined && choices.length > 1) {
      const one = await this.#numbers(question, choices, 1);
      if (one !== undefined) return one[0];
    }
    this.refuse(question, choices, given);
    return undefined;
  }

  /** Some of what was found, as numbers with spaces or commas between them. */
  async several<T>(question: Question, choices: readonly Choice<T>[]): Promise<T[] | undefined> {
    if (choices.length === 1) return choices.map(({ value }) => value);
    const some =
      choices.length === 0 ? undefined : await this.#numbers(question, choices, choices.length);
    if (some === undefined) this.refuse(question, choices);
    return some;
  }

  /** Notes what a flag must name, with what was found; `given` is not among it. */
  refuse({ flag, what }: Question, found?: readonly Choice<unknown>[], given?: string): void {
    const got = given === undefined ? '' : `, got '${given}'`;
    const none = found?.length === 0 ? '; none was found' : '';
    const list = (found ?? []).map(({ shown }) => `\n    ${shown}`).join('');
    this.missing.push(`--${flag}: expected ${what}${got}${none}${list}`);
  }

  async #numbers<T>(
    { what }: Question,
    choices: readonly Choice<T>[],
    most: number,
  ): Promise<T[] | undefined> {
    const list = choices.map(({ shown }, i) => `\n  ${i + 1}  ${shown}`).join('');
    for (;;) {
      const line = await this.#ask?.(`${what}:${list}\nnumber${most > 1 ? 's' : ''}: `);
      if (line === undefined) return undefined;
      const numbers = [...new Set(line.split(/[\s,]+/).filter((word) => word !== ''))];
      const chosen = numbers.flatMap((number) => choices[Number(number) - 1] ?? []);
      if (chosen.length === numbers.length && chosen.length > 0 && chosen.length <= most)
        return chosen.map(({ value }) => value);
      say(`expected ${most > 1 ? 'numbers' : 'a number'} from 1 to ${choices.length}`);
    }
  }
}

const say = (words: string): void => {
  console.error(words);
};

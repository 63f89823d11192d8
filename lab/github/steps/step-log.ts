// The output of one step: lines become log events, workflow commands take their effect.
import { StringDecoder } from 'node:string_decoder';
import { COMMANDS, parseCommand } from './log-commands.ts';
import type { LogCommand } from './log-commands.ts';
import type { Masks } from '../jobs/masks.ts';
import type { LogLevel } from '../run-events.ts';

/** What the commands on a step's output may change. */
export interface StepLogTarget {
  readonly masks: Masks;
  readonly say: (level: LogLevel, text: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  readonly saveState: (name: string, value: string) => void;
  /** A command that must not be used: the step fails. */
  readonly fail: () => void;
}

/** Tokens that end nothing, or that any line may hold; a command's name is another. */
const WEAK_TOKENS: readonly string[] = ['', 'pause-logging'];

/** A longer token is a mask from then on. */
const PLAIN_TOKEN_LENGTH = 6;

/** Every way to end a line that the runner's reader knows; a return at the end of a chunk may be half of one. */
const LINE_END = /\r\n|\n|\r(?!$)/;

export class StepLog {
  readonly #target: StepLogTarget;
  #stopped: string | undefined;

  constructor(target: StepLogTarget) {
    this.#target = target;
  }

  /** A sink for one of the step's streams: `feed` its chunks, then `end` it. */
  stream(): { feed: (chunk: Buffer) => void; end: () => void } {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    return {
      feed: (chunk) => {
        const lines = (rest + decoder.write(chunk)).split(LINE_END);
        rest = lines.pop() ?? '';
        for (const line of lines) this.line(line);
      },
      end: () => {
        rest = (rest + decoder.end()).replace(/\r$/, '');
        if (rest !== '') this.line(rest);
        rest = '';
      },
    };
  }

  line(line: string): void {
    const stopped = this.#stopped;
    const known = stopped === undefined ? COMMANDS : new Set([...COMMANDS, stopped]);
    const command = parseCommand(line, known);
    if (command !== undefined && stopped === undefined) {
      this.#run(command, line);
      return;
    }
    if (command?.name === stopped) this.#stopped = undefined;
    this.#say('info', line);
  }

  #run(command: LogCommand, line: string): void {
    const { name, properties, data } = command;
    switch (name) {
      case 'notice':
      case 'warning':
      case 'error':
        this.#say(name, placed(properties, data));
        break;
      case 'debug':
      case 'group':
        this.#say(name, data);
        break;
      case 'add-mask':
        this.#mask(data);
        break;
      case 'stop-commands':
        this.#stop(data, line);
        break;
      case 'set-output':
        this.#named(command, this.#target.setOutput);
        break;
      case 'save-state':
        this.#named(command, this.#target.saveState);
        break;
      case 'set-env':
      case 'add-path':
        this.#fail(
          `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`,
        );
        break;
    }
  }

  #mask(data: string): void {
    if (data.trim() === '')
      this.#say('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
    else this.#target.masks.add(data);
  }

  #named({ name, properties, data }: LogCommand, set: (name: string, value: string) => void): void {
    const key = properties.get('name');
    if (key === undefined || key === '')
      this.#fail(`Required field 'name' is missing in ##[${name}] command.`);
    else set(key, data);
  }

  #stop(token: string, line: string): void {
    const name = token.toLowerCase();
    if (WEAK_TOKENS.includes(name) || COMMANDS.has(name)) {
      this.#fail(
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.",
      );
      return;
    }
    this.#stopped = name;
    if (token.length > PLAIN_TOKEN_LENGTH) this.#target.masks.add(token);
    this.#say('info', line);
  }

  #fail(message: string): void {
    this.#say('error', message);
    this.#target.fail();
  }

  #say(level: LogLevel, text: string): void {
    this.#target.say(level, this.#target.masks.apply(text));
  }
}

/** An annotation's text behind where it points, `file:line:col: `, unless it begins with that by itself. */
function placed(properties: ReadonlyMap<string, string>, text: string): string {
  if (!properties.has('file')) return text;
  const parts = ['file', 'line', 'col'].map((name) => properties.get(name));
  const place = `${parts.filter((part) => part !== undefined).join(':')}: `;
  return text.startsWith(place) ? text : place + text;
}

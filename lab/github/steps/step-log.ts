// The output of one step: lines become log events, workflow commands take their effect.
import { StringDecoder } from 'node:string_decoder';
import { parseCommand } from './log-commands.ts';
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

const DISABLED: readonly string[] = ['set-env', 'add-path'];

/** Tokens that would stop nothing or be guessed. */
const WEAK_TOKENS: readonly string[] = ['', 'pause-logging'];

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
        const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
        rest = lines.pop() ?? '';
        for (const line of lines) this.line(line);
      },
      end: () => {
        rest += decoder.end();
        if (rest !== '') this.line(rest);
        rest = '';
      },
    };
  }

  line(line: string): void {
    if (this.#stopped !== undefined) {
      if (line.trim() === `::${this.#stopped}::`) this.#stopped = undefined;
      else this.#say('info', line);
      return;
    }
    const command = parseCommand(line);
    if (command === undefined || !this.#run(command)) this.#say('info', line);
  }

  /** False: no command of the runner, so an ordinary line. */
  #run(command: LogCommand): boolean {
    const { name, properties, data } = command;
    switch (name) {
      case 'notice':
      case 'warning':
      case 'error':
        this.#say(name, placed(properties, data));
        return true;
      case 'debug':
        this.#say('debug', data);
        return true;
      case 'group':
        this.#say('group', data);
        return true;
      case 'add-mask':
        this.#target.masks.add(data);
        return true;
      case 'stop-commands':
        this.#stop(data);
        return true;
      case 'set-output':
        this.#named(command, this.#target.setOutput);
        return true;
      case 'save-state':
        this.#named(command, this.#target.saveState);
        return true;
      case 'endgroup':
      case 'echo':
      case 'add-matcher':
      case 'remove-matcher':
        return true;
      default:
        if (!DISABLED.includes(name)) return false;
        this.#fail(`The '${name}' command is disabled. Please upgrade to using Environment Files.`);
        return true;
    }
  }

  #named({ name, properties, data }: LogCommand, set: (name: string, value: string) => void): void {
    const key = properties.name;
    if (key === undefined || key === '')
      this.#fail(`Required field 'name' is missing in ##[${name}] command.`);
    else set(key, data);
  }

  #stop(token: string): void {
    if (WEAK_TOKENS.includes(token)) {
      this.#fail(`Invoking 'stop-commands' with the value '${token}' is not allowed.`);
      return;
    }
    this.#stopped = token;
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
function placed(properties: Readonly<Record<string, string>>, text: string): string {
  const { file, line, col } = properties;
  if (file === undefined) return text;
  const place = `${[file, line, col].filter((part) => part !== undefined).join(':')}: `;
  return text.startsWith(place) ? text : place + text;
}

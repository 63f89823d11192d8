// The files through which a step speaks to its runner: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE, GITHUB_PATH and the summary.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** What a step left in its files. */
export interface StepFiles {
  readonly outputs: Pairs;
  readonly env: Pairs;
  readonly state: Pairs;
  readonly path: readonly string[];
  readonly summary: string;
  /** Files that were malformed: each makes the step fail. */
  readonly errors: readonly string[];
}

const SUMMARY_LIMIT = 1024 * 1024;

const VARIABLES = {
  output: 'GITHUB_OUTPUT',
  env: 'GITHUB_ENV',
  state: 'GITHUB_STATE',
  path: 'GITHUB_PATH',
  summary: 'GITHUB_STEP_SUMMARY',
} as const;

type Kind = keyof typeof VARIABLES;

export class FileCommands {
  readonly #files: Readonly<Record<Kind, string>>;

  /** Creates the empty files for one step below the job's temporary folder. */
  constructor(temp: string) {
    const folder = join(temp, '_runner_file_commands');
    mkdirSync(folder, { recursive: true });
    const id = randomUUID();
    const file = (kind: string): string => {
      const path = join(folder, `${kind}_${id}`);
      writeFileSync(path, '');
      return path;
    };
    this.#files = {
      output: file('set_output'),
      env: file('set_env'),
      state: file('save_state'),
      path: file('add_path'),
      summary: file('step_summary'),
    };
  }

  get variables(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(VARIABLES).map(([kind, name]) => [name, this.#files[kind as Kind]]),
    );
  }

  /** Reads what the step wrote, whether it went well or not. */
  collect(): StepFiles {
    const errors: string[] = [];
    const pairs = (kind: Kind): Pairs => {
      try {
        return parsePairs(this.#read(kind));
      } catch (error) {
        errors.push(`Unable to process file command '${kind}' successfully.`, String(error));
        return [];
      }
    };
    const env = pairs('env').filter(([name]) => {
      if (name.toUpperCase() !== 'NODE_OPTIONS') return true;
      errors.push(`Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
      return false;
    });
    return {
      outputs: pairs('output'),
      env,
      state: pairs('state'),
      path: this.#read('path').split(/\r?\n/).filter(Boolean),
      summary: this.#summary(errors),
      errors,
    };
  }

  #summary(errors: string[]): string {
    const size = statSync(this.#files.summary, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= SUMMARY_LIMIT) return this.#read('summary');
    errors.push(`$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k`);
    return '';
  }

  #read(kind: Kind): string {
    try {
      return readFileSync(this.#files[kind], 'utf8');
    } catch {
      return '';
    }
  }
}

/** Parses `name=value` and `name<<DELIMITER` entries; throws what the runner says of a malformed one. */
export function parsePairs(text: string): Pairs {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const found: [string, string][] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = stripReturn(lines[i] ?? '');
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === '' || delimiter === '')
        throw new Error(
          `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`,
        );
      const end = lines.findIndex((other, j) => j > i && stripReturn(other) === delimiter);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      found.push([name, stripReturn(lines.slice(i + 1, end).join('\n'))]);
      i = end;
    } else if (equals >= 0) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      found.push([line.slice(0, equals), line.slice(equals + 1)]);
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return found;
}

const stripReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

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
  /** Annotations of what could not be taken over. */
  readonly errors: readonly string[];
  /** A malformed file makes the step fail; a summary that is too large and a refused variable do not. */
  readonly malformed: boolean;
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
    let malformed = false;
    const pairs = (kind: Kind): Pairs => {
      const { found, wrong } = parsePairs(this.#read(kind));
      if (wrong !== undefined) {
        malformed = true;
        errors.push(`Unable to process file command '${kind}' successfully.`, wrong);
      }
      return found;
    };
    const env = pairs('env').filter(([name]) => {
      if (name.toUpperCase() !== 'NODE_OPTIONS') return true;
      errors.push("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
      return false;
    });
    return {
      outputs: pairs('output'),
      env,
      state: pairs('state'),
      path: this.#read('path')
        .split(/\r\n|\r|\n/)
        .filter(Boolean),
      summary: this.#summary(errors),
      errors,
      malformed,
    };
  }

  #summary(errors: string[]): string {
    const size = statSync(this.#files.summary, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= SUMMARY_LIMIT) return this.#read('summary');
    errors.push(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(size / 1024)}k.`,
    );
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

/** What a file says up to its end, or up to the line that is malformed. */
export interface ParsedPairs {
  readonly found: Pairs;
  /** What the runner says of the first malformed line. */
  readonly wrong?: string;
}

/**
 * Parses `name=value` and `name<<DELIMITER` entries as GitHub's runner does on Linux (FileCommandManager.cs at 258d6c85):
 * what stands before a malformed line counts, and a carriage return belongs to its line.
 */
export function parsePairs(text: string): ParsedPairs {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const found: [string, string][] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const entry = readEntry(lines, i);
    if (typeof entry === 'string') return { found, wrong: entry };
    found.push([entry.name, entry.value]);
    i = entry.last;
  }
  return { found };
}

interface Entry {
  readonly name: string;
  readonly value: string;
  /** The index of its last line. */
  readonly last: number;
}

/** The entry that begins at a line, or what is wrong with it. */
function readEntry(lines: readonly string[], first: number): Entry | string {
  const line = lines[first] ?? '';
  const equals = line.indexOf('=');
  const heredoc = line.indexOf('<<');
  if (equals < 0 && heredoc < 0) return `Invalid format '${line}'`;
  if (heredoc < 0 || (equals >= 0 && equals < heredoc)) {
    const name = line.slice(0, equals);
    if (name === '') return `Invalid format '${line}'. Name must not be empty`;
    return { name, value: line.slice(equals + 1), last: first };
  }
  const name = line.slice(0, heredoc);
  const delimiter = line.slice(heredoc + 2);
  if (name === '' || delimiter === '')
    return `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`;
  const last = lines.findIndex((other, j) => j > first && other === delimiter);
  if (last < 0) return `Invalid value. Matching delimiter not found '${delimiter}'`;
  return { name, value: lines.slice(first + 1, last).join('\n'), last };
}

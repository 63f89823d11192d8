// Workflow commands on a step's output, as distinct from its ordinary lines: `::error file=a::text`, and the older
// `##[error file=a]text`. Read as GitHub's runner reads them (src/Runner.Common/ActionCommand.cs at 258d6c85).

export interface LogCommand {
  /** In lower case. */
  readonly name: string;
  /** By their names in lower case. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/** The commands that the runner knows; any other `::name::` is an ordinary line. */
export const COMMANDS: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

interface Spelling {
  readonly form: RegExp;
  readonly between: string;
  readonly inProperties: readonly Escape[];
  readonly inData: readonly Escape[];
}

type Escape = readonly [code: string, character: string];

// The percent sign comes last, as in the runner: only so does `%2525` become `%25`.
const PERCENT: Escape = ['%25', '%'];
const LINE_ENDS: readonly Escape[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
];
const OLD_ESCAPES: readonly Escape[] = [['%3B', ';'], ...LINE_ENDS, ['%5D', ']'], PERCENT];

/** At the start of the line. */
const PRESENT: Spelling = {
  form: /^\s*::(.*?)::(.*)$/s,
  between: ',',
  inProperties: [...LINE_ENDS, ['%3A', ':'], ['%2C', ','], PERCENT],
  inData: [...LINE_ENDS, PERCENT],
};

/** Anywhere in the line. */
const OLD: Spelling = {
  form: /^.*?##\[(.*?)\](.*)$/s,
  between: ';',
  inProperties: OLD_ESCAPES,
  inData: OLD_ESCAPES,
};

/** Reads one line as a command of `known` (names in lower case), or undefined when it is an ordinary line. */
export function parseCommand(
  line: string,
  known: ReadonlySet<string> = COMMANDS,
): LogCommand | undefined {
  return readAs(PRESENT, line, known) ?? readAs(OLD, line, known);
}

function readAs(
  spelling: Spelling,
  line: string,
  known: ReadonlySet<string>,
): LogCommand | undefined {
  const [, head, data] = spelling.form.exec(line) ?? [];
  if (head === undefined || data === undefined) return undefined;
  const space = head.indexOf(' ');
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!known.has(name)) return undefined;
  const properties = space < 0 ? '' : head.slice(space + 1).trim();
  return {
    name,
    properties: new Map(
      properties.split(spelling.between).flatMap((pair): [string, string][] => {
        const at = pair.indexOf('=');
        const value = pair.slice(at + 1);
        if (at <= 0 || value === '') return [];
        return [[pair.slice(0, at).toLowerCase(), unescape(value, spelling.inProperties)]];
      }),
    ),
    data: unescape(data, spelling.inData),
  };
}

const unescape = (text: string, escapes: readonly Escape[]): string =>
  escapes.reduce((so, [code, character]) => so.replaceAll(code, character), text);

// Workflow commands on a step's output, `::error file=a::text`, as distinct from its ordinary lines.

export interface LogCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const COMMAND = /^::([a-z-]+)(?:\s+(.*?))?::(.*)$/is;

const DATA_ESCAPES = { '%0D': '\r', '%0A': '\n', '%25': '%' } as const;
const PROPERTY_ESCAPES = { ...DATA_ESCAPES, '%3A': ':', '%2C': ',' } as const;

/** Reads one line as a command, or undefined when it is an ordinary line. */
export function parseCommand(line: string): LogCommand | undefined {
  const match = COMMAND.exec(line.trimStart());
  if (match === null) return undefined;
  const [, name = '', properties = '', data = ''] = match;
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(
      properties
        .split(',')
        .map((pair) => pair.trim())
        .filter((pair) => pair.indexOf('=') > 0)
        .map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), unescape(pair.slice(at + 1), PROPERTY_ESCAPES)];
        }),
    ),
    data: unescape(data, DATA_ESCAPES),
  };
}

function unescape(text: string, escapes: Readonly<Record<string, string>>): string {
  return text.replace(/%[0-9A-F]{2}/gi, (code) => escapes[code.toUpperCase()] ?? code);
}

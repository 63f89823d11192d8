// What stands around a document's script: the YAML of Systems Manager, from parameters.yml.
import { refusal } from './source-lines.ts';
import type { SourceLine } from './source-lines.ts';

const COMMENT = /^# /;
const DESCRIPTION = /^description: (['"]).+\1$/;
const PARAMETERS = /^parameters:$/;
/** With a question mark it may be left out, and is empty then. */
const PARAMETER = /^ {2}([A-Z][A-Za-z0-9]*)(\??): (['"])(.+)\3$/;
const TIMEOUT = /^timeoutSeconds: '.+'$/;

/** The forms of the lines of parameters.yml, in their order. */
const FORMS = [COMMENT, DESCRIPTION, PARAMETERS, PARAMETER, COMMENT, TIMEOUT];
const NEEDED = [DESCRIPTION, PARAMETERS, PARAMETER, TIMEOUT];

/**
 * The lines before the script of the document `name`. Each parameter is a String of base64: there is no other way to
 * declare one. Throws `bad-input` for a line of another form.
 */
export function documentHead(name: string, lines: readonly SourceLine[]): readonly SourceLine[] {
  assertForms(lines);
  const last = lines.findLastIndex(({ text }) => PARAMETER.test(text));
  const above = lines.slice(0, last + 1);
  const below = lines.slice(last + 1);
  const [end = { text: '', file: name, line: 1 }] = below;
  return [
    ...above.flatMap((line) => aboveSteps(line.text).map((text) => ({ ...line, text }))),
    ...stepOf(name).map((text) => ({ ...end, text })),
    ...below.map((line) => ({ ...line, text: `      ${line.text}` })),
    ...['      runCommand:', '        - |'].map((text) => ({ ...end, text })),
  ];
}

function assertForms(lines: readonly SourceLine[]): void {
  let form = 0;
  for (const line of lines) {
    while (FORMS[form]?.test(line.text) === false) form += 1;
    if (form === FORMS.length) throw otherForm(line, line.text);
  }
  const missing = NEEDED.find((needed) => !lines.some(({ text }) => needed.test(text)));
  const [first] = lines;
  if (missing !== undefined && first !== undefined)
    throw otherForm(first, `no line as ${missing.source}`);
}

const otherForm = (line: SourceLine, got: string): Error =>
  refusal(line, {
    expected:
      "comments, description: '...', parameters: with a line NAME: '...' or NAME?: '...' for each, and timeoutSeconds: '...', in this order",
    got,
    cure: 'see the parameters.yml of another document',
  });

function aboveSteps(text: string): readonly string[] {
  if (DESCRIPTION.test(text)) return ["schemaVersion: '2.2'", text];
  const [, name, optional, quote = '', says = ''] = PARAMETER.exec(text) ?? [];
  if (name === undefined) return [text];
  return [
    `  ${name}:`,
    '    type: String',
    `    description: ${quote}${says} (base64)${quote}`,
    ...(optional === '' ? [] : ["    default: ''"]),
    "    allowedPattern: '^[A-Za-z0-9+/=]*$'",
  ];
}

const stepOf = (name: string): readonly string[] => [
  'mainSteps:',
  '  - action: aws:runShellScript',
  `    name: ${name.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase())}`,
  '    precondition:',
  '      StringEquals:',
  '        - platformType',
  '        - Linux',
  '    inputs:',
];

// The SSM documents as a CloudFormation template: each joined from its sources, as a literal block.
import { readLines, refusal, sourceFiles } from './source-lines.ts';
import type { SourceLine } from './source-lines.ts';
import { documentHead } from './document-head.ts';
import { isIncluded, joinScript } from './join-script.ts';
import type { Sources } from './join-script.ts';
import { fillIn } from './placeholders.ts';

const INDENT = ' '.repeat(8);
const SCRIPT_INDENT = ' '.repeat(10);

const HEAD = `# Written by "npm run infra:template" from infra/documents: change the files there.
# It belongs into the Region of the application servers, once for all runbooks of an account. With more than
# 51,200 bytes it reaches CloudFormation through a bucket: "npm run infra" prints the command.
AWSTemplateFormatVersion: '2010-09-09'
Description: nfs-cutover - the SSM documents, the only things that run on servers

Resources:
`;

/** The template with every document of `folder`, in the order of their names. Throws `bad-input`, with file and line. */
export function documentsTemplate(folder: string): string {
  const sources = { folder, files: sourceFiles(folder), used: new Set<string>() };
  const names = documentNames(sources);
  const documents = names.map((name) => [name, documentLines(sources, name)] as const);
  assertAllUsed(sources);
  return HEAD + documents.map(([name, lines]) => resource(name, lines)).join('\n');
}

/** The folders that are documents; each has both of its files, and there are no others. */
function documentNames({ files }: Sources): readonly string[] {
  const own = files.filter((file) => !isIncluded(file));
  const stray = own.find((file) => !/^(?!lib\/)[a-z0-9-]+\/(parameters\.yml|run\.sh)$/.test(file));
  if (stray !== undefined)
    throw refusal(
      { file: stray, line: 1 },
      {
        expected: 'NAME/parameters.yml, NAME/run.sh, and files that these include',
        got: stray,
        cure: 'move or remove it',
      },
    );
  const names = [...new Set(own.map((file) => file.split('/')[0] ?? ''))].sort();
  for (const name of names)
    for (const file of [`${name}/parameters.yml`, `${name}/run.sh`])
      if (!files.includes(file))
        throw refusal({ file, line: 1 }, { expected: 'a file', got: 'none', cure: 'add it' });
  return names;
}

function documentLines(sources: Sources, name: string): readonly SourceLine[] {
  const head = documentHead(name, readLines(sources.folder, `${name}/parameters.yml`));
  const script = joinScript(sources, `${name}/run.sh`).map((line) => ({
    ...line,
    text: indented(SCRIPT_INDENT, line.text),
  }));
  return fillIn(name, [...head, ...script]);
}

function assertAllUsed({ files, used }: Sources): void {
  const unused = files.find((file) => isIncluded(file) && !used.has(file));
  if (unused === undefined) return;
  throw refusal(
    { file: unused, line: 1 },
    { expected: 'a document that includes it', got: 'none', cure: 'include it, or remove it' },
  );
}

const indented = (indent: string, text: string): string => (text === '' ? '' : indent + text);

function resource(name: string, lines: readonly SourceLine[]): string {
  const id = name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
  return `  ${id}:
    Type: AWS::SSM::Document
    Properties:
      Name: nfs-cutover-${name}
      DocumentType: Command
      DocumentFormat: YAML
      UpdateMethod: NewVersion
      Content: |
${lines.map(({ text }) => indented(INDENT, text)).join('\n')}
`;
}

// The SSM documents as a CloudFormation template: each file's text, unchanged, as a literal block.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const INDENT = ' '.repeat(8);

const HEAD = `# Written by "npm run infra:template" from infra/documents: change the files there.
# It belongs into the Region of the application servers, once for all runbooks of an account. With more than
# 51,200 bytes it reaches CloudFormation through a bucket: "npm run infra" prints the command.
AWSTemplateFormatVersion: '2010-09-09'
Description: nfs-cutover - the SSM documents, the only things that run on servers

Resources:
`;

/** The template with every document of `folder`, in the order of their names. */
export function documentsTemplate(folder: string): string {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort();
  return (
    HEAD + files.map((file) => resource(file, readFileSync(join(folder, file), 'utf8'))).join('\n')
  );
}

function resource(file: string, text: string): string {
  assertCarried(file, text);
  const name = file.slice(0, -'.yml'.length);
  const id = name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const block = text
    .slice(0, -1)
    .split('\n')
    .map((line) => (line === '' ? '' : INDENT + line))
    .join('\n');
  return `  ${id}:
    Type: AWS::SSM::Document
    Properties:
      Name: nfs-cutover-${name}
      DocumentType: Command
      DocumentFormat: YAML
      UpdateMethod: NewVersion
      Content: |
${block}
`;
}

/** Refuses a text that would not come out of the template as it went in. */
function assertCarried(file: string, text: string): void {
  if (!text.endsWith('\n') || text.endsWith('\n\n') || /^\s/.test(text))
    throw new Error(`${file}: expected no white space before the text and one newline at its end`);
  if (/[\t\r]| $/m.test(text))
    throw new Error(`${file}: expected no tab, carriage return or space at the end of a line`);
  // CloudFormation shows anything else as "?" when the template is read back.
  const foreign = /[^\n -~]/.exec(text);
  if (foreign === null) return;
  const line = text.slice(0, foreign.index).split('\n').length;
  throw new Error(`infra/documents/${file}:${line}: expected ASCII alone, got "${foreign[0]}"`);
}

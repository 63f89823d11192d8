// npm run infra:template: writes infra/documents.yml, the stack of the documents, from infra/documents. `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsTemplate } from './infra/documents-template.ts';

const root = join(import.meta.dirname, '..');
const FILE = 'infra/documents.yml';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const wanted = documentsTemplate(join(root, 'infra', 'documents'));
if (read(join(root, FILE)) === wanted)
  console.log(`${FILE} holds the documents of infra/documents.`);
else if (values.check) {
  console.error(`${FILE}: is not what infra/documents says; run "npm run infra:template"`);
  process.exitCode = 1;
} else {
  writeFileSync(join(root, FILE), wanted);
  console.log(`${FILE}: written`);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

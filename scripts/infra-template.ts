// npm run infra:template: joins infra/documents into infra/documents.yml, the stack of the documents. `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CutoverError } from '../src/core/errors.ts';
import { documentsTemplate } from './infra/documents-template.ts';
import { onlyCheck } from './only-check.ts';

const root = join(import.meta.dirname, '..');
const FILE = 'infra/documents.yml';

const checks = onlyCheck('infra:template');
try {
  put(documentsTemplate(join(root, 'infra', 'documents')));
} catch (thrown) {
  if (!(thrown instanceof CutoverError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}

function put(wanted: string): void {
  if (read(join(root, FILE)) === wanted) {
    console.log(`${FILE} holds the documents of infra/documents.`);
  } else if (checks) {
    console.error(`${FILE}: is not what infra/documents says; run "npm run infra:template"`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, FILE), wanted);
    console.log(`${FILE}: written`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

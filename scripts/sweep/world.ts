// The runbook of the sweep: the workshop's, with so many servers, and few files read for its proofs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '..', '..', 'runbooks', 'image-archive.yml');
const SERVER = 'i-0a1b2c3d4e5f60718';

/** YAML text of the runbook. */
export function runbookOf(servers: number): string {
  const ids = Array.from({ length: servers }, (_, i) => `${SERVER.slice(0, -1)}${8 - i}`);
  const text = readFileSync(FILE, 'utf8');
  const line = `    - ${SERVER}\n`;
  const sample = /^ {2}sample: \d+$/m;
  if (!text.includes(line) || !sample.test(text))
    throw new Error(`${FILE}: expected the server ${SERVER} and a sample, got another text`);
  return text
    .replace(line, ids.map((id) => `    - ${id}\n`).join(''))
    .replace(sample, '  sample: 3');
}

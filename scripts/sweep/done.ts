// What a sweep has found safe, kept in a file of its own: a sweep that was ended goes on from there.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = join(ROOT, 'out', 'sweep', 'safe.txt');

/** Where the verdicts of a sweep are noted. What other bundles and documents have shown counts for nothing. */
export class Done {
  readonly names: ReadonlySet<string>;
  readonly #state = stateOf();
  #isOpen: boolean;

  constructor({ resume }: { readonly resume: boolean }) {
    const [first, ...names] = existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n') : [];
    this.#isOpen = resume && first === this.#state;
    this.names = new Set(this.#isOpen ? names.filter((name) => name !== '') : []);
  }

  add(name: string): void {
    if (!this.#isOpen) {
      mkdirSync(dirname(FILE), { recursive: true });
      writeFileSync(FILE, `${this.#state}\n`);
      this.#isOpen = true;
    }
    appendFileSync(FILE, `${name}\n`);
  }
}

/** The digest of everything that a night runs: the bundles and the documents. */
function stateOf(): string {
  const hash = createHash('sha256');
  const dist = join(ROOT, 'actions', 'dist');
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of [...files, join(ROOT, 'infra', 'documents.yml')])
    hash.update(`${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

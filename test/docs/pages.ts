// The pages whose prose is checked, and the words of the product as docs/words.md has them.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** `docs/performance.md` is written by the benchmarks. */
export const PAGES: readonly string[] = globSync(
  ['README.md', 'docs/*.md', 'actions/*/README.md', 'runbooks/*.md'],
  { cwd: REPOSITORY },
)
  .filter((page) => page !== 'docs/performance.md')
  .sort();

/** The text of a file of the repository. */
export const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');

/** Names of files of the repository that match one of the patterns. */
export const filesOf = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: REPOSITORY }).sort();

export interface Word {
  readonly word: string;
  readonly means: string;
  /** Wordings that no page may use for it. */
  readonly never: readonly string[];
}

/** The rows of the table of docs/words.md, in its order. */
export const words = (): Word[] =>
  [...read('docs/words.md').matchAll(/^\| \*\*([^*]+)\*\* +\| (.+?) +\| (.*?) +\|$/gm)].map(
    ([, word = '', means = '', never = '']) => ({
      word,
      means,
      never: never.split(', ').filter((wording) => wording !== ''),
    }),
  );

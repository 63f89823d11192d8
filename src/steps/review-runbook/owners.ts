// Who must approve a change: GitHub reads CODEOWNERS of the base branch.
import { join } from 'node:path';
import { contentOf } from './changed-files.ts';

/** Where GitHub looks, in this order; only the first one that exists counts. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

interface Rule {
  readonly pattern: RegExp;
  readonly owners: readonly string[];
}

export interface Owned {
  /** Empty: nobody in particular has to approve these. */
  readonly owners: readonly string[];
  readonly paths: readonly string[];
}

/** Paths by their owners; the owners in the order in which the paths need them. */
export function ownersOf(base: string, paths: readonly string[]): readonly Owned[] {
  const rules = readRules(base);
  const found = new Map<string, { owners: readonly string[]; paths: string[] }>();
  for (const path of paths) {
    const owners = rules.findLast(({ pattern }) => pattern.test(path))?.owners ?? [];
    const key = owners.join(' ');
    const group = found.get(key) ?? { owners, paths: [] };
    group.paths.push(path);
    found.set(key, group);
  }
  return [...found.values()];
}

function readRules(base: string): readonly Rule[] {
  const content = PLACES.map((place) => contentOf(join(base, place))).find(
    (one) => one !== undefined && one.notPlain === undefined,
  );
  const lines = content?.bytes.toString('utf8').split(/\r?\n/) ?? [];
  return lines.flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern ? [{ pattern: expression(pattern), owners }] : [];
  });
}

/** As in .gitignore, without `!` and `[ ]`: GitHub does not take them here. */
function expression(pattern: string): RegExp {
  const anchored = pattern.slice(0, -1).includes('/');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '/**')
    .replaceAll(/[.+^${}()|\\[\]]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (sign) =>
      sign === '**/' ? '(?:.*/)?' : sign === '**' ? '.*' : sign === '*' ? '[^/]*' : '[^/]',
    );
  // `docs/*` owns the files of the folder alone; a name without a star owns the folder and all below.
  const below = pattern.endsWith('/*') ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}${below}$`);
}

// A ticket for a rehearsal, where there is no change yet.
import { patternTree } from './pattern-tree.ts';
import type { Tree } from './pattern-tree.ts';

/** The shortest text of the plainest characters that `pattern` holds for; it is one that a runbook may have. */
export function exampleTicket(pattern: string): string {
  const tree = patternTree(pattern.replace(/^\^/, '').replace(/\$$/, ''));
  return tree === undefined ? '' : exampleOf(tree);
}

function exampleOf(tree: Tree): string {
  switch (tree.kind) {
    case 'one':
      return Array.from(PLAINEST).find((char) => holds(tree.of, char)) ?? first(tree.of);
    case 'all':
      return tree.parts.map(exampleOf).join('');
    case 'any':
      return tree.parts[0] === undefined ? '' : exampleOf(tree.parts[0]);
    case 'repeat':
      return exampleOf(tree.body).repeat(tree.least);
  }
}

const PLAINEST = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

const holds = (of: bigint, char: string): boolean =>
  ((of >> BigInt(char.charCodeAt(0))) & 1n) === 1n;

/** Any other visible character of ASCII, or one outside of it. */
function first(of: bigint): string {
  for (let code = 32; code < 127; code += 1)
    if (holds(of, String.fromCharCode(code))) return String.fromCharCode(code);
  return 'é';
}

// How built files take what they use of Node's own modules.
import { builtinModules } from 'node:module';

const BUILTINS = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** An import at the beginning of a statement, as esbuild writes it: its default, its whole or its names, and from where. */
const IMPORT =
  /(?<=^|[;}\n])import(?: ?([\w$]+))?,?(?:\* ?as ([\w$]+) ?|\{([^{}]*)\})? ?from"([a-z0-9:_/]+)";/g;

/**
 * Takes what `text`, a built file, imports of Node's own modules without an import. For an import Node reads everything
 * that such a module exports, and some of that loads other parts of Node when it is read: `fs.promises`, `crypto.subtle`.
 */
export function withoutFacades(text: string): string {
  return text.replace(IMPORT, (statement, ...found: (string | undefined)[]) => {
    const [byDefault, whole, names, from = ''] = found;
    if (!BUILTINS.has(from)) return statement;
    const taken = `process.getBuiltinModule(${JSON.stringify(from)})`;
    return [
      byDefault,
      whole,
      names === undefined ? undefined : `{${names.replaceAll(' as ', ':')}}`,
    ]
      .filter((target) => target !== undefined)
      .map((target) => `const ${target}=${taken};`.replace('const {', 'const{'))
      .join('');
  });
}

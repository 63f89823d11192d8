// What the SSM agent does to a document: puts the parameters into its text. And the lab: maps the server's paths, there and back.
import type { World } from '../world.ts';

export type Parameters = Readonly<Record<string, string>>;

/**
 * Every parameter whose name ends in `Path` carries (base64) an absolute path of the server; the lab makes it a path
 * below the server's folder. The document itself refuses what is no absolute path.
 */
export function mapPaths(world: World, instance: string, parameters: Parameters): Parameters {
  const root = Buffer.from(world.server(instance));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const path = Buffer.from(value, 'base64');
      const isAbsolute = path.toString('base64') === value && path.at(0) === 0x2f;
      return [
        name,
        name.endsWith('Path') && isAbsolute
          ? Buffer.concat([root, path]).toString('base64')
          : value,
      ];
    }),
  );
}

/**
 * What a document has said, with the server's own paths: people read them, and no server knows of the lab's folder.
 * The values of answers (`@key=base64`) are looked into, too.
 */
export function mapBack(world: World, instance: string, output: string): string {
  const root = world.server(instance);
  const plain = (text: string, folder: string): string =>
    text.replaceAll(`${folder}/`, '/').replaceAll(folder, '/');
  // As bytes: a path need not be UTF-8.
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');
  return plain(output, root).replaceAll(
    /^(@[a-z0-9-]+=)([A-Za-z0-9+/]+={0,2})$/gm,
    (line, key: string, value: string) => {
      const said = Buffer.from(value, 'base64').toString('latin1');
      const shown = plain(said, bytes(root));
      return shown === said ? line : `${key}${Buffer.from(shown, 'latin1').toString('base64')}`;
    },
  );
}

/** Plain text substitution, as every agent version does it: the value becomes script text. */
export function substitute(script: string, parameters: Parameters): string {
  return script.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => parameters[name] ?? whole);
}

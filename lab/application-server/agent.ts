// What the SSM agent does to a document: puts the parameters into its text. And the lab: maps the server's paths.
import type { World } from '../world.ts';

export type Parameters = Readonly<Record<string, string>>;

/**
 * Every parameter whose name ends in `Path` carries (base64) an absolute path of the server; in the lab
 * that is a path below the server's folder. What is no absolute path is left for the document to refuse.
 */
export function mapPaths(world: World, instance: string, parameters: Parameters): Parameters {
  const root = Buffer.from(world.server(instance));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const path = Buffer.from(value, 'base64');
      const sound = path.toString('base64') === value && path.at(0) === 0x2f;
      return [
        name,
        name.endsWith('Path') && sound ? Buffer.concat([root, path]).toString('base64') : value,
      ];
    }),
  );
}

/** Plain text substitution, as every agent version does it: the value becomes script text. */
export function substitute(script: string, parameters: Parameters): string {
  return script.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => parameters[name] ?? whole);
}

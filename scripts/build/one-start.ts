// What an action needs before it knows its inputs: all of it is one file.
import type { OwnFile } from './own-files.ts';

/** What is around every action. */
const FRAME = 'src/steps/frame/action.ts';

/** The built file of all that an action starts with. */
export const START = 'start.mjs';

/** The paths of the frame and of all that it imports at once. Throws where no action imports the frame. */
export function startOf(files: readonly OwnFile[]): ReadonlySet<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = new Set<string>();
  const add = (path: string): void => {
    if (found.has(path)) return;
    const file = byPath.get(path);
    if (file === undefined)
      throw new Error(`${path}: no action imports it; is it still the frame?`);
    found.add(path);
    for (const { external, kind, path: imported } of file.imports)
      if (external !== true && kind === 'import-statement') add(imported);
  };
  add(FRAME);
  return found;
}

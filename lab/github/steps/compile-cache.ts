// The same programs start over and over in a lab: what one process has compiled, the next one need not compile.
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** Lets a process keep what it compiles where this one does; nothing where this one does not. */
export function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir();
  // Below the folder of the variable, Node has a folder for its own version.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

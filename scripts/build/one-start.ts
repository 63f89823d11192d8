// Puts all that an action needs before it knows its inputs into one chunk.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * esbuild makes a chunk for each set of entries that share a module. Where all steps, which are loaded later, begin with
 * the frame of every action too, all that the frame needs has the same set: ten files less to find and to link.
 */
export const oneStart = (root: string): Plugin => ({
  name: 'one-start',
  setup(build) {
    const frame = JSON.stringify(join(root, 'src', 'steps', 'frame', 'action.ts'));
    build.onLoad({ filter: /[\\/]src[\\/]steps[\\/].*\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\nimport ${frame};\n`,
      loader: 'ts',
    }));
  },
});

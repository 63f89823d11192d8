// Keeps out of each action's start what it never uses: an HTTP client for tokens, credential sources of a laptop.
import type { Plugin } from 'esbuild';

/** Their modules only define things, but do not say so in package.json: unused ones may be left out. */
const PURE = /^(@actions\/(http-client|exec|io)|undici|tunnel)(\/|$)/;

export const lighter: Plugin = {
  name: 'lighter',
  setup: (build) => {
    build.onResolve({ filter: PURE }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'seen') return undefined;
      const found = await build.resolve(path, { ...rest, pluginData: 'seen' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
  },
};

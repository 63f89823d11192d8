// Keeps out of each action's start, and out of dist, what it never uses.
import type { Plugin } from 'esbuild';

/** Their modules only define things, but do not say so in package.json: unused ones may be left out. */
const PURE = /^(@actions\/(http-client|exec|io)|undici|tunnel)(\/|$)/;
/** Reads the user agent of web browsers; the SDK imports it on request, and no action requests it. */
const BROWSER_ONLY = /^bowser$/;

export const lighter: Plugin = {
  name: 'lighter',
  setup: (build) => {
    build.onResolve({ filter: PURE }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'seen') return undefined;
      const found = await build.resolve(path, { ...rest, pluginData: 'seen' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
    build.onResolve({ filter: BROWSER_ONLY }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('${path} is left out of this build')`,
    }));
  },
};

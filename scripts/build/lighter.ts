// Keeps out of each action's start, and out of dist, what it never uses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Their modules only define things, but do not say so in package.json: unused ones may be left out. */
const PURE = /^(@actions\/(http-client|exec|io)|tunnel)(\/|$)/;

/** Modules that are not loaded as others import them, and what stands in their place. */
const INSTEAD = {
  // An `import` of it makes Node load all that its exports could give, undici among them: 40 ms at each start.
  'node:http': "module.exports = process.getBuiltinModule('node:http');",
  // Reads the user agent of web browsers; the SDK imports it on request, and no action requests it.
  bowser: "throw new Error('bowser is left out of this build');",
  // The HTTP client of @actions/github and of proxies: src/github hands Node's own fetch to it, which is undici too.
  undici: `export const fetch = globalThis.fetch;
    export class ProxyAgent { dispatch() { throw new Error('undici is left out of this build'); } }`,
  // Names for the routes of the GitHub API: src/github asks by route.
  '@octokit/plugin-rest-endpoint-methods': 'export const restEndpointMethods = () => ({});',
} as const;

/** @actions/core imports it for one random name, which a step that fails at once never asks for: 4 ms at each start. */
const LAZY_CRYPTO =
  "export const randomUUID = () => process.getBuiltinModule('node:crypto').randomUUID();";

/** The SDK's descriptions of its requests and answers. */
const SCHEMAS = /[\\/]dist-es[\\/](.*[\\/])?schemas_0\.js$/;

/**
 * The same descriptions, with `httpHeader: x` for `[_hH]: x`, where `_hH` is that text. esbuild keeps what has a computed
 * key, as to compute one could do something: so it would keep the descriptions of everything that no action asks for.
 */
export function withPlainKeys(schemas: string): string {
  const texts = new Map(
    [...schemas.matchAll(/^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(
      ([, name = '', text = '']) => [name, text],
    ),
  );
  return schemas.replace(/([{,]\s*)\[(_\w+)\]:/g, (whole, before: string, name: string) => {
    const text = texts.get(name);
    return text === undefined ? whole : `${before}${text}:`;
  });
}

export const lighter: Plugin = {
  name: 'lighter',
  setup: (build) => {
    build.onLoad({ filter: SCHEMAS }, ({ path }) => ({
      contents: withPlainKeys(readFileSync(path, 'utf8')),
    }));
    build.onResolve({ filter: PURE }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'seen') return undefined;
      const found = await build.resolve(path, { ...rest, pluginData: 'seen' });
      return found.errors.length > 0 ? found : { path: found.path, sideEffects: false };
    });
    build.onResolve({ filter: /^crypto$/ }, ({ importer, path }) =>
      /[\\/]@actions[\\/]core[\\/]/.test(importer)
        ? { path, namespace: 'lazy', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /^crypto$/, namespace: 'lazy' }, () => ({ contents: LAZY_CRYPTO }));
    // Its build for Node is CommonJS, of which nothing can be left out. The one for browsers is the same code in ES modules.
    build.onResolve({ filter: /^yaml$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'node_modules', 'yaml', 'browser', 'dist', 'index.js'),
      sideEffects: false,
    }));
    for (const [name, contents] of Object.entries(INSTEAD)) {
      const filter = new RegExp(`^${name}$`);
      const namespace = `instead-of-${name}`;
      build.onResolve({ filter }, ({ path }) => ({ path, namespace, sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents }));
    }
  },
};

// GitHub's own workflow parser, behind the one hook that it needs: it imports its schema without saying that it is JSON.
import * as module from 'node:module';

type Parser = typeof import('@actions/workflow-parser');

let loaded: Promise<Parser> | undefined;

/** Loads `@actions/workflow-parser`; the hook stays for the life of the process and changes only `.json` imports. */
export function loadParser(): Promise<Parser> {
  loaded ??= importWithJson();
  return loaded;
}

async function importWithJson(): Promise<Parser> {
  try {
    return await import('@actions/workflow-parser');
  } catch (error) {
    // Module systems other than Node's (a test runner's) take JSON as it is; Node's asks for the attribute.
    if (!isMissingAttribute(error)) throw error;
  }
  module.registerHooks({
    load: (url, context, next) =>
      url.endsWith('.json')
        ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
        : next(url, context),
  });
  return import('@actions/workflow-parser');
}

const isMissingAttribute = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_IMPORT_ATTRIBUTE_MISSING';

// An action of the repository itself: what its action.yml says of inputs and of the files that run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asText } from './expressions.ts';
import type { Json } from './expressions.ts';

export interface ActionManifest {
  readonly folder: string;
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly main: string;
  readonly post?: string;
  readonly postIf: string;
}

interface ManifestFile {
  readonly inputs?: Readonly<Record<string, { readonly default?: Json } | null>>;
  readonly runs?: {
    readonly using?: string;
    readonly main?: string;
    readonly post?: string;
    readonly 'post-if'?: string;
  };
}

/** Reads `./folder` of the workspace, as the runner does when the step begins. */
export function readAction(uses: string, workspace: string): ActionManifest {
  const folder = join(workspace, uses.replace(/^[.$]\//, ''));
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (file === undefined)
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
    );
  const { inputs = {}, runs = {} } = parse(readFileSync(file, 'utf8')) as ManifestFile;
  if (runs.using !== 'node24')
    throw new Error(`${uses}: the lab runs 'using: node24'; got '${runs.using ?? ''}'`);
  if (runs.main === undefined) throw new Error(`${uses}: 'main' is missing in ${file}`);
  const entry = (path: string): string => {
    const full = join(folder, path);
    if (!existsSync(full)) throw new Error(`File not found: '${full}'`);
    return full;
  };
  return {
    folder,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        input?.default === undefined ? {} : { default: asText(input.default) },
      ]),
    ),
    main: entry(runs.main),
    ...(runs.post === undefined ? {} : { post: entry(runs.post) }),
    postIf: runs['post-if'] ?? 'always()',
  };
}

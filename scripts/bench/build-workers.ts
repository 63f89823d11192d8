// Bundles the bench's programs as the actions are bundled, so that our side starts as it does in a job.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { Plugin } from 'esbuild';
import { documents } from '../build/document-texts.ts';
import { lighter } from '../build/lighter.ts';

/** The actions' build finds it beside its packages, which are in one folder; the sources are in many. */
const yamlOfRepository: Plugin = {
  name: 'yaml of the repository',
  setup: (build) => {
    const path = join(import.meta.dirname, '../../node_modules/yaml/browser/dist/index.js');
    build.onResolve({ filter: /^yaml$/ }, () => ({ path, sideEffects: false }));
  },
};

/** Builds scripts/bench/workers into `folder`; returns where the program of a name is. */
export async function buildWorkers(folder: string): Promise<(name: string) => string> {
  const workers = join(import.meta.dirname, 'workers');
  await build({
    entryPoints: globSync('*.ts', { cwd: workers }).map((file) => join(workers, file)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'warning',
    plugins: [yamlOfRepository, lighter, documents],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  await stop();
  return (name) => join(folder, `${name}.mjs`);
}

// One reproducible esbuild run over all actions.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { documents } from './document-texts.ts';
import { licences } from './licences.ts';
import { lighter } from './lighter.ts';
import { oneStart } from './one-start.ts';

/** Bundles every actions/<name>/main.ts of `root` into `outdir`; the same sources give the same bytes. */
export async function bundle(
  root: string,
  outdir: string,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const names = readdirSync(join(root, 'actions'))
    .filter((name) => statSync(join(root, 'actions', name)).isDirectory() && name !== 'dist')
    .sort();
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `actions/${name}/main.ts`, out: name })),
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Without the ES builds of the SDK nothing of it can be left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // CommonJS inside (yaml) asks for `require`, which an ES module has not.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [documents, lighter, oneStart(root)],
  });
  writeFileSync(join(outdir, 'licences.txt'), licences(root, Object.keys(metafile.inputs)));
  const outputs = Object.values(metafile.outputs);
  return { files: outputs.length, bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0) };
}

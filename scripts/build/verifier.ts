// Builds the verifier: one file that needs nothing but Node 20, and that an auditor can read.
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuiltFile } from './built-file.ts';

const HEAD = `// Checks evidence.json of a run offline: node verify-evidence.mjs [--digest SHA-256] evidence.json|FOLDER
// Built from src/evidence/verify by "npm run build". docs/evidence.md says what it checks.`;

/** The verifier; the same sources give the same bytes. Throws where esbuild finds an error. */
export async function buildVerifier(root: string): Promise<BuiltFile> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'src/evidence/verify/main.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: HEAD },
    legalComments: 'none',
    charset: 'ascii',
    write: false,
    logLevel: 'warning',
  });
  return { path: 'verify-evidence.mjs', contents: outputFiles.map(({ text }) => text).join('') };
}

// Builds the actions into actions/dist. `--check` compares with what is committed.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltFile } from './build/built-file.ts';
import { bundle } from './build/bundle.ts';
import { onlyCheck } from './only-check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'actions', 'dist');

const checks = onlyCheck('build');
const fresh = await bundle(root);
if (checks) {
  const different = differences(fresh);
  for (const line of different) console.error(`actions/dist/${line}`);
  if (different.length > 0) {
    console.error('Run "npm run build" and commit actions/dist.');
    process.exitCode = 1;
  } else console.log('actions/dist is what the sources build.');
} else {
  rmSync(dist, { recursive: true, force: true });
  for (const { contents, path } of fresh) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), contents);
  }
  const bytes = fresh.reduce((sum, { contents }) => sum + Buffer.byteLength(contents), 0);
  console.log(`actions/dist: ${fresh.length} files, ${(bytes / 1024).toFixed(0)} KiB`);
}

/** A line for each committed file that the sources do not build, build otherwise, or build and is not there. */
function differences(built: readonly BuiltFile[]): string[] {
  const wanted = new Map(built.map(({ contents, path }) => [path, contents]));
  return [...new Set([...filesOf(dist), ...wanted.keys()])].sort().flatMap((path) => {
    const [committed, contents] = [read(join(dist, path)), wanted.get(path)];
    if (contents === undefined) return `${path}: no source builds it`;
    if (committed === undefined) return `${path}: missing`;
    return committed.equals(Buffer.from(contents)) ? [] : `${path}: not what the sources build`;
  });
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

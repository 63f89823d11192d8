// Bundles the actions into actions/dist: an entry per action, shared chunks. `--check` compares with what is committed.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'actions', 'dist');

if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'nfs-cutover-dist-'));
  try {
    await bundle(root, fresh);
    const different = differences(dist, fresh);
    for (const file of different) console.error(`actions/dist/${file}: not what the sources build`);
    if (different.length > 0) {
      console.error('Run "npm run build" and commit actions/dist.');
      process.exitCode = 1;
    } else console.log('actions/dist is what the sources build.');
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  const { bytes, files } = await bundle(root, dist);
  console.log(`actions/dist: ${files} files, ${(bytes / 1024).toFixed(0)} KiB`);
}

/** Names of the files that are in one folder only or differ in a byte. */
function differences(committed: string, fresh: string): string[] {
  const names = new Set([...filesOf(committed), ...filesOf(fresh)]);
  return [...names].sort().filter((name) => {
    const [a, b] = [read(join(committed, name)), read(join(fresh, name))];
    return a === undefined || b === undefined || !a.equals(b);
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

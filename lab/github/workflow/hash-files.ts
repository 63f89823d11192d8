// hashFiles(): one hash of the hashes of all files in the workspace that match.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The hash of the files that `patterns` match below `workspace`; no file, the empty text. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const lines = patterns.flatMap((text) => text.split('\n')).map((line) => line.trim());
  const wanted = lines.filter((line) => line !== '' && !line.startsWith('!'));
  const exclude = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const files = globSync(wanted, { cwd: workspace, exclude })
    .map((path) => join(workspace, path))
    .filter((path) => statSync(path).isFile())
    .sort();
  if (files.length === 0) return '';
  const all = createHash('sha256');
  for (const file of files) all.update(createHash('sha256').update(readFileSync(file)).digest());
  return all.digest('hex');
}

// For tests of documents: list-tree's parameters and what it has left in its spool; tools that do something else.
import { expect } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Outcome, ServerLab } from '../lab/application-server/server-lab.ts';
import { withoutTimes } from './hostile-tree.ts';

export const RUN = { Run: '4711', StatePath: '/var/lib/nfs-cutover', Label: 'source' };
export const LIST = {
  ...RUN,
  MountPath: '/mnt/data',
  ManifestUser: 'www-data',
  ManifestGroup: 'www-data',
  Fresh: 'no',
  Finds: '2',
  PartBytes: String(45 * 1024 * 1024),
  LimitSeconds: '600',
};

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** Where the server keeps the listing. */
export const spool = (lab: ServerLab): string =>
  join(lab.root, 'var/lib/nfs-cutover', RUN.Run, `tree-${RUN.Label}`);
export const top = (lab: ServerLab): string => lab.context.world.source;

/** The paths that a listing names as pruned, as Latin-1; one that was cut is left out. */
export const decodedPaths = ({ said }: Outcome): string[] =>
  Buffer.from(said['pruned-first'] ?? '', 'base64')
    .toString('latin1')
    .split('\0')
    .slice(0, -1);

/** The rows of the spool, after each part has been compared with what the document says of it. */
export function rowsOf(lab: ServerLab, { said }: Outcome): Buffer {
  const parts = Array.from({ length: Number(said.parts) }, (_, i) => {
    const packed = readFileSync(join(spool(lab), `part.${i + 1}`));
    const rows = gunzipSync(packed);
    const count = withoutTimes(rows).length;
    expect(said[`part-${i + 1}`]).toBe(`${count} ${packed.length} ${sha256(packed)}`);
    return rows;
  });
  const rows = Buffer.concat(parts);
  expect(said.sha256).toBe(sha256(rows));
  expect(said.rows).toBe(String(withoutTimes(rows).length));
  return rows;
}

/** Puts a tool of the test in place of one of the server's. `REAL` in its text is the one that it stands for. */
export function replaceTool(lab: ServerLab, name: string, script: string): () => void {
  const file = join(lab.context.world.root, 'tools', name);
  const real = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(file, `#!/bin/sh\n${script.replaceAll('REAL', real)}\n`);
  chmodSync(file, 0o755);
  return () => rmSync(file);
}

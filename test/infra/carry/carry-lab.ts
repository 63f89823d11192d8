// What the tests of carry-files put on both sides, and what they hand over.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { giveToOrdinaryUser, ordinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import type { Bytes, ServerLab } from '../../lab/application-server/server-lab.ts';
import { RUN, sha256 } from '../document-parameters.ts';

export const CARRY = {
  ...RUN,
  ProcPath: '/proc',
  MountPath: '/mnt/data',
  SourceExport: 'nfs-server.example.internal:/export/data',
  OwnExport: '10.0.1.20:/image-archive',
  GatewayMountPath: '/mnt/fgw',
  FstabPath: '/etc/fstab',
  Migration: 'abcdef012345',
};

export const bytesOf = (top: string, path: Bytes): Buffer =>
  Buffer.concat([Buffer.from(`${top}/`), Buffer.from(path)]);

export function through(lab: ServerLab, path: Bytes, text: string): void {
  const file = bytesOf(lab.context.world.gateway, path);
  mkdirSync(dirname(file.toString()), { recursive: true });
  writeFileSync(file, text);
  giveToOrdinaryUser(lab.context.world.gateway);
}

/** What a listing of the source would say of a path. */
export function seen(lab: ServerLab, path: string): string {
  const file = join(lab.context.world.source, path);
  const { stdout } = spawnSync('find', [file, '-maxdepth', '0', '-printf', '%y:%s:%C@']);
  return stdout.toString();
}

interface Wanted {
  readonly path: Bytes;
  readonly text?: string;
  readonly was?: string;
  readonly kind?: 'file' | 'folder';
  readonly uid?: number;
}

export const line = ({ path, text = '', was = '-', kind = 'file', uid }: Wanted): string => {
  const { uid: own, gid } = ordinaryUser() ?? {
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  };
  const sum = kind === 'folder' ? '-' : sha256(text);
  const path64 = Buffer.from(path).toString('base64');
  const mode = kind === 'folder' ? '755' : '640';
  return `${kind} ${uid ?? own} ${gid} ${mode} 1700000000.5 ${sum} ${was} ${path64}`;
};

export const files = (...wanted: readonly Wanted[]) => ({
  ...CARRY,
  Files: wanted.map(line).join('\n'),
});

export const results = (said: Readonly<Record<string, string>>): string[] =>
  (said.results ?? '').split('\n').filter((one) => one !== '');

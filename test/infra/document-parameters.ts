// The parameters of the documents, as the steps send them, and what tests look at on the server.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerLab } from '../lab/server-lab.ts';

export const WHO = { User: 'www-data', Group: 'www-data' };
export const RUN = { Run: '4711-1', StatePath: '/var/lib/nfs-cutover' };
export const FILE = { MountPath: '/mnt/data', ...WHO, ...RUN };
export const FREEZE = { ...FILE, LockPath: '/run/lock/nfs-cutover.lock' };
export const CHANGE = {
  MountPath: '/mnt/data',
  FstabPath: '/etc/fstab',
  SourceExport: 'nfs-server.example.internal:/export/data',
  GatewayExport: '10.0.1.20:/image-archive',
  ...RUN,
  LockPath: '/run/lock/nfs-cutover.lock',
};
export const SWITCH = { ...CHANGE, Options: 'rw,hard,nolock' };
export const RESTORE = { ...CHANGE, Options: 'rw,hard,vers=4.1' };
export const READ = {
  SourceMountPath: '/mnt/data',
  GatewayMountPath: '/mnt/fgw',
  FstabPath: '/etc/fstab',
  ...RUN,
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const fstab = (lab: ServerLab): string => readFileSync(join(lab.root, 'etc/fstab'), 'utf8');

/** Names on the export, two levels deep. */
export function tree(lab: ServerLab): string[] {
  const entries = readdirSync(lab.context.world.source, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const inside = entry.isDirectory() ? readdirSync(join(entry.parentPath, entry.name)) : [];
    return [entry.name, ...inside.map((name) => `${entry.name}/${name}`)];
  });
}

/** Puts a symbolic link on the export. */
export function link(lab: ServerLab, name: string, to: string): void {
  symlinkSync(to, join(lab.context.world.source, name));
}

/** Changes fstab behind the documents' back. */
export function rewrite(lab: ServerLab, change: (text: string) => string): void {
  writeFileSync(join(lab.root, 'etc/fstab'), change(fstab(lab)));
}

// The parameters of the documents, as the steps send them, and what tests look at on the server.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openServerLab } from '../lab/application-server/server-lab.ts';
import type { ServerLab } from '../lab/application-server/server-lab.ts';

export const WHO = { User: 'www-data', Group: 'www-data' };
export const RUN = { Run: '4711-1', StatePath: '/var/lib/nfs-cutover/mnt-data-6faba07f33e6' };
const PROC = { ProcPath: '/proc' };
export const FILE = { MountPath: '/mnt/data', ...WHO, ...RUN, ...PROC };
const LOCK = { LockPath: '/run/lock/nfs-cutover.lock' };
export const THAW = { ...FILE, ...LOCK, FstabPath: '/etc/fstab', Folder: '' };
export const FREEZE = THAW;
export const CHANGE = {
  MountPath: '/mnt/data',
  FstabPath: '/etc/fstab',
  SourceExport: 'nfs-server.example.internal:/export/data',
  GatewayExport: '10.0.1.20:/image-archive',
  ...RUN,
  ...LOCK,
  ...PROC,
};
export const SWITCH = { ...CHANGE, Options: 'rw,hard,nolock' };
export const RESTORE = { ...CHANGE, Options: 'rw,hard,vers=4.1' };
export const READ = {
  SourceMountPath: '/mnt/data',
  GatewayMountPath: '/mnt/fgw',
  FstabPath: '/etc/fstab',
  ...RUN,
  ...LOCK,
};
export const MARK = { ...RUN, ...LOCK, ...PROC };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const fstab = (lab: ServerLab): string => readFileSync(join(lab.root, 'etc/fstab'), 'utf8');

/** A server whose source is read-only by the run of these parameters, as a switch needs it. */
export async function openFrozenLab(
  options: Parameters<typeof openServerLab>[0] = {},
): Promise<ServerLab> {
  const lab = await openServerLab(options);
  const { said } = await lab.run('freeze-source', FREEZE);
  if (said.frozen === 'yes') return lab;
  await lab[Symbol.asyncDispose]();
  throw new Error(`not frozen: ${JSON.stringify(said)}`);
}

/** What a document has noted in the state folder, or undefined. */
export function note(lab: ServerLab, name: string): string | undefined {
  const file = join(lab.root, RUN.StatePath, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

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
export const INSPECT = {
  SourceMountPath: '/mnt/data',
  SourceExport: CHANGE.SourceExport,
  GatewayMountPath: '/mnt/fgw',
  FstabPath: '/etc/fstab',
  GatewayOptions: 'rw,hard,nolock',
  AutoMasterPath: '/etc/auto.master',
  RootPath: '/',
  ProcPath: '/proc',
  CanaryCopy: 'images/00001.jpg',
  CanaryFolder: '',
  ConfirmationCopy: 'images/00002.jpg',
  ConfirmationFolder: 'images',
  Units: '',
  ...WHO,
};
export const MEASURE = {
  SourceMountPath: '/mnt/data',
  GatewayMountPath: '/mnt/fgw',
  ReadFolder: 'images',
  WriteFolder: '',
  Files: '3',
  Size: '4096',
  Write: 'no',
  ...WHO,
  ...RUN,
};

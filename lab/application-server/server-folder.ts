// One application server: a folder that is its root, and beside it what its kernel would know.
import {
  cpSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabContext } from '../context.ts';
import type { World } from '../world.ts';
import type { Mount } from './mount-table.ts';
import { exportKey, fstabLine, mountRow, raw, rowLine } from './mount-table.ts';
import { applyServerFaults } from './server-faults.ts';
import { giveToOrdinaryUser, ordinaryUser } from './ordinary-user.ts';
import { writeBoot, writeProc } from './proc.ts';
import { writeServices } from './services.ts';

const TOOLS = fileURLToPath(new URL('./tools/', import.meta.url));
/** What the one tool that knows read-only mounts is installed as. */
const WRITING = ['cp', 'ln', 'mkdir', 'mv', 'rm', 'rmdir', 'tee', 'touch', 'truncate'];
/** What would reach the lab's machine instead of the server: installed as a tool that says so. */
const NOT_MODELLED = [
  'automount',
  'exportfs',
  'fallocate',
  'killall',
  'nsenter',
  'reboot',
  'systemd-run',
];
const FOLDERS = ['etc', 'run/lock', 'tmp', 'root', 'var/lib'];

/** Where the lab keeps the mount table of a server, outside of the server's root. */
export const stateFolder = (world: World, instance: string): string =>
  `${world.server(instance)}.lab`;

/** While this file is there, the agent of the server picks up no command. */
export const silentAgent = (world: World, instance: string): string =>
  join(stateFolder(world, instance), 'agent-silent');

export const toolsFolder = (world: World): string => join(world.root, 'tools');

/** Copies the lab's tools into its root, but those that the scenario takes away: a checkout may be closed to the ordinary user. */
export function installTools({ world, faults }: LabContext): void {
  const folder = toolsFolder(world);
  cpSync(TOOLS, folder, { recursive: true });
  for (const name of WRITING) cpSync(join(TOOLS, 'write-tool'), join(folder, name));
  for (const name of NOT_MODELLED) cpSync(join(TOOLS, 'no-tool'), join(folder, name));
  for (const name of faults.server?.withoutTools ?? []) rmSync(join(folder, name));
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o755);
  chmodSync(folder, 0o755);
}

/** Lays out one server with the source and the gateway mounted, both in its fstab. */
export function layOutServer(context: LabContext, instance: string): void {
  const { world, faults } = context;
  const root = world.server(instance);
  const state = stateFolder(world, instance);
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ['entered', 'exports', 'hidden', 'namespaces'])
    mkdirSync(join(state, folder), { recursive: true });
  const { source, gateway } = world.names;
  const mounts = [
    { ...mountOf(source, root), folder: world.source },
    { ...mountOf(gateway, root), folder: world.gateway },
  ];
  for (const { folder, ...mount } of mounts) {
    symlinkSync(folder, join(state, 'exports', exportKey(mount.source)));
    mkdirSync(dirname(mount.target), { recursive: true });
    mkdirSync(join(state, 'hidden', hiddenName(mount)), { recursive: true });
    symlinkSync(folder, mount.target);
  }
  writeFileSync(
    join(state, 'mounts'),
    lines(mounts.map((mount, i) => rowLine(mountRow(mount, i + 30)))),
  );
  writeFileSync(join(root, 'etc/fstab'), lines([FSTAB_HEADER, ...mounts.map(fstabLine)]));
  writeUsers(world, root);
  if (faults.busy !== undefined) {
    const { mount, times } = faults.busy;
    writeFileSync(join(state, 'busy'), `${raw(`${root}${mount}`)} ${times}\n`);
  }
  writeProc(context, root);
  writeBoot(root);
  writeServices(context, root, state);
  applyServerFaults(context, root, state);
  giveToOrdinaryUser(root);
  giveToOrdinaryUser(state);
}

const FSTAB_HEADER = [
  '# /etc/fstab of the application server',
  'UUID=0a1b2c3d-0000-4000-8000-5e5f60718293 / ext4 defaults 0 1',
].join('\n');

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

function mountOf(names: { mount: string; export: string; options?: string }, root: string): Mount {
  const { mount, export: source, options = 'defaults' } = names;
  return { source, target: `${root}${mount}`, options };
}

/** Beside what the other mount points of its folder hold. */
const hiddenName = ({ target }: Mount): string =>
  join(exportKey(dirname(target)), basename(target));

/** The users of the server are, on the machine of the lab, all one: whoever runs the documents. */
function writeUsers(world: World, root: string): void {
  const { user, group } = world.names.application;
  const { uid, gid } = ordinaryUser() ?? {
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  };
  writeFileSync(
    join(root, 'etc/passwd'),
    `root:x:${uid}:${gid}::/root:/bin/sh\n${user}:x:${uid}:${gid}::/nonexistent:/usr/sbin/nologin\n`,
  );
  writeFileSync(join(root, 'etc/group'), `root:x:${gid}:\n${group}:x:${gid}:\n`);
}

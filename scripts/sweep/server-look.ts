// What the files of the lab say of one server: what is mounted, what comes back after a boot, what we have left there.
import { accessSync, existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exportKey, readRows } from '../../lab/application-server/mount-table.ts';
import type { Row } from '../../lab/application-server/mount-table.ts';
import { stateFolder } from '../../lab/application-server/server-folder.ts';
import type { Lab } from '../../lab/lab.ts';

/** What stands at the application's path. */
export type Side = 'source' | 'gateway' | 'nothing' | 'another';

export interface ServerLook {
  readonly instance: string;
  readonly side: Side;
  /** How many mounts are above each other there. */
  readonly layers: number;
  readonly readOnly: boolean;
  /** A file can be read there. */
  readonly readable: boolean;
  /** What fstab names, and whether read-only. */
  readonly fstab: { readonly side: Side; readonly readOnly: boolean; readonly lines: number };
  /** The state of each of the application's units, such as `active`. */
  readonly services: readonly string[];
  /** Mounts elsewhere than at the two paths of the runbook. */
  readonly elsewhere: readonly string[];
  /** Files of ours, by their path on the server. */
  readonly ours: readonly string[];
}

/** The topmost mount at the application's path. */
export const topRow = (lab: Lab, instance: string): Row | undefined =>
  rowsAt(lab, instance, lab.context.world.names.source.mount).at(-1);

const rowsAt = (lab: Lab, instance: string, mount: string): Row[] =>
  tableOf(lab, instance).filter(
    ({ target }) => target === lab.context.world.server(instance) + mount,
  );

const tableOf = ({ context: { world } }: Lab, instance: string): Row[] =>
  readRows(readFileSync(join(stateFolder(world, instance), 'mounts'), 'utf8'));

/** Reads everything of one server. */
export function lookAtServer(lab: Lab, instance: string): ServerLook {
  const { world } = lab.context;
  const { source, gateway, canary, application } = world.names;
  const root = world.server(instance);
  const row = topRow(lab, instance);
  const state = stateFolder(world, instance);
  const ours = [root + source.mount, root + gateway.mount];
  const { services = 'none' } = application;
  return {
    instance,
    side: sideOf(lab, row?.key),
    layers: rowsAt(lab, instance, source.mount).length,
    readOnly: /\bro\b/.test(`${row?.flags},${row?.superblock}`),
    readable: isReadable(join(root + source.mount, canary.copy)),
    fstab: lookAtFstab(lab, root),
    services: (typeof services === 'string' ? [] : services).map(
      (unit) => readFileSync(join(state, 'units', unit), 'utf8').split(' ')[0] ?? '',
    ),
    elsewhere: [
      ...tableOf(lab, instance).flatMap(({ target }) => (ours.includes(target) ? [] : [target])),
      ...namesIn(join(state, 'namespaces')).map((name) => `namespace ${name}`),
    ],
    ours: filesOfOurs(root),
  };
}

function sideOf(lab: Lab, key: string | undefined): Side {
  const { source, gateway } = lab.context.world.names;
  if (key === undefined) return 'nothing';
  if (key === exportKey(source.export)) return 'source';
  return key === exportKey(gateway.export) ? 'gateway' : 'another';
}

function lookAtFstab(lab: Lab, root: string): ServerLook['fstab'] {
  const target = root + lab.context.world.names.source.mount;
  const lines = readFileSync(join(root, 'etc/fstab'), 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, mount]) => mount === target);
  const [from, , , options = ''] = lines[0] ?? [];
  return {
    side: sideOf(lab, from === undefined ? undefined : exportKey(from)),
    readOnly: options.split(',').includes('ro'),
    lines: lines.length,
  };
}

function isReadable(file: string): boolean {
  try {
    accessSync(realpathSync(file));
    return true;
  } catch {
    return false;
  }
}

/** Where the documents keep anything. */
const PLACES = ['var/lib/nfs-cutover', 'run/nfs-cutover', 'run/systemd/system', 'tmp', 'etc'];
/** What every server has in `etc`. */
const THEIRS = /^etc\/(fstab|passwd|group|systemd\/.*)$/;

const filesOfOurs = (root: string): string[] =>
  PLACES.flatMap((place) => filesBelow(join(root, place)))
    .map((file) => relative(root, file))
    .filter((file) => !THEIRS.test(file))
    .sort();

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map(({ parentPath, name }) => join(parentPath, name))
    : [];

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

// The server's /proc, as far as documents read it: the mount namespaces of its processes, what they hold, the locks, its
// boot and the time since then.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';
import { deviceOf, exportKey, octal } from './mount-table.ts';

/** A process as its folder in /proc shows it. */
export interface Process {
  /** Its folder: a number, or `self`. */
  readonly id: string;
  readonly name: string;
  /** The number of its mount namespace. */
  readonly namespace: number;
  readonly mounts: readonly string[];
  /** Where its links lead: `cwd`, `exe`, `root`, `fd/3`. */
  readonly links?: Readonly<Record<string, string>>;
  /** The flags of its open files, by their numbers. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly maps?: string;
}

/** The number of the namespace in which the documents work. */
export const OURS = 4026531841;
/** What everybody sees at `/`: the root is shared. */
export const ROOT = '259:1 / / rw,relatime';
export const OUR_ROOT = `29 1 ${ROOT} shared:1 - ext4 /dev/root rw`;

/** Writes it: the server's own processes, a service with a /tmp of its own, the scenario's container, and `more`. */
export function writeProc(
  { world, faults }: LabContext,
  root: string,
  more: readonly Process[] = [],
): void {
  const proc = join(root, 'proc');
  const { source } = world.names;
  const device = deviceOf(exportKey(source.export));
  const from = `- nfs4 ${octal(source.export)} rw`;
  const ours = [OUR_ROOT];
  const { container, lock } = faults.server ?? {};
  const processes: Process[] = [
    { id: 'self', name: 'sh', namespace: OURS, mounts: ours },
    { id: '1', name: 'systemd', namespace: OURS, mounts: ours },
    {
      id: '812',
      name: 'php-fpm',
      namespace: 4026532100,
      // What the server unmounts is unmounted here too: the root listens to the server's.
      mounts: [
        `401 400 ${ROOT} master:1 - ext4 /dev/root rw`,
        `455 401 ${device} / ${octal(root + source.mount)} rw,relatime master:31 ${from}`,
      ],
    },
  ];
  if (container !== undefined)
    processes.push({
      id: '4242',
      name: 'import-worker',
      namespace: 4026532200,
      mounts: [
        '601 599 0:61 / / rw,relatime - overlay overlay rw',
        `640 601 ${device} / ${octal(container)} rw,relatime ${from}`,
      ],
    });
  const fixed = new Set(processes.map(({ id }) => id));
  for (const name of existsSync(proc) ? readdirSync(proc) : [])
    if (/^\d+$/.test(name) && !fixed.has(name)) rmSync(join(proc, name), { recursive: true });
  for (const process of [...processes, ...more.filter(({ id }) => !fixed.has(id))])
    writeProcess(proc, process);
  const [, minor = '0'] = device.split(':');
  const inode = `00:${Number(minor).toString(16).padStart(2, '0')}`;
  const locks = [
    'FLOCK  ADVISORY  WRITE 610 00:1a:842 0 EOF',
    ...(lock === true ? [`POSIX  ADVISORY  WRITE 4711 ${inode}:131 0 EOF`] : []),
  ];
  writeFileSync(join(proc, 'locks'), locks.map((line, i) => `${i + 1}: ${line}\n`).join(''));
}

/** Writes which boot this is. */
export function writeBoot(root: string): void {
  const random = join(root, 'proc/sys/kernel/random');
  mkdirSync(random, { recursive: true });
  writeFileSync(join(random, 'boot_id'), `${randomUUID()}\n`);
}

/** Writes how long ago that boot was, in seconds with two digits behind the point, as Linux does (proc_uptime(5)). */
export function writeUptime(root: string, seconds: number): void {
  const text = seconds.toFixed(2);
  writeFileSync(join(root, 'proc/uptime'), `${text} ${text}\n`);
}

function writeProcess(proc: string, process: Process): void {
  const { id, name, namespace, mounts, links = {}, flags = {}, maps } = process;
  const folder = join(proc, id);
  rmSync(folder, { recursive: true, force: true });
  for (const each of ['ns', 'fd', 'fdinfo']) mkdirSync(join(folder, each), { recursive: true });
  symlinkSync(`mnt:[${namespace}]`, join(folder, 'ns/mnt'));
  writeFileSync(join(folder, 'comm'), `${name}\n`);
  writeFileSync(join(folder, 'mountinfo'), mounts.map((line) => `${line}\n`).join(''));
  for (const [link, to] of Object.entries(links)) symlinkSync(to, join(folder, link));
  for (const [number, octalFlags] of Object.entries(flags))
    writeFileSync(join(folder, 'fdinfo', number), `pos:\t0\nflags:\t${octalFlags}\n`);
  if (maps !== undefined) writeFileSync(join(folder, 'maps'), maps);
}

// The server's /proc, as far as documents read it: the mount namespaces of its processes, the locks, its boot and the
// time since then.
import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';
import { exportKey } from './mount-table.ts';

interface Process {
  /** Its folder: a number, or `self`. */
  readonly id: string;
  readonly name: string;
  /** The number of its mount namespace. */
  readonly namespace: number;
  readonly mounts: readonly string[];
}

const OURS = 4026531841;
const ROOT = '259:1 / / rw,relatime';

/** Writes it: the server's own processes, a service with a /tmp of its own, and the scenario's container. */
export function writeProc({ world, faults }: LabContext, root: string): void {
  const proc = join(root, 'proc');
  const { source } = world.names;
  const minor = Number.parseInt(exportKey(source.export).slice(0, 5), 16);
  const from = `- nfs4 ${octal(source.export)} rw`;
  const ours = [`29 1 ${ROOT} shared:1 - ext4 /dev/root rw`];
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
        `455 401 0:${minor} / ${octal(root + source.mount)} rw,relatime master:31 ${from}`,
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
        `640 601 0:${minor} / ${octal(container)} rw,relatime ${from}`,
      ],
    });
  for (const process of processes) writeProcess(proc, process);
  const device = `00:${minor.toString(16).padStart(2, '0')}`;
  const locks = [
    'FLOCK  ADVISORY  WRITE 610 00:1a:842 0 EOF',
    ...(lock === true ? [`POSIX  ADVISORY  WRITE 4711 ${device}:131 0 EOF`] : []),
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

function writeProcess(proc: string, { id, name, namespace, mounts }: Process): void {
  const folder = join(proc, id);
  mkdirSync(join(folder, 'ns'), { recursive: true });
  symlinkSync(`mnt:[${namespace}]`, join(folder, 'ns/mnt'));
  writeFileSync(join(folder, 'comm'), `${name}\n`);
  writeFileSync(join(folder, 'mountinfo'), mounts.map((line) => `${line}\n`).join(''));
}

/** Blanks and backslashes as mountinfo writes them. */
const octal = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);

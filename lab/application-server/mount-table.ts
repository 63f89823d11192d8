// How mounts are written: in the lab's mount table (as findmnt -r prints them) and in fstab.
import { createHash } from 'node:crypto';

export interface Mount {
  /** host:/path, as the mount command names it. */
  readonly source: string;
  readonly target: string;
  readonly options: string;
}

/** A row of the mount table; every member is written as `findmnt -r` writes it. */
export interface Row {
  readonly source: string;
  readonly type: string;
  /** The options of the file system: they are the same for every mount of a superblock. */
  readonly superblock: string;
  readonly target: string;
  /** Names the folder that is mounted, among the lab's exports. */
  readonly key: string;
  /** Of the superblock, such as `0:52`. */
  readonly device: string;
  /** The options of this mount alone. */
  readonly flags: string;
  readonly id: string;
  /** The key of the file system that the server exports, where `key` is a folder of it. */
  readonly base: string;
}

/** The name under which the lab keeps what an export stands for. */
export function exportKey(source: string): string {
  return createHash('sha256').update(source.replace(/\/+$/, '')).digest('hex');
}

/** The device of the first superblock of an export; the tools number further ones upwards. */
export const deviceOf = (key: string): string => `0:${Number.parseInt(key.slice(0, 5), 16)}`;

/** The row of a mount of the whole export. */
export function mountRow({ source, target, options }: Mount, id: number): Row {
  const { superblock: given, flags } = kernelOptions(options);
  const key = exportKey(source);
  // The kernel shows the address; of a server that is named, the lab has none.
  const [, address] = /^(\d+(?:\.\d+){3}):/.exec(source) ?? [];
  const superblock = address === undefined ? given : `${given},proto=tcp,addr=${address}`;
  return {
    source: raw(source),
    type: /\bvers=3/.test(superblock) ? 'nfs' : 'nfs4',
    superblock: raw(superblock),
    target: raw(target),
    key,
    device: deviceOf(key),
    flags,
    id: String(id),
    base: key,
  };
}

/** The line of a row in the table. */
export const rowLine = (row: Row): string =>
  [
    row.source,
    row.type,
    row.superblock,
    row.target,
    row.key,
    row.device,
    row.flags,
    row.id,
    row.base,
  ].join(' ');

/** The rows of a table, the topmost of a mount point last. */
export const readRows = (table: string): Row[] =>
  table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [source = '', type = '', superblock = '', target = '', key = '', ...more] =
        line.split(' ');
      const [device = '', flags = '', id = '', base = ''] = more;
      return { source, type, superblock, target, key, device, flags, id, base };
    });

/** A line of fstab; blanks and backslashes as fstab writes them. */
export function fstabLine({ source, target, options }: Mount): string {
  return `${octal(source)} ${octal(target)} nfs ${options},_netdev 0 0`;
}

/** Text as `findmnt -r` writes it: blanks, backslashes and unprintable bytes as \xHH. */
export function raw(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}

/** Raw text as fstab and mountinfo write it. */
export const rawToOctal = (text: string): string =>
  text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => octalByte(Number.parseInt(hex, 16)));

/** Text as fstab and mountinfo write it. */
export const octal = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (char) => octalByte(char.charCodeAt(0)));

const octalByte = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** Words of mount itself, and of this mount alone. */
const ELSEWHERE = /^(rw|ro|defaults|_netdev|nosuid|nodev|noexec|)$/;

function kernelOptions(options: string): { superblock: string; flags: string } {
  const words = options.split(',');
  const access = words.includes('ro') ? 'ro' : 'rw';
  const own = ['nosuid', 'nodev', 'noexec'].filter((word) => words.includes(word));
  return {
    superblock: [access, ...words.filter((word) => !ELSEWHERE.test(word))].join(','),
    flags: [access, ...own, 'relatime'].join(','),
  };
}

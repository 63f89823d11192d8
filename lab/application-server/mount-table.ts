// How mounts are written: in the lab's mount table (as findmnt -r prints them) and in fstab.
import { createHash } from 'node:crypto';

export interface Mount {
  /** host:/path, as the mount command names it. */
  readonly source: string;
  readonly target: string;
  readonly options: string;
}

/** The name under which the lab keeps what an export stands for. */
export function exportKey(source: string): string {
  return createHash('sha256').update(source.replace(/\/+$/, '')).digest('hex');
}

/** A row of the mount table: source, type, options as the kernel shows them, target, export. */
export function tableRow({ source, target, options }: Mount): string {
  const shown = kernelOptions(options);
  const type = /\bvers=3/.test(shown) ? 'nfs' : 'nfs4';
  return [raw(source), type, raw(shown), raw(target), exportKey(source)].join(' ');
}

/** A line of fstab; blanks and backslashes as fstab writes them. */
export function fstabLine({ source, target, options }: Mount): string {
  return `${fstabField(source)} ${fstabField(target)} nfs ${options},_netdev 0 0`;
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

const fstabField = (text: string): string =>
  text.replace(/[ \t\n\\]/g, (blank) => `\\${blank.charCodeAt(0).toString(8).padStart(3, '0')}`);

function kernelOptions(options: string): string {
  const words = options.split(',').filter((word) => !/^(rw|ro|defaults|_netdev|)$/.test(word));
  return [options.split(',').includes('ro') ? 'ro' : 'rw', 'relatime', ...words].join(',');
}

// A tree of names that Linux allows and people do not expect, and what a manifest of it must say, according to another
// program.
import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

const SLASH = Buffer.from('/');

/** Pieces of names; each is combined with the others. */
const PIECES: readonly Buffer[] = [
  ...[
    ' ',
    '"',
    "'",
    '\n',
    '\t',
    '\\',
    '%',
    '%2F',
    '+',
    '#',
    '*',
    '?',
    '|',
    '&',
    ';',
    '$(id)',
    '`id`',
  ],
  ...[
    '-',
    '-rf',
    '.',
    '..x',
    '!',
    '(',
    ')',
    ',',
    '~',
    '{{ Run }}',
    '\u00e9',
    'e\u0301',
    '😀',
    '\u202e',
  ],
  ...['A', 'a', '0', '\r', '\u0001', '\u007f', '\\0', '\\n'],
].map((text) => Buffer.from(text));
const INVALID = [Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80])];

/** `count` different names, none with more than 255 bytes. */
export function hostileNames(count: number): readonly Buffer[] {
  const pieces = [...PIECES, ...INVALID];
  const names = new Map<string, Buffer>();
  const add = (name: Buffer): void => {
    if (name.length > 255 || ['.', '..'].includes(name.toString('latin1'))) return;
    names.set(name.toString('latin1'), name);
  };
  for (const piece of pieces) add(piece);
  for (const piece of pieces)
    add(Buffer.alloc(Math.floor(255 / piece.length) * piece.length, piece));
  for (const a of pieces) for (const b of pieces) add(Buffer.concat([a, b]));
  for (const a of pieces) for (const b of pieces) add(Buffer.concat([a, Buffer.from('-'), b, a]));
  return [...names.values()].slice(0, count);
}

/** Puts files of these names below `top`: some at the top, some in folders of the same kind of name. */
export function plant(top: string, names: readonly Buffer[]): void {
  const folder = (path: Buffer): Buffer => {
    mkdirSync(path, { recursive: true });
    return path;
  };
  for (const [i, name] of names.entries()) {
    const parent = names[(i * 7) % 40] ?? name;
    const inner = names[(i * 13) % 40] ?? name;
    const at = Buffer.from(top);
    const places = [
      at,
      join(at, Buffer.concat([parent, Buffer.from('.d')])),
      join(
        at,
        Buffer.concat([parent, Buffer.from('.d')]),
        Buffer.concat([inner, Buffer.from('.d')]),
      ),
    ];
    writeFileSync(join(folder(places[i % 3] ?? at), name), `${i}`);
  }
}

/** The rows of a list of `top`, in order, without times; NUL-ended, as Latin-1. */
export function expectedRows(top: string): string[] {
  const found: { readonly path: Buffer; readonly meta: string }[] = [];
  const walk = (folder: Buffer, prefix: Buffer): void => {
    for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
      const full = join(folder, entry);
      const stats = lstatSync(full, { bigint: true });
      const path = Buffer.concat([prefix, entry, ...(stats.isDirectory() ? [SLASH] : [])]);
      found.push({ path, meta: meta(stats) });
      if (stats.isDirectory()) walk(full, path);
    }
  };
  walk(Buffer.from(top), Buffer.alloc(0));
  return found
    .sort((a, b) => Buffer.compare(a.path, b.path))
    .map(({ path, meta: text }) => `${text}/${path.toString('latin1')}`);
}

/** Rows of a list in the same form: its times are checked by themselves. */
export function withoutTimes(rows: Buffer): string[] {
  const text = rows.toString('latin1');
  if (text === '') return [];
  if (!text.endsWith('\0')) throw new Error('the last row is not ended');
  return text
    .slice(0, -1)
    .split('\0')
    .map((row) => row.replace(/^(\S+ \d+) \d+\.\d{10} \d+\.\d{10} /, '$1 '));
}

export const join = (...parts: readonly Buffer[]): Buffer =>
  Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [SLASH, part])));

function meta(stats: BigIntStats): string {
  const type = stats.isDirectory()
    ? 'd'
    : stats.isSymbolicLink()
      ? 'l'
      : stats.isFIFO()
        ? 'p'
        : stats.isSocket()
          ? 's'
          : 'f';
  const mode = (stats.mode & 0o7777n).toString(8);
  const inode = type === 'f' && stats.nlink > 1n ? `:${stats.ino}` : '';
  return [type, stats.size, mode, stats.uid, stats.gid, `${stats.nlink}${inode}`].join(' ');
}

// The bench's tree, computed and never stored: the path, size and times of entry i, in the order of the keys.

export type Layout = 'deep' | 'flat' | 'long';

const LAYOUTS: readonly Layout[] = ['deep', 'flat', 'long'];

/** The layout of this name; `deep` for any other text. */
export const layoutOf = (name: string): Layout => LAYOUTS.find((one) => one === name) ?? 'deep';

export interface KeySpace {
  readonly count: number;
  /** The path of entry `index`; a folder's ends with a slash. */
  path(index: number): string;
  /** The number of entries whose path is not after `path`. */
  after(path: string): number;
}

/** Entries of a leaf folder with the folder itself, leaf folders of a top folder, and both together. */
const LEAF = 1000;
const LEAVES = 100;
const TOP = 1 + LEAVES * LEAF;

/**
 * `count` entries: folders of 999 files each in ten or so top folders, or all files in one folder. In `long` the files
 * of the folders have names as an archive has them that calls files by their hash: a row takes 60 bytes, packed.
 */
export function keySpace(count: number, layout: Layout): KeySpace {
  const path = layout === 'flat' ? flatPath : deepPath(layout === 'long' ? hashOf : () => '');
  return {
    count,
    path,
    after(wanted) {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (path(middle) <= wanted) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

const flatPath = (index: number): string => `IMG_${digits(index, 9)}.jpg`;

function deepPath(more: (index: number) => string): (index: number) => string {
  /** The leaf folder that was asked for last: paths are asked for in their order. */
  let known = -1;
  let leaf = '';
  return (index) => {
    const top = Math.floor(index / TOP);
    const below = (index % TOP) - 1;
    if (below < 0) return `volume-${digits(top, 4)}/`;
    const file = below % LEAF;
    if (index - file !== known) {
      known = index - file;
      leaf = `volume-${digits(top, 4)}/batch-${digits(Math.floor(below / LEAF), 3)}/`;
    }
    return file === 0 ? leaf : `${leaf}IMG_${digits(index, 9)}${more(index)}.jpg`;
  };
}

const digits = (value: number, count: number): string => String(10 ** count + value).slice(1);

const HASH_WORDS = 8;

function hashOf(index: number): string {
  let hash = '-';
  let bits = index;
  for (let word = 0; word < HASH_WORDS; word += 1) {
    // Of the word before: words of the index alone come again in the names near by, and pack too well.
    bits = scatter(bits, 16 + word);
    hash += bits.toString(16).padStart(8, '0');
  }
  return hash;
}

/** Spread as chance would, and the same on every machine. */
export function scatter(index: number, salt: number): number {
  let bits = Math.imul(index ^ (index >>> 15) ^ salt, 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

export const isFolder = (path: string): boolean => path.endsWith('/');

/** Bytes of entry `index`, which is a file. */
export const fileSize = (index: number): number => 4096 + (scatter(index, 1) % 65_536);

/** Seconds of the last change of entry `index`: some day of 2024. */
export const changedAt = (index: number): number =>
  1_704_067_200 + (scatter(index, 2) % 31_536_000);

/** The second of the first day of 2026 in which its object was written. */
export const secondOfUpload = (index: number): number => scatter(index, 3) % 86_400;

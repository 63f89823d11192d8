// The entries of a page, written as bytes in place: a server that is slower than its clients would measure itself.
import { fileSize, isFolder, scatter, secondOfUpload } from '../data/key-space.ts';

export interface EntryWriter {
  readonly count: number;
  clear(): void;
  /** Adds the entry `index` with this path, `more` bytes longer than its file. */
  add(path: string, index: number, more: number): void;
  /** What was added, good until the next `clear`. */
  bytes(): Buffer;
}

const BEFORE_KEY = Buffer.from('<Contents><Key>');
const TIME = '00:00:00';
const HASH = '0'.repeat(32);
const [AFTER_KEY, AFTER_TIME, AFTER_HASH] = [
  `</Key><LastModified>2026-01-01T`,
  `.000Z</LastModified><ETag>&quot;`,
  `&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>`,
];
/** From the key's end to the size, with places for the time and the hash. */
const MIDDLE = Buffer.from(AFTER_KEY + TIME + AFTER_TIME + HASH + AFTER_HASH);
const TIME_AT = AFTER_KEY.length;
const HASH_AT = TIME_AT + TIME.length + AFTER_TIME.length;
const AFTER_SIZE = Buffer.from('</Size><StorageClass>STANDARD</StorageClass></Contents>');
const LONGEST = 1024;
const HEX = Buffer.from('0123456789abcdef');
const ZERO = 48;

/** A writer for at most `most` entries. */
export function entryWriter(most: number): EntryWriter {
  const page = Buffer.alloc(most * LONGEST);
  let length = 0;
  let count = 0;
  return {
    get count() {
      return count;
    },
    clear() {
      length = 0;
      count = 0;
    },
    add(path, index, more) {
      page.set(BEFORE_KEY, length);
      length += BEFORE_KEY.length;
      length += page.write(path, length, 'latin1');
      page.set(MIDDLE, length);
      writeTime(page, length + TIME_AT, secondOfUpload(index));
      writeHash(page, length + HASH_AT, index);
      length += MIDDLE.length;
      const size = isFolder(path) ? 0 : fileSize(index) + more;
      length += page.write(String(size), length, 'latin1');
      page.set(AFTER_SIZE, length);
      length += AFTER_SIZE.length;
      count += 1;
    },
    bytes: () => page.subarray(0, length),
  };
}

function writeTime(page: Buffer, at: number, second: number): void {
  writeTwo(page, at, Math.floor(second / 3600));
  writeTwo(page, at + 3, Math.floor(second / 60) % 60);
  writeTwo(page, at + 6, second % 60);
}

function writeTwo(page: Buffer, at: number, value: number): void {
  page[at] = ZERO + Math.floor(value / 10);
  page[at + 1] = ZERO + (value % 10);
}

function writeHash(page: Buffer, at: number, index: number): void {
  for (let word = 0; word < 4; word += 1) {
    let bits = scatter(index, word + 4);
    for (let digit = 0; digit < 8; digit += 1) {
      page[at + word * 8 + digit] = HEX[bits & 15] ?? 0;
      bits >>>= 4;
    }
  }
}

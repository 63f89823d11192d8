// The checksums that S3 keeps with an object, computed piece by piece.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from './store.ts';

export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
];

export interface RunningChecksum {
  readonly algorithm: ChecksumAlgorithm;
  update(piece: Buffer): void;
  /** Base64 of the big-endian value, as headers carry it. */
  digest(): string;
}

/** Begins a checksum. */
export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return startCrc32();
    case 'CRC32C':
      return startCrc32c();
    case 'CRC64NVME':
      return startCrc64();
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm);
      return {
        algorithm,
        update: (piece) => hash.update(piece),
        digest: () => hash.digest('base64'),
      };
    }
  }
}

/** The checksum of all pieces. */
export function checksumOf(algorithm: ChecksumAlgorithm, pieces: Iterable<Buffer>): string {
  const running = startChecksum(algorithm);
  for (const piece of pieces) running.update(piece);
  return running.digest();
}

function startCrc32(): RunningChecksum {
  let value = 0;
  return {
    algorithm: 'CRC32',
    update: (piece) => {
      value = crc32(piece, value);
    },
    digest: () => base64(value),
  };
}

const CASTAGNOLI = 0x82f63b78;
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
});

function startCrc32c(): RunningChecksum {
  let value = 0xffffffff;
  return {
    algorithm: 'CRC32C',
    update: (piece) => {
      for (const byte of piece)
        value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] as number);
    },
    digest: () => base64(~value >>> 0),
  };
}

// CRC-64/NVME, reflected, in two halves of 32 bits: BigInt would be a hundred times slower.
const NVME_HIGH = 0x9a6c9329;
const NVME_LOW = 0xac4bc9b5;
const CRC64_HIGH = new Uint32Array(256);
const CRC64_LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      high ^= NVME_HIGH;
      low ^= NVME_LOW;
    }
  }
  CRC64_HIGH[byte] = high;
  CRC64_LOW[byte] = low;
}

function startCrc64(): RunningChecksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    algorithm: 'CRC64NVME',
    update: (piece) => {
      for (const byte of piece) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | ((high & 0xff) << 24)) ^ (CRC64_LOW[index] as number);
        high = (high >>> 8) ^ (CRC64_HIGH[index] as number);
      }
    },
    digest: () => base64(~high >>> 0, ~low >>> 0),
  };
}

function base64(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, i * 4);
  return bytes.toString('base64');
}

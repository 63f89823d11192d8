// For tests of listings: what to ask for, and what comes of it.
import type { ListingRequest } from '../../../src/aws/s3/list-bucket.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import { rowOf, serveListing } from './listing-server.ts';
import type { Bend } from './listing-server.ts';

export const request = (given: Partial<ListingRequest> = {}): ListingRequest => ({
  bucket: 'listed-bucket',
  owner: '111122223333',
  prefix: '',
  splits: [],
  concurrency: 4,
  ...given,
});

/** The whole listing as text; bytes as they are, in Latin 1. */
export async function text(listing: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of listing) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

export const paths = async (listing: AsyncIterable<Buffer>): Promise<string[]> =>
  Buffer.from(await text(listing), 'latin1')
    .toString('utf8')
    .split('\0')
    .slice(0, -1)
    .map((row) => row.slice(row.indexOf('/') + 1));

export async function failureOf(listing: AsyncIterable<Buffer>): Promise<CutoverError> {
  try {
    await text(listing);
  } catch (thrown) {
    if (thrown instanceof CutoverError) return thrown;
    throw thrown;
  }
  throw new Error('the listing came to its end');
}

export const KEYS = Array.from({ length: 100 }, (_, i) => `k${String(i).padStart(3, '0')}`);
export const buffers = (keys: readonly string[]): Buffer[] => keys.map((key) => Buffer.from(key));
export const every = (n: number): Buffer[] => buffers(KEYS.filter((_, i) => i % n === n - 1));
export const ALL = KEYS.map(rowOf).join('');

/** Bends the answers to the range that begins after k049, the first `times` times that it is asked for. */
export function inTheMiddle(
  times: number,
  reply: (normal: () => string) => ReturnType<Bend>,
): Bend {
  let left = times;
  return ({ query }, normal) => {
    if (query.get('start-after') !== 'k049' || left === 0) return undefined;
    left -= 1;
    return reply(normal);
  };
}

export const middle = (times: number, reply: (normal: () => string) => ReturnType<Bend>) =>
  serveListing({ keys: KEYS, pageSize: 10, bend: inTheMiddle(times, reply) });

// Files of rows on the runner's disk: gzip'd or plain, read and written as streams.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { CutoverError } from '../../core/errors.ts';

/** Each piece costs a turn between the threads that read and unpack and the one that compares: large ones are few. */
const CHUNK_BYTES = 512 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** The rows in `file`, gzip'd (also several members in a row) or plain, in chunks of any size. */
export async function* readRowsFile(file: string): AsyncGenerator<Uint8Array> {
  const packed = await isGzip(file);
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  if (!packed) {
    yield* raw as AsyncIterable<Uint8Array>;
    return;
  }
  const rows = createGunzip({ chunkSize: CHUNK_BYTES });
  raw.on('error', (error) => rows.destroy(error));
  try {
    yield* raw.pipe(rows) as AsyncIterable<Uint8Array>;
  } catch (thrown) {
    throw damaged(file, thrown);
  } finally {
    raw.destroy();
  }
}

/** No row begins like gzip does: meta data is made of letters, digits, spaces and dots. */
async function isGzip(file: string): Promise<boolean> {
  await using handle = await open(file, 'r');
  const start = Buffer.alloc(GZIP_MAGIC.length);
  await handle.read(start, 0, start.length, 0);
  return start.equals(GZIP_MAGIC);
}

const damaged = (file: string, cause: unknown): CutoverError =>
  new CutoverError('unproven', {
    what: `the list in ${file}`,
    expected: 'whole gzip data',
    got: cause instanceof Error ? cause.message : String(cause),
    cure: 'make this list again; nothing was proven with it',
    cause,
  });

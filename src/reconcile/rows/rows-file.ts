// Files of sorted rows: written, read and merged as streams, and searched for one path after the other. Nothing is
// kept.
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { open, rename, rm } from 'node:fs/promises';
import { CutoverError } from '../../core/errors.ts';
import { END, MORE, RowCursor } from './row-cursor.ts';
import { mergeRows } from './merge-rows.ts';

// Bytes on their way to a file: gathered where nothing can wait, written where something can.

/** Where bytes go. `write` resolves when more may be written; the bytes may be used again then. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

export interface FileSink extends ByteSink, AsyncDisposable {
  /** Resolves when all is in the file; throws what writing has thrown. */
  end(): Promise<void>;
}

/** A file as a sink, gzip'd where its name ends with `.gz`. It replaces what was there. */
export function openFileSink(file: string): FileSink {
  const start = new PassThrough();
  const written = file.endsWith('.gz')
    ? pipeline(start, createGzip({ level: 1 }), createWriteStream(file))
    : pipeline(start, createWriteStream(file));
  // The next write or the end throws the failure.
  written.catch(() => {});
  const end = async (): Promise<void> => {
    start.end();
    await written;
  };
  return {
    end,
    async write(bytes) {
      if (start.write(Buffer.from(bytes))) return;
      await Promise.race([new Promise((resolve) => start.once('drain', resolve)), written]);
    },
    async [Symbol.asyncDispose]() {
      start.destroy();
      await written.catch(() => {});
    },
  };
}

const FIRST_BYTES = 64 * 1024;

/** Gathers bytes between two moments at which a sink can take them. */
export class Gathered {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  add(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(from.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  addText(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** What was gathered, good until more is. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Hands all to `sink`, or forgets it. */
  async flush(sink: ByteSink | undefined): Promise<void> {
    const taken = this.take();
    if (taken.length > 0) await sink?.write(taken);
  }

  #reserve(wanted: number): void {
    if (this.#length + wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length + wanted);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

// Rows of a file one by one, in batches: for the few that are looked at by themselves.

/** The rows (`<meta>/<path>\0`) of `chunks`, at most `size` at once. */
export async function* rowBatches(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<readonly Buffer[]> {
  let batch: Buffer[] = [];
  let open = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let rest = Buffer.concat([open, chunk]);
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
      batch.push(Buffer.from(rest.subarray(0, end + 1)));
      rest = rest.subarray(end + 1);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    open = Buffer.from(rest);
  }
  if (batch.length > 0) yield batch;
}

// Files of rows on the runner's disk: gzip'd or plain, read and written as streams.

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
    what: `the rows in ${file}`,
    expected: 'whole gzip data',
    got: cause instanceof Error ? cause.message : String(cause),
    cure: 'make it again; it has proven nothing',
    cause,
  });

/** Says whether sorted rows have a path, without keeping them: the paths are asked for in their order. */
export class SortedPathLookup implements AsyncDisposable {
  readonly #row: RowCursor;
  #state: ReturnType<RowCursor['next']> = MORE;

  constructor(rows: AsyncIterable<Uint8Array>, name: string) {
    this.#row = new RowCursor(rows, { name });
  }

  /** True where the rows have `path`. Each path that is asked for sorts after the one before. */
  async has(path: Uint8Array): Promise<boolean> {
    const row = this.#row;
    for (;;) {
      if (this.#state === END) return false;
      if (this.#state === MORE) await row.fill();
      else {
        const order = Buffer.compare(row.bytes.subarray(row.pathStart, row.pathEnd), path);
        if (order >= 0) return order === 0;
      }
      this.#state = row.next();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#row.close();
  }
}

// Several sorted files of rows as one: a path that several of them have comes once.

/** Files that are read side by side. */
const AT_ONCE = 16;

/** Merges files of rows into `to`, packed where its name ends with `.gz`, and removes them. At least one is needed. */
export async function mergeRowFiles(files: readonly string[], to: string): Promise<void> {
  let rest = files;
  for (let round = 0; rest.length > 1; round += 1) {
    const merged = `${to}.merged-${round}.gz`;
    const some = rest.slice(0, AT_ONCE);
    await merge(some, merged);
    await Promise.all(some.map((file) => rm(file)));
    rest = [merged, ...rest.slice(AT_ONCE)];
  }
  if (rest[0] !== undefined) await rename(rest[0], to);
}

async function merge(files: readonly string[], to: string): Promise<void> {
  await using sink = openFileSink(to);
  const gathered = new Gathered();
  const streams = files.map((file) => new RowCursor(readRowsFile(file), { name: file }));
  await mergeRows(streams, {
    visit: (_present, { bytes, metaStart, pathEnd }) => {
      gathered.add(bytes, metaStart, pathEnd + 1);
    },
    pause: () => gathered.flush(sink),
  });
  await sink.end();
}

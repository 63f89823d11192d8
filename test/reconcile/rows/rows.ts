// Rows for tests, written down readably.
import { gzipSync } from 'node:zlib';

export interface SourceRowFields {
  readonly path: string | Buffer;
  readonly type?: string;
  readonly size?: number;
  readonly mtime?: string;
  readonly ctime?: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly links?: number;
  /** Of a file with several names. */
  readonly inode?: string;
}

export interface ObjectRowFields {
  readonly path: string | Buffer;
  readonly size?: number;
  readonly lastModified?: number;
  readonly etag?: string;
  readonly storageClass?: string;
}

/** Seconds at which the files of the tests were changed; their objects are a minute younger. */
export const CHANGED = 1_700_000_000;
export const UPLOADED_MS = (CHANGED + 60) * 1000;

export const bytesOf = (path: string | Buffer): Buffer => Buffer.from(path as string);

export function rowBytes(meta: string, path: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${meta}/`), bytesOf(path), Buffer.from([0])]);
}

export function sourceRow(fields: SourceRowFields): Buffer {
  const folder = bytesOf(fields.path).at(-1) === 0x2f;
  const type = fields.type ?? (folder ? 'd' : 'f');
  const { size = 10, mtime = `${CHANGED}.1234567890`, ctime = `${CHANGED}.2234567890` } = fields;
  const { mode = folder ? '755' : '644', owner = '1000 1000', links = 1 } = fields;
  const names = fields.inode === undefined ? links : `${links}:${fields.inode}`;
  return rowBytes(`${type} ${size} ${mtime} ${ctime} ${mode} ${owner} ${names}`, fields.path);
}

export function objectRow(fields: ObjectRowFields): Buffer {
  const folder = bytesOf(fields.path).at(-1) === 0x2f;
  const { size = folder ? 0 : 10, lastModified = UPLOADED_MS } = fields;
  const { etag = 'd41d8cd98f00b204e9800998ecf8427e-2', storageClass = 'STANDARD' } = fields;
  return rowBytes(`${size} ${lastModified} ${etag} ${storageClass}`, fields.path);
}

const pathOf = (one: Buffer): Buffer => one.subarray(one.indexOf('/') + 1, -1);

/** The rows in key order, in pieces of `chunk` bytes. */
export async function* stream(rows: readonly Buffer[], chunk = 64): AsyncGenerator<Uint8Array> {
  const all = Buffer.concat(rows.toSorted((a, b) => Buffer.compare(pathOf(a), pathOf(b))));
  yield* pieces(all, chunk);
}

export async function* pieces(bytes: Uint8Array, chunk: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

/** gzip'd in members of `count` rows each. */
export function gzipMembers(rows: readonly Buffer[], count: number): Buffer {
  const members: Buffer[] = [];
  for (let at = 0; at < rows.length; at += count)
    members.push(gzipSync(Buffer.concat(rows.slice(at, at + count))));
  return Buffer.concat(members);
}

/** Everything that an async iterable of bytes says. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

/** A sink that keeps everything. */
export function keeping(): { write(bytes: Uint8Array): Promise<void>; bytes(): Buffer } {
  const all: Buffer[] = [];
  return {
    write: async (bytes) => void all.push(Buffer.from(bytes)),
    bytes: () => Buffer.concat(all),
  };
}

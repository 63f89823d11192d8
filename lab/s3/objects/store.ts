// The objects of all buckets: bytes in files on disk, one per object; what is known of them in memory.
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Instant, LabClock } from '../../time/clock.ts';
import { compareUtf8, lowerBound } from '../listing/key-order.ts';
import { History } from './versions.ts';
import type { DeleteMarker } from './versions.ts';

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

/** What is known of an object beside its bytes. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** MD5 of the bytes in hex, without quotes. */
  readonly etag: string;
  /** SHA-256 of the bytes in hex. */
  readonly sha256: string;
  readonly lastModified: Instant;
  /** In a bucket with versions. */
  readonly versionId?: string;
  /** User metadata, by lower-case name without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** `content-type` and other system headers that the writer gave. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum that the writer gave (base64); without one S3 computes CRC64NVME. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

export type StoredBody = Buffer | { readonly file: string | Buffer };

interface Bucket {
  readonly region: string;
  readonly created: Instant;
  readonly lockDays: number;
  readonly objects: Map<string, StoredObject>;
  /** The keys, sorted by their UTF-8 bytes. */
  readonly keys: string[];
  /** What came before, in a bucket that keeps it. */
  readonly history: History<StoredObject> | undefined;
}

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: StoredBody;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers?: StoredObject['headers'];
  readonly checksum?: NonNullable<StoredObject['checksum']>;
}

const CHUNK_BYTES = 1 << 20;

export class ObjectStore {
  readonly #folder: string;
  readonly #clock: LabClock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(folder: string, clock: LabClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** `lockDays`: for how long Object Lock keeps each object, in a bucket with versions. */
  createBucket(
    name: string,
    region: string,
    { versioned = false, lockDays = 0 }: { versioned?: boolean; lockDays?: number } = {},
  ): void {
    mkdirSync(join(this.#folder, name), { recursive: true });
    const created = this.#clock.now();
    const history = versioned ? new History<StoredObject>() : undefined;
    this.#buckets.set(name, { region, created, lockDays, objects: new Map(), keys: [], history });
  }

  /** The former versions of a bucket's objects; undefined where it keeps none. */
  history(bucket: string): History<StoredObject> | undefined {
    return this.#bucket(bucket).history;
  }

  /** For how many days Object Lock keeps each object of a bucket; 0 without it. */
  lockDays(bucket: string): number {
    return this.#bucket(bucket).lockDays;
  }

  /** Name, Region and time of creation of each bucket, by name. */
  buckets(): { name: string; region: string; created: Instant }[] {
    return [...this.#buckets]
      .map(([name, { region, created }]) => ({ name, region, created }))
      .sort((a, b) => compareUtf8(a.name, b.name));
  }

  /** The Region of a bucket, or undefined when there is no such bucket. */
  region(bucket: string): string | undefined {
    return this.#buckets.get(bucket)?.region;
  }

  /** Writes an object, whole, in place of any former one; a file is copied piece by piece. */
  put(
    bucket: string,
    key: string,
    body: StoredBody,
    metadata: Record<string, string>,
  ): StoredObject {
    return this.write({ bucket, key, body, metadata });
  }

  /** `put`, with what else a writer through the API may say. */
  write({ bucket, key, body, metadata, headers = {}, checksum }: NewObject): StoredObject {
    const { objects, keys, history } = this.#bucket(bucket);
    this.#keepFormer(bucket, key);
    const object: StoredObject = {
      key,
      ...writeBytes(this.path(bucket, key), body),
      lastModified: this.#clock.now(),
      metadata: { ...metadata },
      headers,
      ...(checksum === undefined ? {} : { checksum }),
      ...(history === undefined ? {} : { versionId: history.newId(key) }),
    };
    if (!objects.has(key)) keys.splice(lowerBound(keys, key), 0, key);
    objects.set(key, object);
    return object;
  }

  get(bucket: string, key: string): StoredObject | undefined {
    return this.#bucket(bucket).objects.get(key);
  }

  bytes(bucket: string, key: string): Buffer {
    return readFileSync(this.path(bucket, key));
  }

  /** The file that holds, or would hold, the bytes of an object. To be read, never written. */
  path(bucket: string, key: string): string {
    return join(this.#folder, bucket, createHash('sha256').update(key).digest('hex'));
  }

  /** The file with the bytes of an object or of a former version of it. */
  pathOf(bucket: string, { key, versionId }: StoredObject): string {
    const current = this.get(bucket, key)?.versionId === versionId;
    return `${this.path(bucket, key)}${current ? '' : `.${versionId ?? ''}`}`;
  }

  /** Removes an object; a bucket with versions keeps it behind the marker that is answered. */
  remove(bucket: string, key: string): DeleteMarker | undefined {
    const { objects, keys, history } = this.#bucket(bucket);
    this.#keepFormer(bucket, key);
    if (objects.delete(key)) keys.splice(lowerBound(keys, key), 1);
    if (history !== undefined) return history.mark(key, this.#clock.now());
    rmSync(this.path(bucket, key), { force: true });
    return undefined;
  }

  #keepFormer(bucket: string, key: string): void {
    const { objects, history } = this.#bucket(bucket);
    const former = objects.get(key);
    if (former === undefined || history === undefined) return;
    history.keep(former);
    copyFileSync(this.path(bucket, key), `${this.path(bucket, key)}.${former.versionId ?? ''}`);
  }

  /** The keys that begin with `prefix` and come after `startAfter`; the bucket may change between two of them. */
  *keys(bucket: string, prefix = '', startAfter = ''): Generator<string, undefined> {
    const { keys } = this.#bucket(bucket);
    let last: string | undefined = startAfter === '' ? undefined : startAfter;
    let index = lowerBound(keys, prefix);
    for (;;) {
      if (last !== undefined && keys[index - 1] !== last) {
        index = Math.max(lowerBound(keys, prefix), lowerBound(keys, last));
        if (keys[index] === last) index += 1;
      }
      const key = keys[index];
      if (!key?.startsWith(prefix)) return;
      index += 1;
      last = key;
      yield key;
    }
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new Error(`the lab has no bucket '${name}'`);
    return bucket;
  }
}

/** Writes the bytes to `path` and says what they are, holding one piece of them at a time. */
function writeBytes(
  path: string,
  body: StoredBody,
): Pick<StoredObject, 'size' | 'etag' | 'sha256'> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let size = 0;
  // Beside the object first: a reader sees the old bytes or the new ones, whole.
  const partial = `${path}.partial`;
  const target = openSync(partial, 'w');
  try {
    for (const piece of Buffer.isBuffer(body) ? [body] : pieces(body.file)) {
      md5.update(piece);
      sha256.update(piece);
      for (let at = 0; at < piece.length;) at += writeSync(target, piece, at);
      size += piece.length;
    }
  } finally {
    closeSync(target);
  }
  renameSync(partial, path);
  return { size, etag: md5.digest('hex'), sha256: sha256.digest('hex') };
}

/** The bytes of a file in pieces; each is only valid until the next is asked for. */
export function* pieces(file: string | Buffer): Generator<Buffer, undefined> {
  const source = openSync(file, 'r');
  try {
    // Most files are small, and a buffer of a MiB for each would keep the collector busy.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, fstatSync(source).size + 1));
    for (;;) {
      const length = readSync(source, buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(source);
  }
}

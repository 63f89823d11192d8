// Writes the bench's tree as a manifest, gzip'd rows as list-tree leaves them, or as lines for peers that read lines.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { changedAt, fileSize, isFolder, scatter } from './key-space.ts';
import type { KeySpace } from './key-space.ts';

export interface ManifestOptions {
  /** `rows`: `meta/path\0`; `lines`: all fields with a tab between them, and a newline. */
  readonly form: 'rows' | 'lines';
  /** As a gateway shows the tree: a ctime is the gateway's own. */
  readonly gateway?: boolean;
  readonly missing?: ReadonlySet<number>;
  readonly resized?: ReadonlySet<number>;
}

const BATCH = 2000;

/** Writes the manifest of `space` to `file`. */
export async function writeManifest(
  file: string,
  space: KeySpace,
  options: ManifestOptions,
): Promise<void> {
  const source = Readable.from(textsOf(rowBatches(space, options)));
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(file));
}

/** Some rows in their order. */
export interface RowBatch {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly folders: number;
}

function* textsOf(batches: Iterable<RowBatch>): Generator<Buffer> {
  for (const { bytes } of batches) yield bytes;
}

/** All rows of `space`, some at a time. */
export function* rowBatches(space: KeySpace, options: ManifestOptions): Generator<RowBatch> {
  const { form, gateway = false, missing, resized } = options;
  const [between, before, after] = form === 'rows' ? [' ', '/', '\0'] : ['\t', '\t', '\n'];
  for (let start = 0; start < space.count; start += BATCH) {
    let [text, rows, folders] = ['', 0, 0];
    for (let index = start; index < Math.min(start + BATCH, space.count); index += 1) {
      if (missing?.has(index)) continue;
      const path = space.path(index);
      const meta = metaOf(path, index, { more: resized?.has(index) ? 1 : 0, gateway });
      text += `${meta.join(between)}${before}${path}${after}`;
      rows += 1;
      if (isFolder(path)) folders += 1;
    }
    yield { bytes: Buffer.from(text, 'latin1'), rows, folders };
  }
}

function metaOf(
  path: string,
  index: number,
  { more, gateway }: { readonly more: number; readonly gateway: boolean },
): (string | number)[] {
  const seconds = changedAt(index);
  const mtime = `${seconds}.${nanoseconds(index, 8)}`;
  const ctime = gateway
    ? `${seconds + 86_400}.${nanoseconds(index, 10)}`
    : `${seconds + 1}.${nanoseconds(index, 9)}`;
  return isFolder(path)
    ? ['d', 4096, mtime, ctime, 755, 1000, 1000, 2]
    : ['f', fileSize(index) + more, mtime, ctime, 644, 1000, 1000, 1];
}

/** As find writes them: ten digits, of which nine count. */
export const nanoseconds = (index: number, salt: number): string =>
  String(scatter(index, salt) % 1_000_000_000).padStart(9, '0') + '0';

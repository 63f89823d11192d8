// Writes the bench's tree as a manifest, gzip'd rows as list-tree leaves them, or as lines for peers that read lines.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { changedAt, fileSize, isFolder, scatter } from './key-space.ts';
import type { KeySpace } from './key-space.ts';

export interface ManifestOptions {
  /** `rows`: `meta/path\0`; `lines`: meta, a tab, the path and a newline. */
  readonly form: 'rows' | 'lines';
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
  const source = Readable.from(batches(space, options));
  await pipeline(source, createGzip({ level: 1 }), createWriteStream(file));
}

function* batches(space: KeySpace, options: ManifestOptions): Generator<Buffer> {
  const { form, missing, resized } = options;
  const [before, after] = form === 'rows' ? ['/', '\0'] : ['\t', '\n'];
  for (let start = 0; start < space.count; start += BATCH) {
    let text = '';
    for (let index = start; index < Math.min(start + BATCH, space.count); index += 1) {
      if (missing?.has(index)) continue;
      const path = space.path(index);
      const meta = metaOf(path, index, resized?.has(index) ? 1 : 0);
      text += `${meta}${before}${path}${after}`;
    }
    yield Buffer.from(text, 'latin1');
  }
}

function metaOf(path: string, index: number, more: number): string {
  const seconds = changedAt(index);
  const mtime = `${seconds}.${nanoseconds(index, 8)}`;
  const ctime = `${seconds + 1}.${nanoseconds(index, 9)}`;
  return isFolder(path)
    ? `d 4096 ${mtime} ${ctime} 755 1000 1000 2`
    : `f ${fileSize(index) + more} ${mtime} ${ctime} 644 1000 1000 1`;
}

/** As find writes them: ten digits, of which nine count. */
const nanoseconds = (index: number, salt: number): string =>
  String(scatter(index, salt) % 1_000_000_000).padStart(9, '0') + '0';

// The header of an object of the bench's bucket in a flat tree, with its file's metadata as DataSync writes them.
import { changedAt, fileSize } from '../data/key-space.ts';
import { nanoseconds } from '../data/manifest-file.ts';

/** The number of the entry whose object is at `path`. */
export const entryOfObject = (path: string): number =>
  Number(/(\d{9})\.jpg$/.exec(path)?.[1] ?? '0');

/** What HEAD shows of the object at `path`; one whose entry is in `resized` has another mode than its file. */
export function objectHeader(
  path: string,
  resized: ReadonlySet<number>,
): Record<string, string | number> {
  const index = entryOfObject(path);
  const time = `${changedAt(index)}${nanoseconds(index, 8).slice(0, 9)}ns`;
  return {
    'x-amz-id-2': 'KxZ5fZkF0rQhYvA1mJ3bq2dWnE7sT9uC4gLpXo8iRbNfVtGyHwDcMeSaUjIlOzPk',
    'x-amz-request-id': '4442587FB7D0A2F9',
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    'last-modified': 'Thu, 01 Jan 2026 10:20:30 GMT',
    etag: '"d41d8cd98f00b204e9800998ecf8427e"',
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-meta-file-permissions': resized.has(index) ? '0100600' : '0100644',
    'x-amz-meta-file-owner': '1000',
    'x-amz-meta-file-group': '1000',
    'x-amz-meta-file-atime': time,
    'x-amz-meta-file-mtime': time,
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-length': fileSize(index),
    server: 'AmazonS3',
  };
}

// One part of a manifest on its way: the server puts it into S3, or prints it and its agent does; the step reads it there.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { PART_LINE_CHARACTERS } from '../../core/document-limits.ts';
import { CutoverError } from '../../core/errors.ts';
import { sharedWithPrevious } from '../../reconcile/rows/merge-rows.ts';
import { END, MORE, RowCursor } from '../../reconcile/rows/row-cursor.ts';
import type { ManifestPart, ServerManifest } from './list-tree.ts';
import { visible } from '../../core/text/markdown.ts';
import type { Bucket } from '../../aws/s3/s3.ts';

// The rows of a manifest as they arrive: each well-formed, all in order, as many and the same as the server has listed.

/** Spaces between type, size, mtime, ctime, mode, uid, gid and links. */
const META_SPACES = 7;
const FOLDER = 'd'.charCodeAt(0);
const UNREADABLE_FOLDER = 'u'.charCodeAt(0);

/**
 * Reads all rows and compares them with what the server says of them; keeps none. Throws `unproven` for a difference.
 * Returns their SHA-256.
 */
export async function checkRows(
  name: string,
  onServer: Pick<ServerManifest, 'rows' | 'folders' | 'denied'> & { readonly sha256?: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256');
  let folders = 0;
  let denied = 0;
  const rows = new RowCursor(hashed(chunks, hash), { name });
  try {
    for (;;) {
      const found = rows.next();
      if (found === END) break;
      if (found === MORE) {
        await rows.fill();
        continue;
      }
      if (rows.spaceCount !== META_SPACES) throw rows.malformed();
      if (sharedWithPrevious(rows, rows) < 0) throw outOfOrder(name, rows);
      const type = rows.bytes[rows.metaStart];
      if (type === FOLDER || type === UNREADABLE_FOLDER) folders += 1;
      if (type === UNREADABLE_FOLDER) denied += 1;
    }
  } finally {
    await rows.close();
  }
  const got = { rows: rows.rows, folders, denied, sha256: hash.digest('hex') };
  const expected = { sha256: got.sha256, ...onServer };
  for (const key of ['rows', 'folders', 'denied', 'sha256'] as const)
    if (got[key] !== expected[key])
      throw new CutoverError('unproven', {
        what: `${key} of ${name}`,
        expected: String(expected[key]),
        got: String(got[key]),
        cure: 're-run this job; this manifest proved nothing',
      });
  return got.sha256;
}

/** How many rows end in `chunk`: each ends with a NUL, and a path holds none. */
export function countRows(chunk: Uint8Array): number {
  let rows = 0;
  for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) rows += 1;
  return rows;
}

/** The same chunks; `hash` gets each of them first. */
export async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

const outOfOrder = (name: string, rows: RowCursor): CutoverError =>
  new CutoverError('unproven', {
    what: `row ${rows.rows} of ${name}`,
    expected: 'a path after that of the row before it',
    got: JSON.stringify(Buffer.from(rows.bytes.subarray(rows.pathStart, rows.pathEnd)).toString()),
    cure: 're-run this job; this manifest proved nothing',
  });

export interface PartPlace {
  readonly bucket: Bucket;
  readonly key: string;
  /** The part in words, for errors: `part 2 of 3 of the manifest source`. */
  readonly name: string;
  /** `printed`: as base64 between two lines; `uploaded`: nothing but the part. */
  readonly form: 'printed' | 'uploaded';
}

/** Far more than a line of the document has; a longer line means that the output is something else. */
const LONGEST_LINE = 16 * PART_LINE_CHARACTERS;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads a part into `file`, packed as it is on the server; `unproven` unless it is that part, whole and alone. */
export async function downloadPart(
  place: PartPlace,
  part: ManifestPart,
  file: string,
): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  await using handle = await open(file, 'w');
  const arriving = place.form === 'uploaded' ? chunksOf(place) : decodePart(place, part.number);
  for await (const bytes of arriving) {
    size += bytes.length;
    if (size > part.bytes) break;
    hash.update(bytes);
    await handle.writeFile(bytes);
  }
  const sha256 = hash.digest('hex');
  if (size === part.bytes && sha256 === part.sha256) return;
  throw unproven(
    place,
    `${part.bytes} bytes with SHA-256 ${part.sha256}`,
    size > part.bytes ? 'more than that' : `${size} bytes with SHA-256 ${sha256}`,
  );
}

/** The bytes between the BEGIN and END lines of the part; anything else there is an error. */
async function* decodePart(place: PartPlace, number: number): AsyncGenerator<Buffer> {
  const begin = `-----BEGIN PART ${number}-----`;
  const end = `-----END PART ${number}-----`;
  let at: 'before' | 'inside' | 'after' = 'before';
  for await (const lines of linesOf(place)) {
    const decoded: Buffer[] = [];
    for (const line of lines) {
      if (at === 'before') {
        if (line === begin) at = 'inside';
        else if (!line.startsWith('@')) throw unproven(place, `a line ${begin}`, quoted(line));
      } else if (at === 'after') throw unproven(place, `nothing after ${end}`, quoted(line));
      else if (line === end) at = 'after';
      else if (line.length % 4 === 0 && BASE64_LINE.test(line))
        decoded.push(Buffer.from(line, 'base64'));
      else throw unproven(place, `base64 or the line ${end}`, quoted(line));
    }
    yield Buffer.concat(decoded);
  }
  if (at !== 'after')
    throw unproven(place, `a line ${at === 'before' ? begin : end}`, 'an end without it');
}

/** The lines of the object, some at a time; the last one need not be ended. */
async function* linesOf(place: PartPlace): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of chunksOf(place)) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw unproven(place, 'lines of base64', quoted(rest));
    yield lines;
  }
  if (rest !== '') yield [rest];
}

async function* chunksOf(place: PartPlace): AsyncGenerator<Uint8Array> {
  const { bucket, key, name, form } = place;
  try {
    yield* bucket.stream(key);
  } catch (thrown) {
    if (!(thrown instanceof CutoverError) || thrown.code !== 'aws-not-found') throw thrown;
    if (form === 'uploaded')
      throw unproven(place, 'the object', 'none, though the server says that it has put it');
    throw new CutoverError('unproven', {
      what: name,
      expected: `s3://${bucket.name}/${key}`,
      got: 'no such object (404), though the command says Success: the agent only logs a failed upload',
      cure: `give the role of the server s3:PutObject, s3:PutObjectAcl and s3:GetEncryptionConfiguration for s3://${bucket.name}/outputs/`,
      cause: thrown,
    });
  }
}

const quoted = (line: string): string => `'${visible(line.slice(0, 60))}'`;

const unproven = ({ name, bucket, key }: PartPlace, expected: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    what: name,
    expected,
    got,
    cure: `re-run this job; if it comes again, look at s3://${bucket.name}/${key}`,
  });

/** The same export by name may be a copy, or show other exports below it: then two servers list two trees. */
export function assertOneTree(name: string, shares: readonly ServerManifest[]): void {
  const [first] = shares;
  const other = shares.find(
    ({ firstLevels }) => firstLevels === '' || firstLevels !== first?.firstLevels,
  );
  if (first === undefined || other === undefined || shares.length === 1) return;
  throw new CutoverError('unproven', {
    what: `${name} on ${other.server}`,
    expected: `the folders of the first levels, with their inodes, as on ${first.server}`,
    got: 'other ones',
    cure: `see whether both servers mount one file system of the NFS server, alike, and whether somebody writes to it; then re-run this job. Or name one server: verify.listers: 1`,
  });
}

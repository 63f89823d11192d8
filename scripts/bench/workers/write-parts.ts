// Writes the parts of a manifest as list-tree leaves them on a server, and what it says of them: index.json.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MOST_PART_BYTES } from '../../../src/core/document-limits.ts';
import { keySpace } from '../data/key-space.ts';
import { rowBatches } from '../data/manifest-file.ts';

/** Bytes of a piece, not packed: a part consists of several, each a gzip member. */
const PIECE_BYTES = 8 * 1024 * 1024;

const [folder = '', count = '0'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const all = createHash('sha256');
const parts: { number: number; rows: number; bytes: number; sha256: string }[] = [];
let [rows, folders] = [0, 0];
let piece: Buffer[] = [];
let [pieceBytes, pieceRows] = [0, 0];

function endPiece(): void {
  if (pieceRows === 0) return;
  const packed = gzipSync(Buffer.concat(piece), { level: 1 });
  let part = parts.at(-1);
  if (part === undefined || part.bytes + packed.length > MOST_PART_BYTES)
    parts.push((part = { number: parts.length + 1, rows: 0, bytes: 0, sha256: '' }));
  appendFileSync(join(folder, `part.${part.number}`), packed);
  part.bytes += packed.length;
  part.rows += pieceRows;
  piece = [];
  [pieceBytes, pieceRows] = [0, 0];
}

for (const batch of rowBatches(keySpace(Number(count), 'long'), { form: 'rows' })) {
  all.update(batch.bytes);
  rows += batch.rows;
  folders += batch.folders;
  piece.push(batch.bytes);
  pieceBytes += batch.bytes.length;
  pieceRows += batch.rows;
  if (pieceBytes >= PIECE_BYTES) endPiece();
}
endPiece();
for (const part of parts)
  part.sha256 = createHash('sha256')
    .update(readFileSync(join(folder, `part.${part.number}`)))
    .digest('hex');
const index = { rows, folders, denied: 0, sha256: all.digest('hex'), parts };
writeFileSync(join(folder, 'index.json'), JSON.stringify(index));

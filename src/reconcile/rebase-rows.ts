// Rows with other paths: where a layer's base is not the one by which layers are compared.
import { Gathered } from './byte-sink.ts';
import { MORE, ROW, RowCursor } from './row-cursor.ts';

export interface Rebase {
  /** Rows whose path does not start with it are passed over; the others go on without it. */
  readonly leaveOut: Uint8Array;
  readonly putInFront?: Uint8Array;
}

/** The rows of a sorted stream under their other paths, still sorted. `onOutside` gets each row that is passed over. */
export async function* rebaseRows(
  rows: AsyncIterable<Uint8Array>,
  { leaveOut, putInFront }: Rebase,
  onOutside?: () => void,
): AsyncGenerator<Uint8Array> {
  if (leaveOut.length === 0 && (putInFront?.length ?? 0) === 0) {
    yield* rows;
    return;
  }
  const cursor = new RowCursor(rows, { name: 'the rows' });
  const front = putInFront ?? new Uint8Array(0);
  const gathered = new Gathered();
  try {
    for (;;) {
      const state = cursor.next();
      if (state === ROW) {
        if (!startsWith(cursor, leaveOut)) onOutside?.();
        else {
          gathered.add(cursor.bytes, cursor.metaStart, cursor.metaEnd + 1);
          gathered.add(front, 0, front.length);
          gathered.add(cursor.bytes, cursor.pathStart + leaveOut.length, cursor.pathEnd + 1);
        }
        continue;
      }
      const chunk = gathered.take();
      if (chunk.length > 0) yield chunk;
      if (state !== MORE) return;
      await cursor.fill();
    }
  } finally {
    await cursor.close();
  }
}

function startsWith(row: RowCursor, base: Uint8Array): boolean {
  if (row.pathEnd - row.pathStart < base.length) return false;
  for (let i = 0; i < base.length; i += 1)
    if (row.bytes[row.pathStart + i] !== base[i]) return false;
  return true;
}

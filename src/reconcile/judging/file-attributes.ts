// What a manifest says about one path, taken out of its row: for the few that are looked at one by one.
import { ROW, RowCursor } from '../rows/row-cursor.ts';
import {
  GID,
  MODE,
  MTIME,
  NLINK,
  SIZE,
  UID,
  integer,
  nanoseconds,
  octal,
  typeOf,
} from '../rows/row-fields.ts';
import type { Type } from '../rows/row-fields.ts';

export interface FileAttributes {
  readonly type: Type;
  readonly size: number;
  /** Nanoseconds since the epoch. */
  readonly mtime: bigint;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
}

/** The attributes of a manifest's row. */
export function fileAttributes(row: RowCursor): FileAttributes {
  return {
    type: typeOf(row),
    size: integer(row, SIZE),
    mtime: nanoseconds(row, MTIME),
    mode: octal(row, MODE),
    uid: integer(row, UID),
    gid: integer(row, GID),
    links: integer(row, NLINK),
  };
}

/** One record (`<meta>/<path>\0`) as a row. */
export function rowOf(record: Uint8Array): RowCursor {
  const row = new RowCursor(NOTHING, { name: 'the row' });
  row.feed(record);
  if (row.next() !== ROW) throw row.malformed(0, record.length);
  return row;
}

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

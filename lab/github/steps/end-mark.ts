// The end of a program's output where the stream goes on: a mark behind its last byte.
import type { Readable, Writable } from 'node:stream';

export interface MarkedStream {
  /** Settles when everything before the mark was handed on. */
  readonly marked: Promise<void>;
  /** Hands on what was held back, and listens no more. */
  readonly stop: () => void;
}

/** Hands on what comes, up to the mark, which is never handed on, not even in part. */
export function cutAtMark(from: Readable, to: Writable, mark: string): MarkedStream {
  const { promise: marked, resolve } = Promise.withResolvers<undefined>();
  let held = Buffer.alloc(0);
  const handOn = (end: number): void => {
    if (end > 0) to.write(held.subarray(0, end));
    held = held.subarray(end);
  };
  const feed = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk]);
    const at = held.indexOf(mark);
    if (at === -1) {
      handOn(withoutBeginning(held, mark));
      return;
    }
    handOn(at);
    held = Buffer.alloc(0);
    resolve(undefined);
  };
  from.on('data', feed);
  return {
    marked,
    stop: () => {
      from.off('data', feed);
      handOn(held.length);
      to.end();
    },
  };
}

/** How much of the bytes cannot belong to a mark that is still coming. */
function withoutBeginning(bytes: Buffer, mark: string): number {
  const first = Math.max(0, bytes.length - mark.length + 1);
  for (let at = bytes.indexOf(0, first); at !== -1; at = bytes.indexOf(0, at + 1))
    if (mark.startsWith(bytes.toString('latin1', at))) return at;
  return bytes.length;
}

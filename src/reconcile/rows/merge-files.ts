// Several sorted lists on the disk as one: what more than one of them says is said once.
import { rename, rm } from 'node:fs/promises';
import { Gathered, openFileSink } from './byte-sink.ts';
import { mergeRows } from './merge-rows.ts';
import { RowCursor } from './row-cursor.ts';
import { readRowsFile } from './rows-file.ts';

/** Lists that are read side by side. */
const AT_ONCE = 16;

/** Merges files of rows into `to`, packed where its name ends with `.gz`, and removes them. At least one is needed. */
export async function mergeRowFiles(files: readonly string[], to: string): Promise<void> {
  let rest = files;
  for (let round = 0; rest.length > 1; round += 1) {
    const merged = `${to}.merged-${round}.gz`;
    const some = rest.slice(0, AT_ONCE);
    await merge(some, merged);
    await Promise.all(some.map((file) => rm(file)));
    rest = [merged, ...rest.slice(AT_ONCE)];
  }
  if (rest[0] !== undefined) await rename(rest[0], to);
}

async function merge(files: readonly string[], to: string): Promise<void> {
  await using sink = openFileSink(to);
  const gathered = new Gathered();
  const streams = files.map((file) => new RowCursor(readRowsFile(file), { name: file }));
  await mergeRows(streams, {
    visit: (_present, { bytes, metaStart, pathEnd }) => {
      gathered.add(bytes, metaStart, pathEnd + 1);
    },
    pause: () => gathered.flush(sink),
  });
  await sink.end();
}

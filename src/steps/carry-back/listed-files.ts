// The list of what was written through the gateway, read again from the evidence, with what the source had at the freeze.
import { createHash } from 'node:crypto';
import { CutoverError } from '../../core/errors.ts';
import type { Entry } from '../../journal/entry.ts';
import { pathOfVisible } from '../../reconcile/paths/visible-path.ts';
import { mergeRows } from '../../reconcile/rows/merge-rows.ts';
import { RowCursor } from '../../reconcile/rows/row-cursor.ts';
import { CTIME, fieldText, SIZE, typeOf } from '../../reconcile/rows/row-fields.ts';
import { readRowsFile } from '../../reconcile/rows/rows-file.ts';
import type { StepContext } from '../frame/context.ts';
import type { ListPorts } from '../list-written/written-list.ts';
import { listName, roundPrefix } from '../tree/kept-keys.ts';
import { fetchKept } from '../tree/kept-listings.ts';

export interface ListedFile {
  readonly kind: string;
  /** The key without the prefix; that of a folder ends with a slash. */
  readonly path: Buffer;
  /** With a rename: the path before. */
  readonly from: Buffer | undefined;
  readonly size: number;
  readonly etag: string;
  /** What the source had there at the freeze, `<type>:<size>:<ctime>`; `-` for nothing. */
  readonly was: string;
}

/** Every file of the list, in its order. Throws `unproven` where the list is not the one that the journal names. */
export async function readListed(
  context: StepContext,
  ports: ListPorts,
  newest: Entry,
): Promise<readonly ListedFile[]> {
  const kept = await fetchKept(context, ports, { round: newest, label: 'source' });
  if (kept === undefined)
    throw unread('the manifest of the frozen source', 'one in the evidence bucket', 'none');
  const lines = await readLines(context, ports, newest);
  const files = lines.map((line) => fileOf(line));
  const had = await statesOf(kept, new Set(files.map(({ path }) => path.toString('latin1'))));
  return files.map((file) => ({ ...file, was: had.get(file.path.toString('latin1')) ?? '-' }));
}

async function readLines(
  { runbook }: StepContext,
  { evidence, outputs }: ListPorts,
  newest: Entry,
): Promise<readonly string[]> {
  const { written } = newest;
  const digest = written !== null && 'digest' in written ? written.digest : '';
  const name = listName(digest);
  for (const role of ['rollback', 'back'] as const) {
    const prefix = roundPrefix(runbook.name, role, newest);
    if (!(await evidence.names(prefix)).includes(name)) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of outputs.stream(`${prefix}${name}`)) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const got = createHash('sha256').update(bytes).digest('hex');
    if (got !== digest) throw unread(`${prefix}${name}`, `the SHA-256 ${digest}`, got);
    return bytes.toString('utf8').split('\n').slice(0, -1);
  }
  throw unread('the list of what was written', `${name} in the evidence bucket`, 'no such object');
}

function fileOf(line: string): Omit<ListedFile, 'was'> {
  const [kind = '', , size = '', etag = '', path = '', from] = line.split('\t');
  return {
    ...{ kind, size: Number(size), etag, path: pathOfVisible(path) },
    from: from === undefined ? undefined : pathOfVisible(from),
  };
}

/** What the manifest says of the wanted paths, in Latin-1. */
async function statesOf(
  kept: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  const cursor = new RowCursor(readRowsFile(kept), { name: 'the manifest of the frozen source' });
  await mergeRows([cursor], {
    visit: (_, row) => {
      const path = Buffer.from(row.bytes.subarray(row.pathStart, row.pathEnd)).toString('latin1');
      if (wanted.has(path))
        states.set(path, `${typeOf(row)}:${fieldText(row, SIZE)}:${fieldText(row, CTIME)}`);
    },
    pause: () => Promise.resolve(),
  });
  return states;
}

const unread = (what: string, expected: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    ...{ what, expected, got },
    cure: 'nothing was changed: copy the files by hand, then settle the rollback',
  });

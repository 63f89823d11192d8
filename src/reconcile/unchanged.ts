// Two lists of one frozen tree: nothing may have changed between them, not even a ctime.
import type { Verdict } from '../core/record.ts';
import type { ByteSink } from './byte-sink.ts';
import { Differences } from './differences.ts';
import type { Difference } from './differences.ts';
import type { Judgement } from './judgement.ts';
import type { Layer } from './layers.ts';
import { mergeRows } from './merge-rows.ts';
import { RowCursor } from './row-cursor.ts';
import { NLINK, TYPE, fieldText, sameFields } from './row-fields.ts';

const FIELDS = ['type', 'size', 'mtime', 'ctime', 'mode', 'uid', 'gid', 'links'];

export interface Unchanged {
  readonly verdict: Verdict;
  readonly same: number;
  /** How many paths came, went or changed, and the first of them. */
  readonly differences: number;
  readonly kept: readonly Difference[];
}

/** Compares two manifests of the same tree, field by field. An empty tree proves nothing. */
export async function compareUnchanged(
  layers: { readonly before: Layer; readonly after: Layer },
  options: { readonly differences?: ByteSink; readonly signal?: AbortSignal } = {},
): Promise<Unchanged> {
  const before = new RowCursor(layers.before.rows, { name: 'the first manifest' });
  const after = new RowCursor(layers.after.rows, { name: 'the second manifest' });
  const differences = new Differences(options.differences);
  let same = 0;
  await mergeRows([before, after], {
    visit: (present, row) => {
      if (present === BOTH && sameFields(before, after, TYPE, NLINK)) same += 1;
      else differences.add(row, judgementOf(present, before, after));
    },
    pause: async () => {
      options.signal?.throwIfAborted();
      await differences.flush();
    },
  });
  const { total, kept } = differences;
  const verdict = total > 0 ? 'fail' : same === 0 ? 'unproven' : 'pass';
  return { verdict, same, differences: total, kept };
}

const BOTH = 3;
const FIRST_ONLY = 1;

function judgementOf(present: number, before: RowCursor, after: RowCursor): Judgement {
  const nothing = { attributes: [], details: [] };
  if (present !== BOTH)
    return present === FIRST_ONLY
      ? { ...nothing, verdict: 'missing', symbols: '=-.' }
      : { ...nothing, verdict: 'extra', symbols: '-+.' };
  const changed = FIELDS.filter((_, field) => fieldText(before, field) !== fieldText(after, field));
  const details = changed.map((name) => {
    const field = FIELDS.indexOf(name);
    return `${name} ${fieldText(after, field)}, was ${fieldText(before, field)}`;
  });
  return { verdict: 'differs', symbols: '=*.', attributes: [], details };
}

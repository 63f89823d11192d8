// The layers of a comparison as streams side by side, what each of them must be, and one path as they show it.
import { CutoverError } from '../core/errors.ts';
import { RowCursor } from './rows/row-cursor.ts';
import type { Tally } from './tally.ts';

// One path as the layers of a comparison show it.

/** The layers' rows of one path, and which layers there are. */
export interface PathInLayers {
  readonly row: RowCursor;
  readonly source: RowCursor | undefined;
  readonly bucket: RowCursor | undefined;
  readonly gateway: RowCursor | undefined;
  /** No byte of the path is outside of ASCII. */
  readonly ascii: boolean;
  /** A reviewed list names the path as one that may be extra. */
  readonly accepted: boolean;
  /** The path lies below a folder that could not be listed, at the source or on the gateway. */
  readonly unlisted: { readonly source: boolean; readonly gateway: boolean };
  readonly looksAt: { readonly bucket: boolean; readonly gateway: boolean };
}

// The layers of a comparison as streams side by side, and what each of them must be.

/** A layer's rows in order. */
export interface Layer {
  readonly rows: AsyncIterable<Uint8Array>;
  /** How many rows there must be, where the maker of the manifest has said so. */
  readonly expected?: number;
}

export interface Layers {
  readonly source: Layer;
  readonly bucket?: Layer;
  readonly gateway?: Layer;
  /** Paths that a reviewed list lets be extra; their meta data is empty. */
  readonly accepted?: Layer;
  /** What the task report says of paths; `all`: of those without a failure, too. */
  readonly report?: Layer & { readonly all: boolean };
}

export interface OpenLayers {
  readonly streams: readonly RowCursor[];
  readonly source: RowCursor;
  readonly bucket: RowCursor | undefined;
  readonly gateway: RowCursor | undefined;
  readonly accepted: RowCursor | undefined;
  readonly report: RowCursor | undefined;
  readonly reportsAll: boolean;
}

/** Opens the layers. A source alone proves nothing and is refused. */
export function openLayers(layers: Layers): OpenLayers {
  if (layers.bucket === undefined && layers.gateway === undefined)
    throw new CutoverError('bad-input', {
      what: 'the comparison',
      expected: 'a bucket, a gateway or both beside the source',
      got: 'the source alone',
      cure: 'name what it is to be compared with',
    });
  const source = open(layers.source, 'the source manifest');
  const bucket = layers.bucket && open(layers.bucket, "the bucket's listing");
  const gateway = layers.gateway && open(layers.gateway, "the gateway's manifest");
  const accepted = layers.accepted && open(layers.accepted, 'the list of accepted extras');
  const report = layers.report && open(layers.report, "DataSync's task report");
  const streams = [source, bucket, gateway, accepted, report].filter((one) => one !== undefined);
  const reportsAll = layers.report?.all ?? false;
  return { streams, source, bucket, gateway, accepted, report, reportsAll };
}

const open = ({ rows }: Layer, name: string): RowCursor => new RowCursor(rows, { name });

/** Notes how many rows each layer has. Throws `unproven` where the maker of a manifest has counted another number. */
export function countRows(layers: Layers, open: OpenLayers, tally: Tally): void {
  for (const name of ['source', 'bucket', 'gateway'] as const) {
    const cursor = open[name];
    if (cursor === undefined) continue;
    tally.listed[name] = cursor.rows;
    const expected = layers[name]?.expected;
    if (expected !== undefined && expected !== cursor.rows)
      throw new CutoverError('unproven', {
        what: cursor.name,
        expected: `${expected} rows`,
        got: String(cursor.rows),
        cure: 'make it again; it has proven nothing',
      });
  }
}

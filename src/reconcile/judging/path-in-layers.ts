// One path as the layers of a comparison show it.
import type { RowCursor } from '../rows/row-cursor.ts';

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

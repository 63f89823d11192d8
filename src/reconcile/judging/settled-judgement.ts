// The verdict on a path whose object was read, because size and time had left it in doubt.
import type { Judgement } from './judgement.ts';
import { SAME } from './judgement.ts';
import type { MetadataFinding } from './object-metadata.ts';
import type { RowCursor } from '../rows/row-cursor.ts';
import { typeOf } from '../rows/row-fields.ts';

/** What HEAD or the object's bytes have shown. */
export type ReadFinding =
  | MetadataFinding
  /** The object is not there any more. */
  | { readonly verdict: 'missing' }
  /** Its bytes are others. */
  | { readonly verdict: 'differs'; readonly attributes: readonly ['content'] }
  /** The file cannot be read at the source, for the reason that the server gives. */
  | { readonly verdict: 'unproven'; readonly unread: string };

/** The judgement that takes the place of `to-read`. */
export function settledJudgement(row: RowCursor, finding: ReadFinding): Judgement {
  switch (finding.verdict) {
    case 'same':
      return typeOf(row) === 'l'
        ? { ...SAME, verdict: 'allowed', symbols: '==.', details: ['symlink'] }
        : SAME;
    case 'missing':
      return { ...SAME, verdict: 'missing', symbols: '=-.', lostBy: 'bucket' };
    case 'differs': {
      const details = [`the object's ${finding.attributes.join(', ')}`];
      return { ...finding, symbols: '=*.', details };
    }
    case 'unproven':
      return {
        verdict: 'unproven',
        symbols: '=?.',
        attributes: [],
        details: [
          'unread' in finding
            ? `the server could not hash the file: ${finding.unread}`
            : `the object lacks ${finding.lacks.join(', ')}`,
        ],
      };
  }
}

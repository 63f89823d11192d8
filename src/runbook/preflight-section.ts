// What a runbook says about the look ahead.
import * as z from 'zod/mini';
import { MOST_SPEED_FILES } from '../core/document-limits/speed-files.ts';
import { key, section, wholeNumber } from './forms.ts';
import * as kinds from './kinds.ts';

export const preflight = section({
  speed: key(
    'How fast the application reads through the gateway, on the first server. Without it nothing is measured.',
    z.optional(
      section({
        files: key(
          'How many files, of those beside canary.copy.',
          wholeNumber(1, MOST_SPEED_FILES, 'files'),
        ),
        size: key('How much of each file is read, or written.', kinds.fileSize),
        'slower-than': key(
          "How many times the source's time the gateway may take.",
          wholeNumber(1, 1000, 'times'),
        ),
        write: key(
          'Write and rename files too, in a hidden folder beside canary.to, on the source and through the gateway, and remove them. DataSync and the gateway may copy them to the bucket meanwhile.',
          z.boolean({ error: 'true or false' }),
        ),
      }),
    ),
  ),
});

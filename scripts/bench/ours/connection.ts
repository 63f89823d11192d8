// The connection that our side uses in its own process: the server's, from the environment.
import type { Connection } from '../../../src/aws/connection.ts';
import { systemClock } from '../../../src/core/clock.ts';

/** As many requests at once as verify-s3 sends, at the begin and at most. */
export const LISTING_AT_FIRST = 16;
export const LISTING_AT_MOST = 96;

/** A connection to the bench's own bucket. */
export const benchConnection = (): Connection => ({
  region: 'us-west-2',
  clock: systemClock,
  env: process.env,
  signal: new AbortController().signal,
  run: 'bench',
});

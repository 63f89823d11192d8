// Reads one range page by page; a range that fails is read again alone, from the last key that was seen.
import type { Clock } from '../../../core/clock.ts';
import { CutoverError } from '../../../core/errors.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { notWhole, shownRange, wrongKey } from './ranges.ts';
import type { KeyRange } from './ranges.ts';
import { MAX_EMPTY_PAGES, refusesToken } from './sdk-listing.ts';
import type { ListedBucket } from './page-reader.ts';
import type { ScannedPage } from './page-scanner.ts';

export interface RangePorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly at: ListedBucket;
  /** One page, as PageReader.read; it waits until a request may be sent. */
  readonly read: (range: KeyRange, token: string | undefined) => Promise<ScannedPage>;
  readonly deliver: (page: ScannedPage) => void;
}

/** Failures in a row, each after all attempts of the SDK, until a range is given up. */
const MAX_FAILURES = 5;
const LONGEST_DELAY_MS = 30_000;
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['aws-throttled', 'aws-unavailable']);

/** Reads all pages of `range` in order. What ends it early is a CutoverError that names the range. */
export async function readRange(range: KeyRange, ports: RangePorts): Promise<void> {
  let { after } = range;
  let token: string | undefined;
  let failures = 0;
  const seen = new Set<string>();
  for (;;) {
    let page: ScannedPage;
    try {
      page = await ports.read({ after, until: range.until }, token);
    } catch (thrown) {
      if (refusesToken(token, thrown)) {
        // S3 knows the token no longer: the last key is as good.
        token = undefined;
        continue;
      }
      failures += 1;
      if (!isPassing(thrown) || failures > MAX_FAILURES) throw named(thrown, range, ports);
      await ports.clock.sleep(Math.min(1000 * 2 ** failures, LONGEST_DELAY_MS), ports.signal);
      // The token may be what fails here, too.
      token = undefined;
      continue;
    }
    failures = 0;
    if (page.problem !== undefined) throw wrongKey(about(range, ports), page.problem);
    ports.deliver(page);
    if (page.reachedEnd || !page.truncated) return;
    if (page.last !== undefined || page.root) seen.clear();
    after = page.last ?? after ?? (page.root ? Buffer.alloc(0) : undefined);
    ({ token } = page);
    const stuck = whyStuck(page, seen);
    if (stuck !== undefined) throw notWhole(about(range, ports), stuck);
  }
}

/** Why asking for the next page would not lead on, or undefined. Remembers the token in `seen`. */
function whyStuck({ last, root, token }: ScannedPage, seen: Set<string>): string | undefined {
  if (token === undefined)
    return last === undefined && !root ? 'neither keys nor a token for the next page' : undefined;
  if (seen.has(token)) return 'the same token again';
  if (seen.size >= MAX_EMPTY_PAGES) return `${seen.size} pages in a row without a key`;
  seen.add(token);
  return undefined;
}

const isPassing = (thrown: unknown): boolean =>
  thrown instanceof CutoverError && PASSING.has(thrown.code);

/** The same failure with the range in it. */
function named(thrown: unknown, range: KeyRange, ports: RangePorts): unknown {
  if (!(thrown instanceof CutoverError)) return thrown;
  const { expected, got, cure } = thrown.failure;
  return new CutoverError(thrown.code, {
    what: about(range, ports),
    expected: expected === 'an answer' ? 'every page of this range' : expected,
    got,
    cure,
    cause: thrown,
  });
}

const about = (range: KeyRange, { at }: RangePorts): string =>
  `listing s3://${at.bucket}/${at.prefix}, ${shownRange(range)}`;

// One page of a listing: the SDK signs, sends and retries; its answer's entries are scanned before the SDK reads them.
import type { Readable } from 'node:stream';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { HttpResponse } from '@smithy/core/protocols';
import { listObjects } from '../../../core/requests/s3.ts';
import type { OwnedBucket } from '../../../core/requests/s3.ts';
import { clientConfig } from '../../connection.ts';
import type { Connection } from '../../connection.ts';
import { call, encodingOf } from '../../errors.ts';
import type { KeyRange } from './ranges.ts';
import type { BufferPool } from './buffer-pool.ts';
import { PageScanner } from './page-scanner.ts';
import type { ScannedPage } from './page-scanner.ts';
import { cameToNothing } from '../concurrency-limit.ts';
import type { Begun, ConcurrencyLimit } from '../concurrency-limit.ts';
import { countSuccess } from '../retry-quota.ts';
import type { ListingCounters } from './request-queue.ts';
import { keepRequest, replay } from './sdk-listing.ts';
import type { KeptRequest } from './sdk-listing.ts';
import { readWhole } from './buffer-pool.ts';
import { UnreadablePage } from './xml-bytes.ts';

export interface ListedBucket extends OwnedBucket {
  /** '' or all that comes before the paths in the keys, with its slash. */
  readonly prefix: string;
}

export interface Tally {
  readonly counters: ListingCounters;
  readonly concurrencyLimit: ConcurrencyLimit;
}

interface Wanted {
  readonly range: KeyRange;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** What came of one request: an answer, with its page if it is one, or a failure. */
type Attempt =
  | { readonly response: HttpResponse; readonly page: ScannedPage | undefined }
  | { readonly thrown: unknown };

/** What the SDK is given to read where the entries were: all that a page says was read before. */
const NOTHING_LEFT = Buffer.from('<ListBucketResult></ListBucketResult>');

export class PageReader {
  readonly #client: S3Client;
  readonly #region: string;
  readonly #at: ListedBucket;
  readonly #tally: Tally;
  readonly #scanner: PageScanner;
  readonly #pool: BufferPool;
  /** The request that was built first; undefined in it where none came to be sent. */
  #kept: Promise<KeptRequest | undefined> | undefined;

  constructor(connection: Connection, at: ListedBucket, tally: Tally, pool: BufferPool) {
    const config = clientConfig(connection);
    const maxSockets = tally.concurrencyLimit.most;
    this.#client = new S3Client({
      ...config,
      requestHandler: {
        ...config.requestHandler,
        httpAgent: { maxSockets },
        httpsAgent: { maxSockets },
      },
    });
    this.#region = connection.region;
    this.#at = at;
    this.#tally = tally;
    this.#pool = pool;
    this.#scanner = new PageScanner(Buffer.from(at.prefix), pool);
  }

  close(): void {
    this.#client.destroy();
  }

  /** The page that follows `token`, or without one the page after `range.after`, the last path seen. */
  read(range: KeyRange, token: string | undefined, signal: AbortSignal): Promise<ScannedPage> {
    const { bucket, owner, prefix } = this.#at;
    const resource = `s3://${bucket}/${prefix}`;
    const about = { action: 's3:ListBucket', resource, owner, signal, region: this.#region };
    return call(about, () => this.#read({ range, token, signal }));
  }

  /** Whoever asks first has the SDK build the request; all others only change what they ask for in it. */
  async #read(wanted: Wanted): Promise<ScannedPage> {
    if (this.#kept === undefined) return this.#readFirst(wanted);
    const kept = await this.#kept;
    if (kept === undefined) return this.#readThroughSdk(wanted);
    const { range, token, signal } = wanted;
    const query =
      token !== undefined
        ? { 'continuation-token': token }
        : range.after && { 'start-after': this.#startAfter(range.after) };
    const attempt = await this.#attempt(range, 1, () =>
      replay(kept, query ?? {}, { client: this.#client, signal }),
    );
    if ('page' in attempt && attempt.page !== undefined) {
      await countSuccess(this.#client);
      return attempt.page;
    }
    return this.#readThroughSdk(wanted, { attempt });
  }

  async #readFirst(wanted: Wanted): Promise<ScannedPage> {
    const { promise, resolve } = Promise.withResolvers<KeptRequest | undefined>();
    this.#kept = promise;
    try {
      return await this.#readThroughSdk(wanted, { keep: resolve });
    } finally {
      resolve(undefined);
    }
  }

  /**
   * Reads a page with all that the SDK does for errors. An `attempt` that was no page is handed to the SDK as its own
   * first one. The SDK reads the error, waits as long as it would have, and goes on.
   */
  async #readThroughSdk(
    { range, token, signal }: Wanted,
    { attempt, keep }: { attempt?: Attempt; keep?: (kept: KeptRequest) => void } = {},
  ): Promise<ScannedPage> {
    const command = new ListObjectsV2Command(this.#input(range, token));
    const attempts: Attempt[] = [];
    command.middlewareStack.add(
      (next) => async (args) => {
        const send = async (): Promise<HttpResponse> => (await next(args)).response as HttpResponse;
        const now =
          attempts.length === 0 && attempt !== undefined
            ? attempt
            : await this.#attempt(range, attempts.length + 1, send);
        attempts.push(now);
        if ('thrown' in now) throw now.thrown;
        return { response: now.response };
      },
      // Innermost: the SDK's own readers of the body come after.
      { step: 'deserialize', priority: 'low', name: 'scanListing' },
    );
    if (keep !== undefined) keepRequest(command, keep);
    await this.#client.send(command, { abortSignal: signal });
    const last = attempts.at(-1);
    if (last === undefined || !('page' in last) || last.page === undefined)
      throw new Error('a listing was answered without a page');
    return last.page;
  }

  #input({ after }: KeyRange, token: string | undefined) {
    const { prefix } = this.#at;
    const from =
      token !== undefined || after === undefined ? { token } : { after: this.#startAfter(after) };
    return listObjects(this.#at, prefix, from).parameters;
  }

  #startAfter(after: Buffer): string {
    return `${this.#at.prefix}${after.toString('utf8')}`;
  }

  /** Sends one request. Never throws: what failed is for the SDK to judge. */
  async #attempt(
    range: KeyRange,
    nth: number,
    send: () => Promise<HttpResponse>,
  ): Promise<Attempt> {
    const { counters, concurrencyLimit } = this.#tally;
    counters.requests += 1;
    if (nth > 1) counters.retries += 1;
    const begun = concurrencyLimit.begin();
    try {
      const response = await send();
      const page = await this.#scan(response, range);
      this.#weigh(response, begun);
      return { response, page };
    } catch (thrown) {
      if (cameToNothing(thrown)) concurrencyLimit.throttled(begun);
      return { thrown };
    }
  }

  /** Scans a page and leaves nothing of it in `response`; an error is left to the SDK. */
  async #scan(response: HttpResponse, range: KeyRange): Promise<ScannedPage | undefined> {
    if (response.statusCode !== 200) return undefined;
    const encoding = encodingOf(response.headers);
    if (encoding !== undefined) {
      (response.body as Readable).destroy();
      throw new UnreadablePage(encoding);
    }
    return readWhole(response.body as Readable, this.#pool, (body) => {
      if (ERROR_DOCUMENT.test(body.toString('latin1', 0, 1024))) {
        // As the SDK itself does where it finds an error in a 200.
        response.statusCode = 503;
        response.body = Buffer.from(body);
        return undefined;
      }
      response.body = NOTHING_LEFT;
      return this.#scanner.scan(body, range);
    });
  }

  #weigh({ statusCode, body }: HttpResponse, begun: Begun): void {
    const { counters, concurrencyLimit } = this.#tally;
    if (statusCode === 200) concurrencyLimit.answered(begun);
    // An error in a 200 is about the rate only where it says so.
    else if (statusCode === 429 || (statusCode === 503 && !isOtherError(body))) {
      counters.throttles += 1;
      concurrencyLimit.throttled(begun);
    }
  }
}

const ERROR_DOCUMENT = /^\s*(<\?xml[^>]*>\s*)?<Error[\s>]/;

const isOtherError = (body: unknown): boolean =>
  Buffer.isBuffer(body) &&
  !/<Code>(SlowDown|RequestLimitExceeded|Throttling)/.test(body.toString('latin1', 0, 1024));

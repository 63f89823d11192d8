// One page of a listing: the SDK signs, sends and retries; its answer's entries are scanned before the SDK reads them.
import type { Readable } from 'node:stream';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';
import { listObjects } from '../../core/requests/s3.ts';
import type { OwnedBucket } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { call } from '../errors.ts';
import type { KeyRange } from './key-range.ts';
import type { Memory } from './memory.ts';
import { PageScanner } from './page-scanner.ts';
import type { ScannedPage } from './page-scanner.ts';
import type { ListingCounters, Pressure } from './pressure.ts';
import { readWhole } from './whole-body.ts';

export interface ListedBucket extends OwnedBucket {
  /** '' or all that comes before the paths in the keys, with its slash. */
  readonly prefix: string;
}

export interface Page extends ScannedPage {
  readonly truncated: boolean;
  readonly token: string | undefined;
}

export interface Tally {
  readonly counters: ListingCounters;
  readonly pressure: Pressure;
}

/** Milliseconds without a byte after which an attempt is given up: the SDK watches only for the answer's begin. */
const SILENCE_MS = 60_000;

export class PageReader {
  readonly #client: S3Client;
  readonly #at: ListedBucket;
  readonly #tally: Tally;
  readonly #scanner: PageScanner;
  readonly #memory: Memory;

  constructor(connection: Connection, at: ListedBucket, tally: Tally, memory: Memory) {
    const config = clientConfig(connection);
    const maxSockets = tally.pressure.limit;
    this.#client = new S3Client({
      ...config,
      requestHandler: {
        ...config.requestHandler,
        socketTimeout: SILENCE_MS,
        httpAgent: { maxSockets },
        httpsAgent: { maxSockets },
      },
    });
    this.#at = at;
    this.#tally = tally;
    this.#memory = memory;
    this.#scanner = new PageScanner(Buffer.from(at.prefix), memory);
  }

  close(): void {
    this.#client.destroy();
  }

  /** The page that follows `token`, or without one the page after `range.after`, the last path seen. */
  async read(range: KeyRange, token: string | undefined, signal: AbortSignal): Promise<Page> {
    const { bucket, prefix } = this.#at;
    const command = new ListObjectsV2Command(this.#input(range, token));
    const pages: ScannedPage[] = [];
    let attempts = 0;
    command.middlewareStack.add(
      (next) => async (args) => {
        this.#count((attempts += 1));
        const { epoch } = this.#tally.pressure;
        const result = await next(args);
        if (HttpResponse.isInstance(result.response)) {
          const page = await this.#scan(result.response, range);
          if (page !== undefined) pages[0] = page;
          this.#weigh(result.response, epoch);
        }
        return result;
      },
      // Innermost: the SDK's own readers of the body come after.
      { step: 'deserialize', priority: 'low', name: 'scanListing' },
    );
    const about = { action: 's3:ListBucket', resource: `s3://${bucket}/${prefix}`, signal };
    const { IsTruncated, NextContinuationToken } = await call(about, () =>
      this.#client.send(command, { abortSignal: signal }),
    );
    const [page] = pages;
    if (page === undefined) throw new Error(`${about.resource} was answered without a page`);
    return { ...page, truncated: IsTruncated === true, token: NextContinuationToken };
  }

  #input({ after }: KeyRange, token: string | undefined) {
    const { prefix } = this.#at;
    const from =
      token !== undefined || after === undefined
        ? { token }
        : { after: `${prefix}${after.toString('utf8')}` };
    return listObjects(this.#at, prefix, from);
  }

  #count(attempt: number): void {
    const { counters } = this.#tally;
    counters.requests += 1;
    if (attempt > 1) counters.retries += 1;
  }

  /** Scans a page and leaves only its header in `response`; an error is left to the SDK. */
  async #scan(response: HttpResponse, range: KeyRange): Promise<ScannedPage | undefined> {
    if (response.statusCode !== 200) return undefined;
    return readWhole(response.body as Readable, this.#memory, (body) => {
      if (ERROR_DOCUMENT.test(body.toString('latin1', 0, 1024))) {
        // As the SDK itself does where it finds an error in a 200.
        response.statusCode = 503;
        response.body = Buffer.from(body);
        return undefined;
      }
      const page = this.#scanner.scan(body, range);
      response.body = page.header;
      return page;
    });
  }

  #weigh({ statusCode, body }: HttpResponse, epoch: number): void {
    const { counters, pressure } = this.#tally;
    if (statusCode === 200) pressure.answered();
    // Of an error in a 200 only what says so is about the rate.
    else if (statusCode === 429 || (statusCode === 503 && !isOtherError(body))) {
      counters.throttles += 1;
      pressure.throttled(epoch);
    }
  }
}

const ERROR_DOCUMENT = /^\s*(<\?xml[^>]*>\s*)?<Error[\s>]/;

const isOtherError = (body: unknown): boolean =>
  Buffer.isBuffer(body) &&
  !/<Code>(SlowDown|RequestLimitExceeded|Throttling)/.test(body.toString('latin1', 0, 1024));

// Reads the heads of objects: the SDK signs each request and judges each failure; what is sent and read is kept lean.
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { HeadObjectCommandInput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { HttpResponse } from '@smithy/core/protocols';
import type { Clock } from '../../../core/clock.ts';
import { cameToNothing, ConcurrencyLimit } from '../concurrency-limit.ts';
import { keepHeapSmall } from '../listing/buffer-pool.ts';
import { keepRequest } from '../listing/sdk-listing.ts';
import type { KeptRequest } from '../listing/sdk-listing.ts';
import { countSuccess } from '../retry-quota.ts';
import { HeadConnections } from './head-connections.ts';
import type { ConnectionLimits } from './head-connections.ts';
import { keptHead, signWithOneSigner } from './signed-heads.ts';
import type { KeptHead } from './signed-heads.ts';

export interface ObjectHead {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date | undefined;
  readonly versionId: string | undefined;
  readonly storageClass: string;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** HEADs at once: at the begin, and at most. S3 answers 5,500 a second below one prefix. */
const FIRST = 16;
export const HEADS_AT_MOST = 256;

/** How often a head is read anew where the SDK had no retries left for it. */
const MAX_FAILURES = 5;

/** What came of one request. */
type Attempt = { readonly response: HttpResponse } | { readonly thrown: unknown };

interface ReaderOptions extends ConnectionLimits {
  readonly clock: Clock;
}

interface ThroughSdk {
  /** What was sent before, for the SDK to judge. */
  readonly attempt?: Attempt;
  /** Takes the request that the SDK has built. */
  readonly keep?: (kept: KeptRequest) => void;
  /** It is sent now, whether it was kept or not. */
  readonly sends?: () => void;
}

interface SdkFailure {
  readonly name?: string;
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}

/** All HEADs of one bucket. */
export class HeadReader {
  readonly #client: S3Client;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #connections: HeadConnections;
  readonly #limit: ConcurrencyLimit;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  /** The request that was built first; undefined in it where none came to be sent. */
  #kept: Promise<KeptHead | undefined> | undefined;

  constructor(client: S3Client, options: ReaderOptions) {
    this.#client = client;
    this.#signal = options.signal;
    this.#connections = new HeadConnections(options);
    this.#limit = new ConcurrencyLimit({
      first: FIRST,
      most: HEADS_AT_MOST,
      now: () => options.clock.now(),
    });
    this.#clock = options.clock;
    signWithOneSigner(client);
  }

  /** The head of the object, as the SDK reads it. Throws what the SDK's command throws. */
  async read(input: HeadObjectCommandInput): Promise<ObjectHead> {
    for (let failures = 1; ; failures += 1) {
      await this.#enter('last');
      try {
        return await this.#read(input);
      } catch (thrown) {
        if (failures > MAX_FAILURES || !(await this.#gaveUpEarly(thrown))) throw thrown;
      } finally {
        this.#leave();
      }
      await this.#clock.sleep(1000 * 2 ** failures, this.#signal);
    }
  }

  /** All retries of a client share one quota. Where many fail at once, the SDK leaves some without any. */
  async #gaveUpEarly(thrown: unknown): Promise<boolean> {
    const { name, $metadata = {} } = (thrown ?? {}) as SdkFailure;
    const { attempts = Infinity, httpStatusCode: status = 0 } = $metadata;
    const passing = status >= 500 || status === 429 || name === 'TimeoutError';
    return passing && attempts < (await this.#client.config.maxAttempts());
  }

  /** Waits until one more may be under way: behind all others, or before them. */
  async #enter(place: 'first' | 'last'): Promise<void> {
    if (this.#inside < this.#limit.limit) this.#inside += 1;
    else
      await new Promise<void>((resolve) =>
        place === 'first' ? this.#waiting.unshift(resolve) : this.#waiting.push(resolve),
      );
    this.#limit.underWay(this.#inside);
  }

  #leave(): void {
    this.#inside -= 1;
    while (this.#inside < this.#limit.limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inside += 1;
      next();
    }
  }

  /** Whoever asks first has the SDK build the request; all others only change the key in it. */
  async #read(input: HeadObjectCommandInput): Promise<ObjectHead> {
    if (this.#kept === undefined) return this.#readFirst(input);
    const kept = await this.#kept;
    if (kept === undefined) return this.#readThroughSdk(input);
    keepHeapSmall();
    const { Key: key = '' } = input;
    const attempt = await this.#attempt(async () => this.#connections.send(await kept.signed(key)));
    const head = 'response' in attempt ? headOf(key, attempt.response) : undefined;
    if (head === undefined) return this.#readThroughSdk(input, { attempt });
    await countSuccess(this.#client);
    return head;
  }

  async #readFirst(input: HeadObjectCommandInput): Promise<ObjectHead> {
    const { promise, resolve } = Promise.withResolvers<KeptHead | undefined>();
    this.#kept = promise;
    const { Key: key = '' } = input;
    try {
      return await this.#readThroughSdk(input, {
        keep: (kept) => resolve(keptHead(kept, key)),
        // Whoever waits for the kept request holds a permit: nobody may wait for one any more.
        sends: () => resolve(undefined),
      });
    } finally {
      resolve(undefined);
    }
  }

  /**
   * Reads a head with all that the SDK does for errors. An `attempt` that was no plain answer is handed to the SDK as
   * its own first one. The SDK reads the error, waits as long as it would have, and goes on.
   */
  async #readThroughSdk(
    input: HeadObjectCommandInput,
    { attempt, keep, sends }: ThroughSdk = {},
  ): Promise<ObjectHead> {
    const command = new HeadObjectCommand(input);
    let before = attempt;
    let again = false;
    command.middlewareStack.add(
      (next) => async (args) => {
        sends?.();
        if (before === undefined && again) {
          // The limit may have fallen since this one was let in.
          this.#leave();
          await this.#enter('first');
        }
        again = true;
        const now =
          before ?? (await this.#attempt(async () => (await next(args)).response as HttpResponse));
        before = undefined;
        if ('thrown' in now) throw now.thrown;
        return { response: now.response };
      },
      // Innermost: the SDK's own readers of the answer come after.
      { step: 'deserialize', priority: 'low', name: 'judgeHead' },
    );
    if (keep !== undefined) keepRequest(command, keep);
    const { Key: key = '' } = input;
    return asHead(key, await this.#client.send(command, { abortSignal: this.#signal }));
  }

  /** Sends one request. Never throws: what failed is for the SDK to judge. */
  async #attempt(send: () => Promise<HttpResponse>): Promise<Attempt> {
    const begun = this.#limit.begin();
    try {
      const response = await send();
      // An answer to HEAD has no body that could say why: 503 is taken for Slow Down.
      const { statusCode: status } = response;
      if (status === 503 || status === 429) this.#limit.throttled(begun);
      else if (status < 500) this.#limit.answered(begun);
      return { response };
    } catch (thrown) {
      if (!this.#signal.aborted && cameToNothing(thrown)) this.#limit.throttled(begun);
      return { thrown };
    }
  }
}

// What an answer says of the object.

const META = 'x-amz-meta-';
/** The one form of a date in an answer of S3 (RFC 9110, IMF-fixdate). */
const DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** The head in a plain answer; undefined for all that the SDK must judge. */
function headOf(key: string, { statusCode, headers }: HttpResponse): ObjectHead | undefined {
  if (statusCode !== 200) return undefined;
  const { 'content-length': length = '', 'last-modified': time = '' } = headers;
  const lastModified = new Date(DATE.test(time) ? time : NaN);
  if (!/^\d{1,15}$/.test(length) || Number.isNaN(lastModified.getTime())) return undefined;
  const metadata: Record<string, string> = {};
  for (const name in headers)
    if (name.startsWith(META)) metadata[name.slice(META.length)] = headers[name] ?? '';
  return {
    key,
    size: Number(length),
    etag: headers.etag ?? '',
    lastModified,
    versionId: headers['x-amz-version-id'],
    storageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
    metadata,
  };
}

const asHead = (key: string, head: HeadObjectCommandOutput): ObjectHead => ({
  key,
  size: head.ContentLength ?? -1,
  etag: head.ETag ?? '',
  lastModified: head.LastModified,
  versionId: head.VersionId,
  storageClass: head.StorageClass ?? 'STANDARD',
  metadata: head.Metadata ?? {},
});

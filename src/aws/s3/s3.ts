// S3: one bucket, looked at object by object.
import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Instant } from '../../core/clock.ts';
import { CutoverError } from '../../core/errors.ts';
import { deleteObject, getObject, headObject } from '../../core/requests/s3.ts';
import type { OwnedBucket } from '../../core/requests/s3.ts';
import { s3Arn } from '../../core/values/arn.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask, onCondition } from '../errors.ts';
import type { About } from '../errors.ts';
import { signUpload } from './sign-upload.ts';
import type { Upload } from './sign-upload.ts';
import { HeadReader } from './heads/head-reader.ts';
import type { ObjectHead } from './heads/head-reader.ts';
import { SigningHash } from './heads/signed-heads.ts';
import { readPage } from './listing/sdk-listing.ts';
import type { ListedPage, PageStart } from './listing/sdk-listing.ts';

export interface Bucket {
  readonly name: string;
  /** The object's head, or undefined when S3 says 404 (which it does only to who may list the bucket). */
  head(key: string): Promise<ObjectHead | undefined>;
  /** SHA-256 of the object's bytes, hex, read as a stream; the object must still have `etag`. */
  sha256(key: string, etag: string): Promise<string>;
  /** The object's bytes in chunks of any size; what breaks off on the way is an error. */
  stream(key: string): AsyncIterable<Uint8Array>;
  /**
   * Objects under `prefix` modified at or after `since`, page by page, nothing kept. Throws `deadline` when `goOn`
   * says no before the last page.
   */
  modifiedSince(prefix: string, since: Instant, goOn: () => boolean): AsyncIterable<ObjectHead>;
}

/** A bucket into which servers put what we sign. */
export interface SigningBucket extends Bucket {
  /** A URL by which its holder may put these bytes where nothing is, for 15 minutes from now. */
  signUpload(upload: Upload): Promise<string>;
}

/** A bucket from which something may be taken away. */
export interface RemovableBucket extends SigningBucket {
  /**
   * Removes the current object if it still has `etag`; a bucket with versions keeps it behind a delete marker.
   * `gone`: it was not there any more, be it that a first try whose answer was lost has removed it. `changed`: it is
   * another by now, and was left alone.
   */
  remove(key: string, etag: string): Promise<'removed' | 'gone' | 'changed'>;
}

/**
 * The adapter for one bucket of the expected owner. An answer that pauses for `silenceMs` (a minute unless said) is
 * given up as `aws-unavailable`.
 */
export function openBucket(
  connection: Connection,
  bucket: string,
  owner: string,
  { silenceMs, changing = connection }: BucketOptions = {},
): RemovableBucket {
  const config = clientConfig(connection);
  const requestHandler = {
    ...config.requestHandler,
    ...(silenceMs !== undefined && { socketTimeout: silenceMs }),
  };
  const client = new S3Client({ ...config, requestHandler, sha256: SigningHash });
  const { connectionTimeout: connectMs, socketTimeout } = requestHandler;
  const heads = new HeadReader(client, {
    ...{ signal: connection.signal, clock: connection.clock },
    ...{ connectMs, silenceMs: socketTimeout },
  });
  const remover = new S3Client(clientConfig(changing));
  return new BucketAdapter({ client, remover, heads }, connection, bucket, owner);
}

interface BucketOptions {
  readonly silenceMs?: number;
  /** The connection for what removes objects. */
  readonly changing?: Connection;
}

/** How often the bytes of one object are read where they break off: the SDK repeats only what has no answer. */
const READS = 2;
/** Until it is read once more where S3 asked for fewer requests: all requests of a client share the SDK's retries. */
const THROTTLED_MS = 2000;

interface Clients {
  readonly client: S3Client;
  readonly remover: S3Client;
  readonly heads: HeadReader;
}

class BucketAdapter implements RemovableBucket {
  readonly name: string;
  readonly #client: S3Client;
  readonly #remover: S3Client;
  readonly #heads: HeadReader;
  readonly #connection: Connection;
  readonly #at: OwnedBucket;

  constructor(clients: Clients, connection: Connection, bucket: string, owner: string) {
    this.name = bucket;
    this.#client = clients.client;
    this.#remover = clients.remover;
    this.#heads = clients.heads;
    this.#connection = connection;
    this.#at = { bucket, owner };
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const about = { ...this.#about(key), action: 's3:GetObject' };
    try {
      return await ask(headObject(this.#at, key), about, (input) => this.#heads.read(input));
    } catch (thrown) {
      if (!(thrown instanceof CutoverError)) throw thrown;
      if (thrown.code === 'aws-not-found') return undefined;
      throw thrown.code === 'aws-denied' ? this.#deniedHead(key, thrown) : thrown;
    }
  }

  async sha256(key: string, etag: string): Promise<string> {
    for (let reads = 1; ; reads += 1) {
      const asked = getObject(this.#at, key, etag);
      try {
        return await ask(asked, this.#about(key), async (input, options) => {
          const { Body } = await this.#client.send(new GetObjectCommand(input), options);
          const hash = createHash('sha256');
          for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
          return hash.digest('hex');
        });
      } catch (thrown) {
        const { clock, signal } = this.#connection;
        const code = thrown instanceof CutoverError ? thrown.code : undefined;
        if ((code !== 'aws-unavailable' && code !== 'aws-throttled') || reads === READS)
          throw thrown;
        if (code === 'aws-throttled') await clock.sleep(THROTTLED_MS, signal);
      }
    }
  }

  async *stream(key: string): AsyncIterable<Uint8Array> {
    const asked = getObject(this.#at, key);
    const about = this.#about(key);
    const { Body } = await ask(asked, about, (input, options) =>
      this.#client.send(new GetObjectCommand(input), options),
    );
    const chunks = (Body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await ask(asked, about, () => chunks.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      // Left early, the rest of the body would keep the connection.
      await chunks.return?.();
    }
  }

  signUpload(upload: Upload): Promise<string> {
    return signUpload(this.#client, this.#connection.clock, this.#at, upload);
  }

  async remove(key: string, etag: string): Promise<'removed' | 'gone' | 'changed'> {
    const asked = deleteObject(this.#at, key, etag);
    return onCondition<'removed' | 'gone' | 'changed'>(this.#connection, {
      send: async () => {
        await ask(asked, this.#about(key), (input, options) =>
          this.#remover.send(new DeleteObjectCommand(input), options),
        );
        return 'removed';
      },
      look: async () => {
        const head = await this.head(key);
        if (head === undefined) return 'gone';
        return bare(head.etag) === bare(etag) ? undefined : 'changed';
      },
    });
  }

  async *modifiedSince(
    prefix: string,
    since: Instant,
    goOn: () => boolean,
  ): AsyncIterable<ObjectHead> {
    const listing = {
      ...{ client: this.#client, at: this.#at, prefix },
      ...{ signal: this.#connection.signal, region: this.#connection.region },
    };
    let from: PageStart | undefined = {};
    do {
      const page: ListedPage = await readPage(listing, from);
      for (const { path, ...object } of page.objects)
        if (object.lastModified.getTime() >= since)
          yield {
            ...object,
            key: `${prefix}${path.toString()}`,
            versionId: undefined,
            metadata: {},
          };
      from = page.next;
      if (from !== undefined && !goOn()) throw tooLarge(this.name);
    } while (from !== undefined);
  }

  #about(key: string): About {
    const { signal, region } = this.#connection;
    return { resource: `s3://${this.name}/${key}`, signal, region };
  }

  /** HEAD answers 403 for a missing object too, unless the caller may list the bucket: the two must be distinguished. */
  #deniedHead(key: string, cause: CutoverError): CutoverError {
    const arn = s3Arn(this.#connection.region, this.name);
    return new CutoverError('aws-denied', {
      what: `HEAD s3://${this.name}/${key}`,
      expected: 'the object, or a clear 404',
      got: 'HTTP 403: either the object may not be read, or it is missing and the bucket may not be listed',
      cure: `give the role of this job s3:GetObject on ${arn}/* (and kms:Decrypt where the key is a KMS key) and s3:ListBucket on ${arn}`,
      cause,
    });
  }
}

/** Listings and answers put an ETag in quotes; rows have it without. */
const bare = (etag: string): string => etag.replaceAll('"', '');

const tooLarge = (bucket: string): CutoverError =>
  new CutoverError('deadline', {
    what: `looking through s3://${bucket}`,
    expected: 'its end in time',
    got: 'more pages',
    cure: 'list the bucket by time on another machine',
  });

// S3: the bucket of the evidence, in which each object is written once and never changed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CutoverError } from '../../core/errors.ts';
import { getObject, headObject, putOnce, putRowsOnce } from '../../core/requests/s3.ts';
import type { OwnedBucket } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { ask, onCondition, statusOf } from '../errors.ts';
import { readPage } from './listing/sdk-listing.ts';
import type { ListedPage, PageStart } from './listing/sdk-listing.ts';

export interface EvidenceBucket {
  readonly name: string;
  /** Writes the object; `exists`: there is one already, which stays as it is. */
  put(key: string, text: string): Promise<'created' | 'exists'>;
  /** The same in one request, by a role that may not read: throws what S3 answers but 412. */
  create(key: string, text: string): Promise<'created' | 'exists'>;
  /** The same for the bytes of a file of this machine, which nobody changes meanwhile. */
  putFile(key: string, file: string): Promise<'created' | 'exists'>;
  /** What stands behind `prefix` in the keys below it, in the order of their bytes, all pages. */
  names(prefix: string): Promise<readonly string[]>;
  /** The object as UTF-8 text, or undefined where there is none. Throws `aws-unreadable` above `MOST_BYTES`. */
  read(key: string): Promise<string | undefined>;
}

/** An export of thousands of executions stays well below. */
const MOST_BYTES = 8 * 1024 ** 2;

/** The adapter for the evidence bucket, which must belong to `owner`. */
export const openEvidence = (
  connection: Connection,
  bucket: string,
  owner: string,
): EvidenceBucket => new EvidenceAdapter(connection, { bucket, owner });

class EvidenceAdapter implements EvidenceBucket {
  readonly name: string;
  readonly #client: S3Client;
  readonly #connection: Connection;
  readonly #at: OwnedBucket;

  constructor(connection: Connection, at: OwnedBucket) {
    this.name = at.bucket;
    this.#client = new S3Client(clientConfig(connection));
    this.#connection = connection;
    this.#at = at;
  }

  put(key: string, text: string): Promise<'created' | 'exists'> {
    return this.#once(key, () =>
      ask(putOnce(this.#at, key), this.#about(key), (input, options) =>
        this.#client.send(new PutObjectCommand({ ...input, Body: text }), options),
      ),
    );
  }

  async create(key: string, text: string): Promise<'created' | 'exists'> {
    try {
      await ask(putOnce(this.#at, key), this.#about(key), (input, options) =>
        this.#client.send(new PutObjectCommand({ ...input, Body: text }), options),
      );
      return 'created';
    } catch (thrown) {
      if (statusOf(thrown) === 412) return 'exists';
      throw thrown;
    }
  }

  async putFile(key: string, file: string): Promise<'created' | 'exists'> {
    const asked = putRowsOnce(this.#at, key, await sha256Of(file));
    const { size: ContentLength } = await stat(file);
    return this.#once(key, () =>
      ask(asked, this.#about(key), (input, options) => {
        const body = { ContentLength, Body: createReadStream(file) };
        return this.#client.send(new PutObjectCommand({ ...input, ...body }), options);
      }),
    );
  }

  async names(prefix: string): Promise<readonly string[]> {
    const { signal, region } = this.#connection;
    const listing = { client: this.#client, at: this.#at, prefix, signal, region };
    const names: string[] = [];
    let from: PageStart | undefined = {};
    while (from !== undefined) {
      const page: ListedPage = await readPage(listing, from);
      for (const { path } of page.objects) names.push(path.toString());
      from = page.next;
    }
    return names;
  }

  async read(key: string): Promise<string | undefined> {
    try {
      return await ask(getObject(this.#at, key), this.#about(key), async (input, options) => {
        const { Body } = await this.#client.send(new GetObjectCommand(input), options);
        return await textOf(Body as AsyncIterable<Uint8Array>, `s3://${this.name}/${key}`);
      });
    } catch (thrown) {
      if (isNotFound(thrown)) return undefined;
      throw thrown;
    }
  }

  #once(key: string, send: () => Promise<unknown>): Promise<'created' | 'exists'> {
    return onCondition<'created' | 'exists'>(this.#connection, {
      send: async () => {
        await send();
        return 'created';
      },
      look: async (status) => {
        // 412 says it itself; a repeated request gets it too, for the object that the first one made.
        if (status === 412) return 'exists';
        return (await this.#isThere(key)) ? 'exists' : undefined;
      },
    });
  }

  async #isThere(key: string): Promise<boolean> {
    try {
      const seen = { ...this.#about(key), action: 's3:GetObject' };
      await ask(headObject(this.#at, key), seen, (input, options) =>
        this.#client.send(new HeadObjectCommand(input), options),
      );
      return true;
    } catch (thrown) {
      if (isNotFound(thrown)) return false;
      throw thrown;
    }
  }

  #about(key: string) {
    const { signal, region } = this.#connection;
    return { resource: `s3://${this.name}/${key}`, signal, region };
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}

async function textOf(body: AsyncIterable<Uint8Array>, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw tooLarge(what);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

const tooLarge = (what: string): Error => new Error(`${what} has more than ${MOST_BYTES} bytes`);

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof CutoverError && thrown.code === 'aws-not-found';

// The one HEAD request that the SDK has built, signed by its signer for any key.
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import type { Hash, KeyObject } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/protocols';
import type { Checksum, SourceData } from '@smithy/types';
import { OF_ONE_CALL } from '../listing/sdk-listing.ts';
import type { KeptRequest } from '../listing/sdk-listing.ts';

export interface KeptHead {
  /** For the object `key`, signed with the credentials of this moment. */
  readonly signed: (key: string) => Promise<HttpRequest>;
}

/** The request for `first` as one for any key; undefined where its path does not end as expected. */
export function keptHead({ request, signing }: KeptRequest, first: string): KeptHead | undefined {
  const encoded = encodedKey(first);
  if (!request.path.endsWith(`/${encoded}`) || Object.keys(request.query).length > 0)
    return undefined;
  const place = request.path.slice(0, -encoded.length);
  const headers = { ...request.headers };
  for (const name of OF_ONE_CALL) Reflect.deleteProperty(headers, name);
  const { httpAuthOption, signer } = signing;
  const { signingProperties = {} } = httpAuthOption;
  const { method, protocol, hostname, port } = request;
  const origin = { method, protocol, hostname, ...(port !== undefined && { port }) };
  return {
    signed: async (key) =>
      (await signer.sign(
        new HttpRequest({ ...origin, path: place + encodedKey(key), headers: { ...headers } }),
        {},
        signingProperties,
      )) as HttpRequest,
  };
}

/** A key in a path, as the SDK writes it. */
const encodedKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

type SignerOf = (scheme: unknown) => Promise<unknown>;

/** The SDK makes a new signer for each request, from all settings of its client: a fifth of what signing costs. */
export function signWithOneSigner({ config }: S3Client): void {
  const settings = config as unknown as { signer: SignerOf };
  const make = settings.signer;
  const made = new Map<string, Promise<unknown>>();
  settings.signer = (scheme) => {
    const name = JSON.stringify(scheme ?? '');
    let one = made.get(name);
    if (one === undefined) made.set(name, (one = make(scheme)));
    return one;
  };
}

const keys = new WeakMap<object, KeyObject>();

function keyObjectOf(secret: Exclude<SourceData, string>): KeyObject {
  let key = keys.get(secret);
  if (key === undefined) keys.set(secret, (key = createSecretKey(bytesOf(secret))));
  return key;
}

const bytesOf = (secret: Exclude<SourceData, string>): Buffer =>
  ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret);

type Signed = Pick<Hash, 'digest'> & { update(bytes: Uint8Array): unknown };

/** SHA-256 for the SDK's clients. Node needs five times as long where the key of a signature comes as bytes each time. */
export class SigningHash implements Checksum {
  readonly #secret: KeyObject | string | undefined;
  #hash: Signed;

  constructor(secret?: SourceData) {
    if (secret !== undefined)
      this.#secret = typeof secret === 'string' ? secret : keyObjectOf(secret);
    this.#hash = this.#begin();
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Signed {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

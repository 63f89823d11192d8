// For tests of listings: a bucket that pages as S3 does, and whose answers a test may bend.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../../src/aws/connection.ts';

export interface Reply {
  readonly status: number;
  readonly body: string | Buffer;
  /** So many bytes are sent, then the connection is cut. */
  readonly cutAt?: number;
}

export interface Asked {
  /** From 1. */
  readonly request: number;
  readonly query: URLSearchParams;
}

/** Answers in place of the bucket, or bends what it says. */
export type Bend = (asked: Asked, normal: () => string) => Reply | undefined;

export interface ListingServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The most requests that were under way at once, since it was last set to 0. */
  atOnce: number;
}

export interface ServedBucket {
  readonly keys: readonly string[];
  readonly pageSize?: number;
  /** Milliseconds before each answer, or what returns them. */
  readonly latency?: number | (() => number);
  readonly bend?: Bend;
}

export const byBytes = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');

export const entry = (key: string, index: number): string =>
  `<Contents><Key>${encode(key)}</Key><LastModified>2026-01-31T10:20:${String(index % 60).padStart(2, '0')}.000Z</LastModified>` +
  `<ETag>&quot;${'0'.repeat(24)}${String(index).padStart(8, '0')}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>` +
  `<ChecksumType>FULL_OBJECT</ChecksumType><Size>${index}</Size><StorageClass>STANDARD</StorageClass></Contents>`;

/** The row that belongs to `entry`. */
export const rowOf = (path: string, index: number): string =>
  `${index} ${Date.UTC(2026, 0, 31, 10, 20, index % 60)} ${'0'.repeat(24)}${String(index).padStart(8, '0')} STANDARD/${path}\0`;

export const document = (head: string, entries: readonly string[] = []): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>` +
  `<Prefix/><KeyCount>${entries.length}</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>${head}${entries.join('')}</ListBucketResult>`;

export const errorDocument = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>as the test says</Message></Error>`;

export async function serveListing(bucket: ServedBucket): Promise<ListingServer> {
  const { keys, pageSize = 1000, latency = 0, bend } = bucket;
  const asked: Asked[] = [];
  let under = 0;
  const page = (query: URLSearchParams): string => {
    const prefix = query.get('prefix') ?? '';
    const token = query.get('continuation-token');
    const after = token === null ? query.get('start-after') : token.slice('token:'.length);
    const from = keys.findIndex(
      (key) => key.startsWith(prefix) && (after === null || byBytes(key, after) > 0),
    );
    const found = from === -1 ? [] : keys.slice(from).filter((key) => key.startsWith(prefix));
    const shown = found.slice(0, pageSize);
    const next = found.length > pageSize ? shown.at(-1) : undefined;
    const head =
      next === undefined
        ? '<IsTruncated>false</IsTruncated>'
        : `<IsTruncated>true</IsTruncated><NextContinuationToken>token:${next}</NextContinuationToken>`;
    return document(
      head,
      shown.map((key) => entry(key, keys.indexOf(key))),
    );
  };
  const server = createServer((request, response) => {
    const { searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const one = { request: asked.length + 1, query };
    asked.push(one);
    under += 1;
    served.atOnce = Math.max(served.atOnce, under);
    const reply = bend?.(one, () => page(query)) ?? { status: 200, body: page(query) };
    setTimeout(
      () => {
        under -= 1;
        const body = Buffer.from(reply.body);
        response.writeHead(reply.status, {
          'content-type': 'application/xml',
          'content-length': body.length,
        });
        if (reply.cutAt === undefined) response.end(body);
        else response.write(body.subarray(0, reply.cutAt), () => response.destroy());
      },
      typeof latency === 'number' ? latency : latency(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: ListingServer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    atOnce: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
}

/** A connection to whatever answers at `url`; its clock passes each sleep at once. */
export function connectionTo(
  url: string,
  signal = new AbortController().signal,
): Connection & { readonly slept: number[] } {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAFAKEOFTHETEST000',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const slept: number[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    sleep: (milliseconds: number, aborted?: AbortSignal) => {
      aborted?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  return { region: 'us-west-2', clock, env: process.env, signal, run: 'r1', slept };
}

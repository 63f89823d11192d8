// Listings through the SDK: one page with all that makes it a whole one, or the request of one kept and sent again.
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type {
  ListObjectsV2CommandOutput,
  _Object as SdkObject,
  S3Client,
} from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/protocols';
import type { HttpResponse } from '@smithy/core/protocols';
import { getSmithyContext } from '@smithy/core/transport';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { CutoverError } from '../../../core/errors.ts';
import { listObjects } from '../../../core/requests/s3.ts';
import type { OwnedBucket } from '../../../core/requests/s3.ts';
import { ask } from '../../errors.ts';
import { KeyDecoder, OUTSIDE, ZERO_BYTE } from './key-text.ts';
import { notWhole, shownKey, wrongKey } from './ranges.ts';
import { UnreadablePage } from './xml-bytes.ts';

// One page as the SDK reads it, for the listings that are small.

export interface SdkListing {
  readonly client: S3Client;
  readonly signal: AbortSignal;
  /** The client's. */
  readonly region: string;
  readonly at: OwnedBucket;
  /** What all keys begin with; paths are what comes after it, in bytes. */
  readonly prefix: string;
  /** Keys that have it behind the prefix are folded into folders. */
  readonly delimiter?: '/' | undefined;
}

/** Where a page begins. Empty for the first one. */
export interface PageStart {
  readonly token?: string | undefined;
  /** The last path before it. */
  readonly after?: Buffer | undefined;
  /** Pages without an entry in a row before it. */
  readonly empty?: number;
}

export interface ListedObject {
  readonly path: Buffer;
  readonly size: number;
  readonly lastModified: Date;
  readonly etag: string;
  readonly storageClass: string;
}

export interface ListedPage {
  /** Their paths ascend. */
  readonly objects: readonly ListedObject[];
  /** With a slash at the end of each; they ascend, too. */
  readonly folders: readonly Buffer[];
  /** Undefined at the end of the listing. */
  readonly next: PageStart | undefined;
}

/** Pages without an entry in a row: S3 may step over many delete markers, but not for ever. */
export const MAX_EMPTY_PAGES = 10_000;

/**
 * Whether S3 refuses a request because of its token: AWS answers 400 InvalidArgument, others something of their own.
 * The same request without a token was answered before, so nothing else in it can be refused.
 */
export const refusesToken = (token: string | undefined, thrown: unknown): boolean =>
  token !== undefined && thrown instanceof CutoverError && thrown.code === 'aws-refused';

/** One page; with a token that S3 refuses, the page after the last path seen. Throws `unproven` for half a page. */
export async function readPage(listing: SdkListing, from: PageStart): Promise<ListedPage> {
  try {
    return toPage(listing, from, await send(listing, from));
  } catch (thrown) {
    if (!refusesToken(from.token, thrown)) throw thrown;
    const { token: _, ...start } = from;
    return toPage(listing, start, await send(listing, start));
  }
}

function send(
  listing: SdkListing,
  { token, after }: PageStart,
): Promise<ListObjectsV2CommandOutput> {
  const { client, at, prefix, delimiter, signal, region } = listing;
  const begin =
    token === undefined && after !== undefined
      ? { after: `${prefix}${after.toString()}` }
      : { token };
  return ask(
    listObjects(at, prefix, { ...begin, delimiter }),
    { action: 's3:ListBucket', resource: placeOf(listing), signal, region },
    (input, options) => client.send(new ListObjectsV2Command(input), options),
  );
}

function toPage(
  listing: SdkListing,
  from: PageStart,
  answer: ListObjectsV2CommandOutput,
): ListedPage {
  const what = `listing ${placeOf(listing)}`;
  const { Contents = [], CommonPrefixes = [], KeyCount, IsTruncated } = answer;
  const entries = Contents.length + CommonPrefixes.length;
  if (KeyCount === undefined ? entries > 0 : KeyCount !== entries)
    throw notWhole(what, `${entries} entries where KeyCount is ${KeyCount ?? 'missing'}`);
  if (IsTruncated === undefined) throw notWhole(what, 'no word about whether more follow');
  const decoder = new KeyDecoder(Buffer.from(listing.prefix));
  const pathOf = (key = ''): Buffer => decoded(what, decoder, key, answer.EncodingType === 'url');
  const objects = Contents.map((one) => ({
    path: pathOf(one.Key),
    ...attributesOf(what, one),
  }));
  const folders = CommonPrefixes.map(({ Prefix }) => pathOf(Prefix));
  // Keys are listed after a key: where that is a folder, what is in it folds into the same folder once more.
  const again = from.token === undefined ? from.after : undefined;
  if (again !== undefined && folders[0]?.equals(again) === true) folders.shift();
  for (const paths of [objects.map(({ path }) => path), folders])
    checkOrder(what, paths, from.after);
  const last = later(objects.at(-1)?.path, folders.at(-1));
  return { objects, folders, next: IsTruncated ? nextOf(what, from, answer, last) : undefined };
}

function nextOf(
  what: string,
  from: PageStart,
  { NextContinuationToken: token }: ListObjectsV2CommandOutput,
  last: Buffer | undefined,
): PageStart {
  if (last !== undefined) return { token, after: last };
  const { empty = 0 } = from;
  if (token === undefined) throw notWhole(what, 'neither entries nor a token for the next page');
  if (token === from.token) throw notWhole(what, 'the same token again');
  if (empty >= MAX_EMPTY_PAGES) throw notWhole(what, `${empty} pages in a row without an entry`);
  return { token, after: from.after, empty: empty + 1 };
}

function decoded(what: string, decoder: KeyDecoder, key: string, url: boolean): Buffer {
  const bytes = Buffer.from(key);
  if (key === '') throw notWhole(what, 'an entry without a key');
  try {
    const path = decoder.decode(key, url);
    if (path === OUTSIDE) throw wrongKey(what, { kind: 'prefix', key: bytes });
    if (path === ZERO_BYTE) throw wrongKey(what, { kind: 'zero byte', key: bytes });
    return path;
  } catch (thrown) {
    if (!(thrown instanceof UnreadablePage)) throw thrown;
    throw notWhole(what, `the key ${shownKey(bytes)}, with ${thrown.message}`);
  }
}

function attributesOf(
  what: string,
  { Key, Size, LastModified, ETag, StorageClass }: SdkObject,
): Omit<ListedObject, 'path'> {
  if (Size === undefined || LastModified === undefined)
    throw notWhole(what, `the key ${shownKey(Buffer.from(Key ?? ''))} without size or time`);
  const storageClass = StorageClass ?? 'STANDARD';
  return { size: Size, lastModified: LastModified, etag: ETag ?? '', storageClass };
}

function checkOrder(what: string, paths: readonly Buffer[], after: Buffer | undefined): void {
  let before = after;
  for (const path of paths) {
    if (before !== undefined && Buffer.compare(before, path) >= 0)
      throw wrongKey(what, { kind: 'order', key: path });
    before = path;
  }
}

const later = (a: Buffer | undefined, b: Buffer | undefined): Buffer | undefined =>
  a === undefined || (b !== undefined && Buffer.compare(a, b) < 0) ? b : a;

const placeOf = ({ at, prefix }: SdkListing): string => `s3://${at.bucket}/${prefix}`;

// A request of the SDK sent again with another query: building each anew takes the SDK longer than all the rest.

/** What the SDK has chosen to sign a request with. */
interface Signing {
  readonly httpAuthOption: { readonly signingProperties?: Record<string, unknown> };
  readonly signer: {
    sign(request: HttpRequest, identity: object, properties: object): Promise<unknown>;
  };
}

/** A request as the SDK was about to sign it. */
export interface KeptRequest {
  readonly request: HttpRequest;
  readonly signing: Signing;
}

/** Hands the request that `command` becomes to `keep`, once for each attempt. */
export function keepRequest<Input extends object, Output extends object>(
  command: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  keep: (kept: KeptRequest) => void,
): void {
  const keeping: FinalizeRequestMiddleware<Input, Output> = (next, context) => (args) => {
    const { selectedHttpAuthScheme } = getSmithyContext(context);
    const signing = selectedHttpAuthScheme as Signing | undefined;
    if (signing !== undefined && HttpRequest.isInstance(args.request))
      keep({ request: HttpRequest.clone(args.request), signing });
    return next(args);
  };
  command.middlewareStack.addRelativeTo(keeping, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
    name: 'keepRequest',
  });
}

/** Of these each page has its own, or none. */
const OF_ONE_PAGE = ['start-after', 'continuation-token'];
/** These distinguish the attempts of one call, and mean nothing without the SDK's retries. */
export const OF_ONE_CALL = ['amz-sdk-invocation-id', 'amz-sdk-request'];

/**
 * Sends a kept request once with `query` on top of its own, signed with the credentials of this moment, through the
 * SDK's own signer and connections. Throws what these throw; any status is an answer.
 */
export async function replay(
  { request, signing }: KeptRequest,
  query: Readonly<Record<string, string>>,
  { client, signal }: { readonly client: S3Client; readonly signal: AbortSignal },
): Promise<HttpResponse> {
  const { config } = client;
  const fresh = HttpRequest.clone(request);
  for (const name of OF_ONE_CALL) Reflect.deleteProperty(fresh.headers, name);
  for (const name of OF_ONE_PAGE) Reflect.deleteProperty(fresh.query, name);
  Object.assign(fresh.query, query);
  const { httpAuthOption, signer } = signing;
  const { signingProperties = {} } = httpAuthOption;
  const signed = await signer.sign(fresh, await config.credentials(), signingProperties);
  const answer: unknown = await config.requestHandler.handle(signed as HttpRequest, {
    abortSignal: signal,
  });
  return (answer as { readonly response: HttpResponse }).response;
}

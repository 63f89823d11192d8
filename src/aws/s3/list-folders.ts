// Lists some folders of a bucket, each without what lies below its own folders: one request for up to a thousand names.
import { isUtf8 } from 'node:buffer';
import { S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import type { ListedBucket } from './listing/page-reader.ts';
import { readPage } from './listing/sdk-listing.ts';
import type { ListedObject, PageStart, SdkListing } from './listing/sdk-listing.ts';

// Walks some folders of a bucket in the order of their keys: each without what lies below its own folders.

/** One page of a folder's listing. Paths are below the listing's prefix, in bytes, ascending. */
export interface FolderPage {
  readonly objects: readonly { readonly path: Buffer; readonly meta: string }[];
  /** The folders in it, each with a slash at its end; none where all below is listed. */
  readonly folders: readonly Buffer[];
  readonly next: PageStart | undefined;
}

export interface FolderQuery {
  readonly folder: Buffer;
  /** Also what lies below its folders. */
  readonly below: boolean;
  readonly start: PageStart;
}

interface FolderWalk {
  readonly read: (query: FolderQuery) => Promise<FolderPage>;
  /** With a slash at the end, ascending, each once; the root is empty. */
  readonly folders: readonly Buffer[];
  /** Whether the source has a folder; asked in ascending order. What it does not have is listed to the bottom. */
  readonly isKnown: (folder: Buffer) => Promise<boolean>;
  /** Folders whose first pages are asked for at once. */
  readonly concurrency: number;
}

/** The longest key that S3 takes. */
const MAX_KEY_BYTES = 1024;
const NOTHING: FolderPage = { objects: [], folders: [], next: undefined };

/** Rows `meta/path\0` of everything in the folders, in chunks, in the order of the paths' bytes. */
export async function* walkFolders(walk: FolderWalk): AsyncGenerator<Buffer, undefined> {
  yield* new Walk(walk).rows();
  return undefined;
}

class Walk {
  readonly #walk: FolderWalk;
  readonly #first = new Map<number, Promise<FolderPage>>();
  #next = 0;

  constructor(walk: FolderWalk) {
    this.#walk = walk;
  }

  async *rows(): AsyncGenerator<Buffer> {
    while (this.#next < this.#walk.folders.length) yield* this.#folder();
  }

  /** The next folder, and those of the folders that lie below it where the bucket has them. */
  async *#folder(): AsyncGenerator<Buffer> {
    const index = this.#next;
    const folder = this.#walk.folders[index] ?? Buffer.alloc(0);
    this.#next += 1;
    const query = { folder, below: false };
    let page: FolderPage | undefined = await this.#firstPage(index);
    for (; page !== undefined; page = await this.#nextPage(query, page)) yield* this.#page(page);
    while (this.#isNextBelow(folder)) this.#skip();
  }

  async *#page({ objects, folders }: FolderPage): AsyncGenerator<Buffer> {
    let at = 0;
    for (const folder of folders) {
      const end = objects.findIndex(({ path }, i) => i >= at && Buffer.compare(path, folder) > 0);
      const until = end === -1 ? objects.length : end;
      yield rowsOf(objects.slice(at, until));
      at = until;
      yield* this.#below(folder);
    }
    yield rowsOf(objects.slice(at));
  }

  async *#below(folder: Buffer): AsyncGenerator<Buffer> {
    while (this.#isNextBefore(folder)) this.#skip();
    if (await this.#walk.isKnown(folder)) {
      while (this.#isNextBelow(folder)) yield* this.#folder();
      return;
    }
    const query = { folder, below: true };
    let page: FolderPage | undefined = await this.#walk.read({ ...query, start: {} });
    for (; page !== undefined; page = await this.#nextPage(query, page)) yield rowsOf(page.objects);
  }

  #isNextBefore(folder: Buffer): boolean {
    const next = this.#walk.folders[this.#next];
    return next !== undefined && Buffer.compare(next, folder) < 0;
  }

  #isNextBelow(folder: Buffer): boolean {
    const next = this.#walk.folders[this.#next];
    return next?.subarray(0, folder.length).equals(folder) === true;
  }

  /** The listing of the folder above did not show this folder: the bucket has nothing of it. */
  #skip(): void {
    this.#first.delete(this.#next);
    this.#next += 1;
  }

  async #firstPage(index: number): Promise<FolderPage> {
    const { folders, concurrency, read } = this.#walk;
    for (let i = index; i < Math.min(index + concurrency, folders.length); i += 1) {
      const folder = folders[i];
      if (folder === undefined || this.#first.has(i)) continue;
      const page = canHaveKeys(folder)
        ? read({ folder, below: false, start: {} })
        : Promise.resolve(NOTHING);
      // The code that waits for the page throws it.
      page.catch(() => {});
      this.#first.set(i, page);
    }
    const page = (await this.#first.get(index)) ?? NOTHING;
    this.#first.delete(index);
    return page;
  }

  #nextPage(
    query: Omit<FolderQuery, 'start'>,
    { next }: FolderPage,
  ): Promise<FolderPage> | undefined {
    return next === undefined ? undefined : this.#walk.read({ ...query, start: next });
  }
}

const canHaveKeys = (folder: Buffer): boolean => folder.length <= MAX_KEY_BYTES && isUtf8(folder);

/** The root's own object has no row. */
const rowsOf = (objects: FolderPage['objects']): Buffer =>
  Buffer.concat(
    objects
      .filter(({ path }) => path.length > 0)
      .flatMap(({ path, meta }) => [Buffer.from(`${meta}/`), path, NUL]),
  );

const NUL = Buffer.from([0]);

export interface FoldersRequest
  extends ListedBucket, Pick<FolderWalk, 'folders' | 'isKnown' | 'concurrency'> {}

/** Can be read once. */
export interface FolderListing extends AsyncIterable<Buffer> {
  /** LIST requests so far, attempts of the SDK not counted. */
  readonly counters: { readonly requests: number };
}

/**
 * The objects of some folders below a prefix as rows, `size time etag class/path\0` as of listBucket, in the order of
 * the paths' bytes. A folder in them that the source does not have is listed to its bottom.
 */
export function listFolders(connection: Connection, request: FoldersRequest): FolderListing {
  const counters = { requests: 0 };
  const client = new S3Client(clientConfig(connection));
  const { folders, isKnown, concurrency, prefix } = request;
  const { signal, region } = connection;
  const read = async (query: FolderQuery): Promise<FolderPage> => {
    counters.requests += 1;
    return readFolder({ client, signal, region, at: request, prefix }, query);
  };
  return {
    counters,
    async *[Symbol.asyncIterator]() {
      try {
        yield* walkFolders({ read, folders, isKnown, concurrency });
      } finally {
        client.destroy();
      }
    },
  };
}

async function readFolder(
  listing: Omit<SdkListing, 'delimiter'>,
  { folder, below, start }: FolderQuery,
): Promise<FolderPage> {
  const prefix = `${listing.prefix}${folder.toString('utf8')}`;
  const page = await readPage({ ...listing, prefix, delimiter: below ? undefined : '/' }, start);
  const inFolder = (path: Buffer): Buffer => Buffer.concat([folder, path]);
  return {
    objects: page.objects.map((one) => ({ path: inFolder(one.path), meta: metaOf(one) })),
    folders: page.folders.map(inFolder),
    next: page.next,
  };
}

function metaOf({ size, lastModified, etag, storageClass }: ListedObject): string {
  const bare = etag.replaceAll('"', '');
  return `${size} ${lastModified.getTime()} ${bare === '' ? '-' : bare} ${storageClass}`;
}

// Lists some folders of a bucket, each without what lies below its own folders: one request for up to a thousand names.
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { CutoverError } from '../../core/errors.ts';
import { listObjects } from '../../core/requests/s3.ts';
import { clientConfig } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { call } from '../errors.ts';
import { walkFolders } from './listing/folder-walk.ts';
import type { FolderPage, FolderQuery, FolderWalk } from './listing/folder-walk.ts';
import { decodeListedKey } from './listing/listed-key.ts';
import type { ListedBucket } from './listing/page-reader.ts';

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
  const { folders, isKnown, concurrency } = request;
  const read = async (query: FolderQuery): Promise<FolderPage> => {
    counters.requests += 1;
    return readPage(connection, client, request, query);
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

async function readPage(
  { signal }: Connection,
  client: S3Client,
  { bucket, owner, prefix }: ListedBucket,
  { folder, below, token }: FolderQuery,
): Promise<FolderPage> {
  const within = `${prefix}${folder.toString('utf8')}`;
  const command = new ListObjectsV2Command(
    listObjects({ bucket, owner }, within, { token, delimiter: below ? undefined : '/' }),
  );
  const resource = `s3://${bucket}/${within}`;
  const answer = await call({ action: 's3:ListBucket', resource, signal }, () =>
    client.send(command, { abortSignal: signal }),
  );
  const next = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
  if (answer.IsTruncated === undefined || (answer.IsTruncated && (next ?? token) === token))
    throw unproven(resource, next === undefined ? 'no token for it' : 'the same token again');
  const base = Buffer.byteLength(prefix);
  const pathOf = (key: string | undefined): Buffer => {
    const decoded = decodeListedKey(key ?? '');
    if (!decoded.startsWith(within)) throw unproven(resource, `the key ${JSON.stringify(decoded)}`);
    return Buffer.from(decoded).subarray(base);
  };
  return {
    objects: (answer.Contents ?? []).map((one) => ({ path: pathOf(one.Key), meta: metaOf(one) })),
    folders: (answer.CommonPrefixes ?? []).map(({ Prefix }) => pathOf(Prefix)),
    token: next,
  };
}

type Listed = NonNullable<ListObjectsV2CommandOutput['Contents']>[number];

function metaOf({ Key, Size, LastModified, ETag, StorageClass }: Listed): string {
  if (Size === undefined || LastModified === undefined)
    throw unproven(`the key ${Key ?? ''}`, 'neither size nor time');
  const etag = (ETag ?? '').replaceAll('"', '');
  return `${Size} ${LastModified.getTime()} ${etag === '' ? '-' : etag} ${StorageClass ?? 'STANDARD'}`;
}

const unproven = (what: string, got: string): CutoverError =>
  new CutoverError('unproven', {
    what: `listing ${what}`,
    expected: 'all keys of the folder, page after page to the end',
    got,
    cure: 'check what answers at the endpoint of S3; nothing was assumed to have passed',
  });

// Places as DataSync and Storage Gateway write them, and which of them are the same.

/** A part of a bucket: the prefix is empty or ends with a slash. */
export interface BucketPlace {
  readonly bucket: string;
  readonly prefix: string;
}

export interface Task {
  readonly arn: string;
  readonly name: string;
  /** The NFS export as a mount names it: `host:/path`. */
  readonly export: string;
  /** The protocol's version, where the task names one: `4.1`. */
  readonly version: string | undefined;
  readonly to: BucketPlace;
}

export interface Share {
  readonly arn: string;
  readonly name: string;
  readonly gateway: string;
  /** Where servers reach the gateway; undefined where it does not report it. */
  readonly address: string | undefined;
  /** `/path`, as the gateway exports it. */
  readonly path: string;
  readonly of: BucketPlace;
}

export interface Pair {
  readonly task: Task;
  readonly share: Share;
}

/** `s3://bucket/prefix/` of a DataSync location. A location on an access point names no bucket. */
export function placeOfUri(uri: string): BucketPlace | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9.-]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: withSlash(prefix) };
}

/** `arn:aws:s3:::bucket/prefix/` of a file share. */
export function placeOfArn(arn: string): BucketPlace | undefined {
  const [, bucket, prefix = ''] = /^arn:[a-z-]+:s3:::([a-z0-9.-]+)(?:\/(.*))?$/s.exec(arn) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: withSlash(prefix) };
}

/** `nfs://host/export/data/` as `host:/export/data`; a mount wants an IPv6 address in brackets. */
export function exportOfUri(uri: string): string | undefined {
  const [, host, path] = /^nfs:\/\/([^/]+)(\/.*)$/s.exec(uri) ?? [];
  if (host === undefined || path === undefined) return undefined;
  const named = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${named}:${path === '/' ? path : path.replace(/\/+$/, '')}`;
}

/** Tasks and shares on the very same place: only then does every file keep its path after the switch. */
export function belongTogether(tasks: readonly Task[], shares: readonly Share[]): Pair[] {
  return tasks.flatMap((task) =>
    shares
      .filter(({ of }) => of.bucket === task.to.bucket && of.prefix === task.to.prefix)
      .map((share) => ({ task, share })),
  );
}

/** `share/share-…` of an ARN without its `share/`. */
export const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `s3://bucket/prefix/` */
export const shownPlace = ({ bucket, prefix }: BucketPlace): string => `s3://${bucket}/${prefix}`;

const withSlash = (prefix: string): string =>
  prefix === '' ? '' : `${prefix.replace(/^\/+|\/+$/g, '')}/`;

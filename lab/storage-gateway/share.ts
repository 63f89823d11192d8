// The share of the world: which part of which bucket it shows, and in which folder of the lab.
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import type { ObjectStore } from '../s3/objects/store.ts';

export interface Share {
  readonly store: ObjectStore;
  readonly bucket: string;
  /** '' or a prefix that ends in '/'. */
  readonly prefix: string;
  /** The folder that stands for the mounted share. */
  readonly view: string;
  /** A folder on the same disk, for files that are not whole yet. */
  readonly staging: string;
  /** Names the gateway in the metadata of what it uploads. */
  readonly gatewayId: string;
  readonly tags: Map<string, string>;
  /** Whether clients may only read, and how far the last change of that is. */
  readonly flag: { readOnly: boolean; status: 'AVAILABLE' | 'UPDATING' };
}

/** Where the share of the runbook lies. */
export function openShare({ world, faults }: LabContext, store: ObjectStore): Share {
  const { gateway, bucket } = world.names;
  const bare = (faults.share?.prefix ?? gateway.prefix ?? bucket.prefix ?? '').replace(
    /^\/+|\/+$/g,
    '',
  );
  return {
    store,
    bucket: bucket.name,
    prefix: bare === '' ? '' : `${bare}/`,
    view: world.gateway,
    staging: `${world.gateway}.staging`,
    gatewayId: gateway.arn.slice(gateway.arn.lastIndexOf('/') + 1),
    flag: { readOnly: faults.share?.readOnly ?? false, status: 'AVAILABLE' },
    tags: tagsOf(world, faults.share?.journal ?? world.names.evidence?.bucket ?? 'none'),
  };
}

/** The tag of the setup: which bucket holds the share's journal. */
const tagsOf = ({ names }: LabContext['world'], journal: string): Map<string, string> =>
  new Map([
    ['Name', names.name],
    ...(journal === 'none' ? [] : [['nfs-cutover:journal', journal] as const]),
  ]);

/** Tags as the service lists them, by key. */
export const listTags = (tags: ReadonlyMap<string, string>): Json[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1));

const MAX_PATH_BYTES = 1024;
const MAX_NAME_BYTES = 255;

/** Where an object shows in the view; undefined when a file system cannot have such a name. */
export function placeOf(
  key: string,
  { prefix }: Share,
): { readonly path: string; readonly isFolder: boolean } | undefined {
  const isFolder = key.endsWith('/');
  const path = key.slice(prefix.length, isFolder ? -1 : undefined);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES || path.includes('\0')) return undefined;
  const names = path.split('/');
  const good = names.every(
    (name) => !['', '.', '..'].includes(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES,
  );
  return good ? { path, isFolder } : undefined;
}

/** The folders above a path, the topmost first. */
export function parentsOf(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_name, depth) => names.slice(0, depth + 1).join('/'));
}

// What the gateway's metadata cache knows, shown as real files and folders.
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { ordinaryUser } from '../application-server/ordinary-user.ts';
import { modified, permissions } from '../files/posix-metadata.ts';
import type { UserMetadata } from '../files/posix-metadata.ts';
import type { StoredObject } from '../s3/objects/store.ts';
import type { Share } from './share.ts';

/** A file or folder that the gateway knows, and how it looked when the gateway last saw it. */
export interface Known {
  readonly isFolder: boolean;
  /** Differs as soon as a client has changed the file. */
  readonly look: string;
  /** The object behind it; a folder may have none. */
  readonly object: string | undefined;
}

export interface View {
  readonly share: Share;
  /** By path relative to the share, without slashes at its ends. */
  readonly known: Map<string, Known>;
  readonly showFile: (path: string, object: StoredObject) => Promise<void>;
  readonly showFolder: (path: string, object: StoredObject | undefined) => Promise<void>;
  readonly hide: (path: string) => void;
}

const FILE_MODE = 0o666;
const FOLDER_MODE = 0o777;
/** No setuid, setgid or sticky bits. */
const SHOWN_BITS = 0o777;

/** Opens the share's folder, empty at first. */
export function openView(share: Share): View {
  const known = new Map<string, Known>();
  const user = ordinaryUser();
  const at = (path: string): string => `${share.view}/${path}`;

  function dress(file: string, mode: number, metadata: UserMetadata): void {
    if (user !== undefined) chownSync(file, user.uid, user.gid);
    chmodSync(file, (permissions(metadata) ?? mode) & SHOWN_BITS);
    // Of a file whole seconds are shown, and of a folder the time at which the gateway has put something into it.
    const written = modified(metadata);
    if (written !== undefined && !statSync(file).isDirectory()) utimesSync(file, written, written);
  }

  async function remember(path: string, isFolder: boolean, object?: StoredObject): Promise<void> {
    const look = lookOf(await lstat(at(path), { bigint: true }));
    known.set(path, { isFolder, look, object: object && versionOf(object) });
  }

  mkdirSync(share.view, { recursive: true });
  mkdirSync(share.staging, { recursive: true });
  dress(share.view, FOLDER_MODE, {});

  return {
    share,
    known,
    showFile: async (path, object) => {
      const staged = `${share.staging}/file`;
      copyFileSync(share.store.path(share.bucket, object.key), staged);
      dress(staged, FILE_MODE, object.metadata);
      if (known.get(path)?.isFolder === true) rmSync(at(path), { recursive: true, force: true });
      renameSync(staged, at(path));
      await remember(path, false, object);
    },
    showFolder: async (path, object) => {
      if (known.get(path)?.isFolder === false) rmSync(at(path), { force: true });
      mkdirSync(at(path), { recursive: true });
      dress(at(path), FOLDER_MODE, object?.metadata ?? {});
      // Only root may fill a folder that its owner may not write.
      if (user === undefined) chmodSync(at(path), statSync(at(path)).mode | 0o700);
      await remember(path, true, object);
    },
    hide: (path) => {
      rmSync(at(path), { recursive: true, force: true });
      known.delete(path);
    },
  };
}

/** Changes whenever the object is written anew. */
export function versionOf({ etag, lastModified }: StoredObject): string {
  return `${etag} ${lastModified}`;
}

/** The attributes of a file that show that it was changed. A folder's times change with what is in it. */
export function lookOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return `folder ${stats.mode}`;
  return `${stats.size} ${stats.mtimeNs} ${stats.mode} ${stats.ino}`;
}

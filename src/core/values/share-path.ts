// A path below the mount as an object's key and as a folder of the share.

/** The key of `path` (relative to the source mount) in the bucket; `prefix` is '' or ends with a slash. */
export function keyOf(prefix: string, path: string): string {
  return `${prefix}${path}`;
}

/** The folder of `path` as RefreshCache names it, relative to the share: `/` or `/a/b`. */
export function shareFolderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '/' : `/${path.slice(0, end)}`;
}

/** One spelling for a share's folder: a slash in front, none at the end, `/` alone for the whole share. */
export function normalizeShareFolder(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

// Which folders of the share one refresh reads again.
import type { Runbook } from '../../runbook/runbook.ts';

export interface RefreshFolders {
  /** As RefreshCache names them. */
  readonly folders: readonly string[];
  /** Whether the refresh covers all below them too. */
  readonly recursive: boolean;
}

/** FolderList of RefreshCache has 1 to 50 folders (API reference). */
export const FOLDERS_PER_CALL = 50;

/** The folder of one file and the runbook's folders. */
export function foldersForFile({ refresh }: Runbook, file: string): RefreshFolders {
  // Direct children are enough for one new file, and take seconds where a recursive refresh takes hours.
  const own = shareFolderOf(file);
  return refresh.folders === undefined
    ? { folders: [own], recursive: false }
    : { folders: unique([own, ...refresh.folders.map(normalizeShareFolder)]), recursive: true };
}

/** The runbook's folders, or all of the share: the proof of every file that follows finds what they leave out. */
export function foldersForShare({ refresh }: Runbook): RefreshFolders {
  const folders = unique((refresh.folders ?? []).map(normalizeShareFolder));
  return { folders: folders.length > 0 ? folders : ['/'], recursive: true };
}

const unique = (folders: readonly string[]): readonly string[] => [...new Set(folders)];

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

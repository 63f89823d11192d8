// Which folders of the share one refresh looks into again.
import { normalizeShareFolder, shareFolderOf } from '../../core/values/share-path.ts';
import type { Runbook } from '../../runbook/runbook.ts';

export interface RefreshFolders {
  /** As RefreshCache names them. */
  readonly folders: readonly string[];
  /** Whether all below them is refreshed, too. */
  readonly recursive: boolean;
}

/** The folder of one file and the runbook's folders. */
export function foldersForFile({ refresh }: Runbook, file: string): RefreshFolders {
  // Direct children are enough for one new file, and take seconds where a recursive refresh takes hours.
  const own = shareFolderOf(file);
  return refresh.folders === undefined
    ? { folders: [own], recursive: false }
    : { folders: unique([own, ...refresh.folders.map(normalizeShareFolder)]), recursive: true };
}

/** The runbook's folders, or all of the share: the proof of every file that follows sees what was left out. */
export function foldersForShare({ refresh }: Runbook): RefreshFolders {
  const folders = unique((refresh.folders ?? []).map(normalizeShareFolder));
  return { folders: folders.length > 0 ? folders : ['/'], recursive: true };
}

const unique = (folders: readonly string[]): readonly string[] => [...new Set(folders)];

// For tests of the folder below the mount.
import { chmodSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { stateFolder } from '../../../lab/application-server/server-folder.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';
import { openServerLab } from '../../lab/application-server/server-lab.ts';
import { FREEZE, sha256 } from '../document-parameters.ts';

/** The mount point. */
export const point = ({ root }: ServerLab): string => join(root, 'mnt/data');

/** Where the lab has the folder itself as long as something is mounted there. */
export const below = (lab: ServerLab): string =>
  join(stateFolder(lab.context.world, lab.instance), 'hidden', sha256(dirname(point(lab))), 'data');

/** Its mode, in octal digits. */
export const modeOf = (folder: string): string => (statSync(folder).mode & 0o7777).toString(8);

/** A server whose folder below the mount has this mode. */
export async function openWith(mode: number): Promise<ServerLab> {
  const lab = await openServerLab();
  chmodSync(below(lab), mode);
  return lab;
}

/** Freezes the source. */
export const frozen = async (lab: ServerLab): Promise<void> => {
  expect((await lab.run('freeze-source', FREEZE)).said).not.toHaveProperty('refusal');
};

// Opens the page of a report with what the desktop of this machine opens pages with.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What was asked to be opened, by its path and as people know it. */
export interface Openable {
  readonly file: string;
  readonly shown: string;
}

/** Opens it and does not wait. Returns a line that says why not, or nothing. */
export function openPage({ file, shown }: Openable, env: NodeJS.ProcessEnv): string {
  const opener = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'xdg-open'))
    .find((path) => existsSync(path));
  if (opener === undefined)
    return `--open: expected xdg-open on this machine, got none; open ${shown} in a browser\n`;
  const child = spawn(opener, [file], { detached: true, stdio: 'ignore', env });
  child.on('error', () => undefined);
  child.unref();
  return '';
}

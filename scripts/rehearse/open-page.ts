// Opens the page of a report with what the desktop of this machine opens pages with.
import { spawn, spawnSync } from 'node:child_process';

/** Opens `file` and does not wait. Returns a line that says why not, or nothing; `shown` is what the line calls the file. */
export function openPage(file: string, shown: string): string {
  const { status } = spawnSync('sh', ['-c', 'command -v xdg-open']);
  if (status !== 0)
    return `--open: expected xdg-open on this machine, got none; open ${shown} in a browser\n`;
  const child = spawn('xdg-open', [file], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
  return '';
}

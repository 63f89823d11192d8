// The browser that opens the pages: Debian's Chromium, installed where that is possible.
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
/** With fonts for Japanese: a page without them shows boxes. */
const PACKAGES = ['chromium', 'fonts-noto-cjk', 'fonts-liberation'];

/** A Chromium that runs, or in words why there is none. */
export async function openChromium(): Promise<Browser | string> {
  const executablePath = chromiumPath() ?? install();
  if (!executablePath.startsWith('/')) return executablePath;
  // Root has no sandbox of Chromium. What it opens are pages of this repository alone, which load nothing.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

/** Where the Chromium of this machine is, if it has one. */
export function chromiumPath(): string | undefined {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** The path of the installed one, or why it could not be installed. */
function install(): string {
  const { status: apt } = spawnSync('sh', ['-c', 'command -v apt-get']);
  if (apt !== 0) return 'there is no Chromium, and no apt-get to install it';
  if (process.getuid?.() !== 0) return 'there is no Chromium, and only root can install it';
  console.log(`installing ${PACKAGES.join(', ')}: a minute or two, once`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...PACKAGES]]) {
    const { status, stderr } = spawnSync('apt-get', ['-q', ...args], {
      ...{ env, encoding: 'utf8', timeout: 600_000 },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0)
      return `apt-get ${args[0] ?? ''}: ${stderr.trim().split('\n').at(-1) ?? 'no answer'}`;
  }
  return chromiumPath() ?? 'apt-get installed no Chromium';
}

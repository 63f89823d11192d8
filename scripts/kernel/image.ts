// The image from which guests boot: made once, and again only when its recipe has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** ID and VERSION_CODENAME, as os-release(5) has them: the archive that apt knows is the guest's, and so is the kernel. */
const SYSTEM = 'debian bookworm';

/** The releases of Debian whose programs a guest can have, with their names in the archive. */
export const SUITES = { '12': 'bookworm', '13': 'trixie' } as const;
export type Debian = keyof typeof SUITES;

const RECIPE = fileURLToPath(new URL('./guest/', import.meta.url));

/** Why no image of this release can be made on this machine; undefined where it can, or where one is there. */
export function whyNoImage(debian: Debian): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the kernel is built for linux on x64, and this is ${process.platform} on ${process.arch}`;
  if (existsSync(folder(debian))) return undefined;
  if (process.getuid?.() !== 0) return 'only root can make the image';
  for (const tool of ['apt-get', 'dpkg', 'mke2fs'])
    if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) return `there is no ${tool}`;
  const system = spawnSync('sh', ['-c', '. /etc/os-release && echo "$ID $VERSION_CODENAME"'], {
    encoding: 'utf8',
  }).stdout.trim();
  if (system !== SYSTEM) return `the image is made on ${SYSTEM}, and this is ${system}`;
  const { status } = spawnSync('apt-get', ['-q', 'update'], { stdio: 'ignore', timeout: 120_000 });
  return status === 0 ? undefined : 'the Debian archive does not answer';
}

/**
 * The folder of the image: `linux`, `root.img` and `export.img`. It is made where it is not there, in some minutes.
 * Throws what the recipe printed where it fails.
 */
export function prepareImage(debian: Debian, say: (line: string) => void): string {
  const made = folder(debian);
  if (existsSync(made)) return made;
  const cache = join(made, '..');
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'making-'));
  try {
    say(`making the image in ${made}: some minutes, once`);
    const { status, error } = spawnSync(
      'bash',
      [join(RECIPE, 'build-image.sh'), work, SUITES[debian]],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (status !== 0)
      throw new Error(`the image: expected its recipe to end, got ${error?.message ?? status}`);
    // Another process may have made the same one meanwhile.
    if (!existsSync(made)) renameSync(work, made);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return made;
}

/** The digest of recipe and release names the folder: another recipe is another image. */
function folder(debian: Debian): string {
  const digest = createHash('sha256').update(`${SUITES[debian]}\n`);
  for (const name of readdirSync(RECIPE).sort())
    digest.update(`${name}\n`).update(readFileSync(join(RECIPE, name)));
  const { XDG_CACHE_HOME } = process.env;
  const cache =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === ''
      ? join(homedir(), '.cache')
      : XDG_CACHE_HOME;
  return join(cache, 'nfs-cutover-kernel', digest.digest('hex').slice(0, 16));
}

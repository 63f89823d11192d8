// The world before the cutover: files of real bytes on the export, copied once already, known to the gateway.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { giveToOrdinaryUser } from '../application-server/ordinary-user.ts';
import type { LabContext } from '../context.ts';
import { bucketNames } from '../world.ts';
import type { World } from '../world.ts';

const FILES = 200;
const KIB = 1024;
const DAY_SECONDS = 86_400;
/** A JPEG file begins with these bytes, and ends with FF D9. */
const JPEG_START = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');

/** Writes the files of the source; each has been there for weeks. */
export function seedSource({ world, clock }: LabContext): void {
  const { canary, confirmation } = world.names;
  const folder = posix.dirname(canary.copy);
  const images = Array.from({ length: FILES }, (_, i) =>
    posix.join(folder, `${String(i + 1).padStart(5, '0')}.jpg`),
  );
  const now = Math.floor(clock.now() / 1000);
  const paths = new Set([...images, canary.copy, confirmation.copy, 'catalogue/index.csv']);
  for (const [i, path] of [...paths].entries()) {
    const file = join(world.source, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path.endsWith('.csv') ? catalogue(images) : imageBytes(path));
    const written = now - 30 * DAY_SECONDS + i;
    utimesSync(file, written, written);
  }
  for (const path of paths) ageFolders(world.source, dirname(join(world.source, path)), now);
  giveToOrdinaryUser(world.source);
}

function ageFolders(top: string, folder: string, now: number): void {
  const filled = now - 29 * DAY_SECONDS;
  utimesSync(folder, filled, filled);
  if (folder !== top && folder.startsWith(top)) ageFolders(top, dirname(folder), now);
}

/** A process seeds many labs, all with the same few megabytes. */
const made = new Map<string, Buffer>();

/** Between 4 and 40 KiB that depend on nothing but the name. */
function imageBytes(path: string): Buffer {
  const known = made.get(path);
  if (known !== undefined) return known;
  const seed = createHash('sha256').update(path).digest();
  const size = 4 * KIB + (seed.readUInt32BE() % (36 * KIB));
  const outputLength = size - JPEG_START.length - JPEG_END.length;
  const bytes = createHash('shake256', { outputLength }).update(path).digest();
  const image = Buffer.concat([JPEG_START, bytes, JPEG_END]);
  made.set(path, image);
  return image;
}

const catalogue = (images: readonly string[]): string =>
  ['number,path', ...images.map((path, i) => `${i + 1},${path}`), ''].join('\n');

/** The folders of the world. Names that would lead out of the lab's root are refused. */
export function layOut(world: World): void {
  const { application, canary, confirmation } = world.names;
  for (const path of [canary.copy, confirmation.copy])
    if (posix.isAbsolute(path) || posix.normalize(path).startsWith('..'))
      throw new Error(`lab: expected a path inside the source, got '${path}'`);
  for (const name of [...application.servers, ...bucketNames(world.names)])
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name))
      throw new Error(`lab: expected the id of a server or the name of a bucket, got '${name}'`);
  for (const folder of [world.source, world.gateway, world.objects])
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o755 });
}

// Programs that people run on a server of the lab: real processes of this machine, as the server's /proc shows them.
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OURS, OUR_ROOT, ROOT } from './proc.ts';
import type { Process } from './proc.ts';
import { rawToOctal, readRows } from './mount-table.ts';
import type { Row } from './mount-table.ts';

/** The numbers of the processes of this machine that belong to the server whose root folder is `root`. */
export function programNumbers(root: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environment(pid).includes(`LAB_SERVER=${root}`))
    .map(Number);
}

/** The same as processes of the server; `state` is the folder of the lab's notes about it. */
export function readPrograms(root: string, state: string): Process[] {
  const rows = table(join(state, 'mounts'));
  const places = rows.map((row) => place(row, state));
  return programNumbers(root).flatMap((pid) => {
    try {
      return [program(String(pid), state, (path) => shown(path, places))];
    } catch (error) {
      // It has ended meanwhile.
      if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
        return [];
      throw error;
    }
  });
}

function program(pid: string, state: string, show: (path: string) => string): Process {
  const proc = join('/proc', pid);
  const open = readdirSync(join(proc, 'fd'));
  const links = ['cwd', 'exe', 'root', ...open.map((number) => `fd/${number}`)];
  return {
    id: pid,
    name: readFileSync(join(proc, 'comm'), 'utf8').trim(),
    ...namespace(pid, state),
    links: Object.fromEntries(links.map((link) => [link, show(readlinkSync(join(proc, link)))])),
    flags: Object.fromEntries(
      open.map((number) => [number, flagsOf(join(proc, 'fdinfo', number))]),
    ),
    maps: readFileSync(join(proc, 'maps'), 'utf8').replace(/\S* *(\/.*)$/gm, (line, path: string) =>
      line.replace(path, show(path)),
    ),
  };
}

/** Ours, or one that unshare has made: private, with the mounts of that moment, or a slave of ours. */
function namespace(pid: string, state: string): Pick<Process, 'namespace' | 'mounts'> {
  const id = environment(pid)
    .find((line) => line.startsWith('LAB_NAMESPACE='))
    ?.slice('LAB_NAMESPACE='.length);
  if (id === undefined) return { namespace: OURS, mounts: [OUR_ROOT] };
  const own = join(state, 'namespaces', id);
  const tag = existsSync(`${own}.slave`) ? ' master:1' : '';
  const rows = table(existsSync(own) ? own : join(state, 'mounts'));
  return {
    namespace: 4026533000 + Number(id),
    mounts: [
      `701 700 ${ROOT}${tag} - ext4 /dev/root rw`,
      ...rows.map(
        ({ id: mount, device, target, flags, type, source, superblock }) =>
          `${1000 + Number(mount)} 701 ${device} / ${rawToOctal(target)} ${flags} - ${type} ${rawToOctal(source)} ${rawToOctal(superblock)}`,
      ),
    ],
  };
}

interface Place {
  readonly folder: string;
  readonly target: string;
}

const place = ({ key, target }: Row, state: string): Place => ({
  folder: readlinkSync(join(state, 'exports', key)),
  target: rawToText(target),
});

/** The path as the server sees it: below the newest mount of its folder. */
function shown(path: string, places: readonly Place[]): string {
  const at = places.findLast(({ folder }) => path === folder || path.startsWith(`${folder}/`));
  return at === undefined ? path : at.target + path.slice(at.folder.length);
}

const table = (file: string): Row[] => readRows(readFileSync(file, 'utf8'));

const rawToText = (text: string): string =>
  Buffer.from(
    text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  ).toString();

const flagsOf = (file: string): string =>
  /^flags:\s*(\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '0';

/** Nothing where it cannot be read: it has ended, or is another user's. */
function environment(pid: string): string[] {
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'latin1').split('\0');
  } catch {
    return [];
  }
}

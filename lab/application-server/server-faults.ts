// What a scenario finds on the application servers besides the two mounts: all that a preflight looks for.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabContext } from '../context.ts';
import type { ServerFaults } from '../faults/scenario.ts';
import type { Names } from '../world.ts';
import { deviceOf, exportKey, raw, readRows, rowLine } from './mount-table.ts';
import type { Row } from './mount-table.ts';

/** What one operation on a file takes, in milliseconds. */
const SOURCE_PACE = 2;
const GATEWAY_PACE = 3;
/** Blocks of 4 KiB, and inodes of a million. */
const FREE = { blocks: 1_000_000, inodes: 500_000 };

interface Place {
  readonly names: Names;
  readonly root: string;
  readonly state: string;
  readonly faults: ServerFaults;
}

/** Applies the scenario's faults to a server that is laid out, and notes how fast its mounts are. */
export function applyServerFaults(
  { world, faults }: LabContext,
  root: string,
  state: string,
): void {
  const place = { names: world.names, root, state, faults: faults.server ?? {} };
  writePace(place);
  writeClocks(place);
  writeFree(place);
  writeFileSync(join(state, 'curl'), `${place.faults.curl ?? 'works'}\n`);
  changeMounts(place);
  changeFstab(place);
  writeAutofs(place);
  writeUnit(place);
  writeSpecialFiles(place);
}

function writePace({ names, state, faults }: Place): void {
  const paces = [
    [names.source.export, SOURCE_PACE],
    [names.gateway.export, faults.gatewayPace ?? GATEWAY_PACE],
  ] as const;
  const rows = paces.map(([source, pace]) => `${exportKey(source)} ${pace}\n`);
  writeFileSync(join(state, 'pace'), rows.join(''));
}

/** How far the clock of each export's server is ahead of all others, in milliseconds. */
function writeClocks({ names, state, faults }: Place): void {
  const row = `${exportKey(names.source.export)} ${(faults.sourceClock ?? 0) * 1000}\n`;
  writeFileSync(join(state, 'clocks'), row);
}

/** What is free on both sides: the disk of the lab's machine is none of theirs. */
function writeFree({ names, state, faults }: Place): void {
  const free = [
    [names.source.export, faults.free ?? FREE],
    [names.gateway.export, FREE],
  ] as const;
  const rows = free.map(([of, { blocks, inodes }]) => `${exportKey(of)} ${blocks} ${inodes}\n`);
  writeFileSync(join(state, 'free'), rows.join(''));
}

function changeMounts({ names, root, state, faults }: Place): void {
  const file = join(state, 'mounts');
  const isSource = ({ target }: Row): boolean => target === raw(root + names.source.mount);
  const changed = readRows(readFileSync(file, 'utf8')).map((row): Row => {
    const more = isSource(row) ? faults.sourceOptions : faults.gatewayOptions;
    const { superblock } = row;
    return {
      ...row,
      source: isSource(row) ? (faults.sourceExport ?? row.source) : row.source,
      superblock: more === undefined ? superblock : `${superblock},${raw(more)}`,
    };
  });
  const further = (faults.mounts ?? []).map((mount, i): [string, Row] => [
    mount.is,
    furtherRow({ ...mount, at: root + mount.at }, changed.find(isSource), String(100 + i)),
  ]);
  // autofs comes first: what it mounts stands above it.
  const below = further.filter(([is]) => is === 'autofs').map(([, row]) => row);
  const beside = further.filter(([is]) => is !== 'autofs').map(([, row]) => row);
  const kept = changed.filter((row) => faults.unmounted !== true || !isSource(row));
  const table = [...below, ...kept, ...beside].map((row) => `${rowLine(row)}\n`);
  writeFileSync(file, table.join(''));
}

/** The row of a further mount at the whole path `at`; `source` is the row of the source, where it is mounted. */
function furtherRow(
  { is, at }: { readonly is: 'bind' | 'again' | 'nested' | 'autofs'; readonly at: string },
  source: Row | undefined,
  id: string,
): Row {
  const target = raw(at);
  const key = exportKey(`${is} ${at}`);
  const own = { target, id, key, base: key, device: deviceOf(key), superblock: 'rw', flags: 'rw' };
  const of = source ?? { ...own, source: '', type: '' };
  switch (is) {
    case 'bind':
      return { ...of, target, id };
    case 'again':
      return { ...of, target, id, key, base: key, device: own.device, source: `${of.source}/sub` };
    case 'nested':
      return { ...own, source: 'tmpfs', type: 'tmpfs' };
    case 'autofs':
      return { ...own, source: '/etc/auto.direct', type: 'autofs', superblock: 'rw,fd=7,direct' };
  }
}

function changeFstab({ names, root, faults }: Place): void {
  const file = join(root, 'etc/fstab');
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${names.source.export} `));
  const line = lines[at] ?? '';
  switch (faults.fstab) {
    case 'none':
      lines.splice(at, 1);
      break;
    case 'twice':
      lines.splice(at, 0, line);
      break;
    case 'automount':
      lines[at] = line.replace(',_netdev', ',_netdev,x-systemd.automount');
      break;
    case 'other':
      lines[at] = line.replace(names.source.export, '10.9.9.9:/elsewhere');
      break;
    case undefined:
      break;
  }
  writeFileSync(file, lines.join('\n'));
}

function writeAutofs({ names, root, faults }: Place): void {
  if (faults.autofs === undefined) return;
  const { mount, export: source } = names.source;
  const etc = join(root, 'etc');
  const [master, map] = {
    direct: ['/- auto.direct', `${root}${mount} -rw,hard ${source}`],
    indirect: [`${root}${dirname(mount)} auto.direct`, `data -rw ${source}/data`],
    unread: ['+auto.master', ''],
  }[faults.autofs];
  writeFileSync(join(etc, 'auto.master'), `# Master map\n/net -hosts\n${master}\n`);
  writeFileSync(join(etc, 'auto.direct'), `# Map\n${map}\n`);
  const sources = faults.autofs === 'unread' ? 'sss files' : 'files';
  writeFileSync(join(etc, 'nsswitch.conf'), `automount: ${sources}\n`);
}

function writeUnit({ names, root, faults }: Place): void {
  if (faults.unit === undefined) return;
  const folder = join(root, 'etc/systemd/system');
  mkdirSync(folder, { recursive: true });
  const { export: source, mount } = names.source;
  const unit = `[Mount]\nWhat=${source}\nWhere=${root}${mount}\nType=nfs\n`;
  writeFileSync(join(folder, faults.unit), unit);
}

/** Files with an ACL or an attribute, as the tools find them. */
function writeSpecialFiles({ names, root, state, faults }: Place): void {
  const at = (path: string): string =>
    raw(`${root}${names.source.mount}${path === '' ? '' : `/${path}`}`);
  const rows = [
    ...(faults.acl === undefined ? [] : [`acl ${at(faults.acl)}\n`]),
    ...(faults.attribute === undefined ? [] : [`attribute ${at(faults.attribute)}\n`]),
  ];
  writeFileSync(join(state, 'special-files'), rows.join(''));
}

// A server with services, for tests of the documents that stop and start them.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { giveToOrdinaryUser } from '../../../lab/application-server/ordinary-user.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { note, RUN } from '../document-parameters.ts';
import type { ServerLab } from '../../lab/application-server/server-lab.ts';

export const UNIT = 'image-archive.service';

const SHARED = {
  ...RUN,
  LockPath: '/run/nfs-cutover/lock',
  UnitsPath: '/run/systemd/system',
  ProcPath: '/proc',
  Seconds: '9',
};
export const STOP = { ...SHARED, Units: UNIT, Way: 'forward', MountPath: '/mnt/data' };
export const START = { ...SHARED, Way: 'back', HealthUnits: '', HealthUrl: '', HealthPort: '' };

/** Puts a unit on the server: the lines of its file, or the unit that it is another name of; its state; whether it starts with a boot. */
export function putUnit(
  lab: ServerLab,
  name: string,
  lines: readonly string[] | string,
  { state = 'active', enabled = false } = {},
): void {
  const units = join(lab.root, 'etc/systemd/system');
  const wants = join(units, 'multi-user.target.wants');
  mkdirSync(wants, { recursive: true });
  if (typeof lines === 'string') symlinkSync(lines, join(units, name));
  else writeFileSync(join(units, name), lines.map((line) => `${line}\n`).join(''));
  if (enabled) symlinkSync(`../${name}`, join(wants, name));
  writeFileSync(join(lab.state, 'units', name), `${state} yes\n`);
}

/** The state of a unit as systemd has it. */
export function stateOf(lab: ServerLab, name = UNIT): string {
  const file = join(lab.state, 'units', name);
  return existsSync(file) ? (readFileSync(file, 'utf8').split(' ')[0] ?? '') : 'inactive';
}

/** What the documents have left on the server: files below /run, and the note. */
export function left(lab: ServerLab): string[] {
  const names = (folder: string): string[] =>
    existsSync(join(lab.root, folder)) ? readdirSync(join(lab.root, folder)) : [];
  return [
    ...names('run/systemd/system'),
    ...names('run/nfs-cutover').filter((name) => name.startsWith('closed-')),
    ...(note(lab, 'services') === undefined ? [] : ['services']),
  ];
}

/** The server boots: /run is empty, and what is enabled runs. The boot before it. */
export function reboot(lab: ServerLab): string {
  const file = join(lab.root, 'proc/sys/kernel/random/boot_id');
  const before = readFileSync(file, 'utf8').trim();
  rmSync(join(lab.root, 'run'), { recursive: true });
  mkdirSync(join(lab.root, 'run/lock'), { recursive: true });
  giveToOrdinaryUser(join(lab.root, 'run'));
  rmSync(join(lab.state, 'conditions'), { recursive: true });
  writeFileSync(join(lab.state, 'units', UNIT), 'active yes\n');
  writeFileSync(file, 'another-boot\n');
  return before;
}

/** A process of the unit uses the mount, though the unit is stopped. */
export function holdMount(lab: ServerLab): string {
  const process = '4711';
  writeFileSync(join(lab.state, 'busy'), `${lab.root}/mnt/data 1\n`);
  mkdirSync(join(lab.root, 'proc', process), { recursive: true });
  writeFileSync(join(lab.root, 'proc', process, 'cgroup'), `0::/system.slice/${UNIT}\n`);
  return process;
}

/** A server for URLs; and in the table of sockets, a port on which something listens, and one of a client (proc_net(5)). */
export async function openPort(
  lab: ServerLab,
): Promise<{ readonly port: number } & AsyncDisposable> {
  mkdirSync(join(lab.root, 'proc/net'), { recursive: true });
  const rows = ['0: 0100007F:1F90 00000000:0000 0A', '1: 0100007F:1F91 0100007F:0016 01'];
  writeFileSync(join(lab.root, 'proc/net/tcp'), rows.map((row) => `  ${row} 0:0\n`).join(''));
  const server = createServer(({ url }, response) => {
    const status = url === '/moved' ? 302 : url === '/broken' ? 503 : 200;
    response.writeHead(status, { location: '/broken' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

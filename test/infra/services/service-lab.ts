// A server with services, for tests of the documents that stop and start them.
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** Puts a unit on the server: the lines of its file, its state, and whether it starts with a boot. */
export function putUnit(
  lab: ServerLab,
  name: string,
  lines: readonly string[],
  { state = 'active', enabled = false } = {},
): void {
  const units = join(lab.root, 'etc/systemd/system');
  const wants = join(units, 'multi-user.target.wants');
  mkdirSync(wants, { recursive: true });
  writeFileSync(join(units, name), lines.map((line) => `${line}\n`).join(''));
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

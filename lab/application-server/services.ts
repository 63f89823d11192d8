// The application's services on a server: units of systemd that run from the beginning and start with a boot.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';

/** Writes a unit for each service that the runbook names, running and enabled; the scenario says how they fail. */
export function writeServices({ world, faults }: LabContext, root: string, state: string): void {
  const { application, source, gateway } = world.names;
  const { services = 'none' } = application;
  const units = join(root, 'etc/systemd/system');
  const wants = join(units, 'multi-user.target.wants');
  for (const folder of [wants, join(state, 'units')]) mkdirSync(folder, { recursive: true });
  const fails = {
    'fail-on-gateway': `X-LabFailsOn=${source.mount} ${gateway.export}\n`,
    'do-not-stop': 'X-LabStops=never\n',
    none: '',
  }[faults.server?.services ?? 'none'];
  for (const name of typeof services === 'string' ? [] : services) {
    writeFileSync(join(units, name), `[Service]\nExecStart=/usr/bin/application\n${fails}`);
    symlinkSync(`../${name}`, join(wants, name));
    writeFileSync(join(state, 'units', name), 'active yes\n');
  }
}

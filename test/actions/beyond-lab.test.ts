// The cutover and its way back where nothing says that this is a lab: an endpoint for each service, and the machine's time.
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isLab } from '../../src/core/lab-endpoint.ts';
import { openBench } from './action-process.ts';
import type { ActionRun, Bench } from './action-process.ts';

const SERVICES = [
  ...(['S3', 'SSM', 'STS', 'DATASYNC', 'STORAGE_GATEWAY'] as const),
  ...(['EVENTBRIDGE', 'CLOUDWATCH_LOGS'] as const),
];

/** As a job on GitHub finds AWS: no variable for all services, no clock. */
const beyond = ({ lab }: Bench): Record<string, string> => ({
  AWS_ENDPOINT_URL: '',
  NFS_CUTOVER_LAB_CLOCK: '',
  GITHUB_JOB: 'cutover',
  ...Object.fromEntries(SERVICES.map((name) => [`AWS_ENDPOINT_URL_${name}`, lab.url])),
});

/** What is mounted at the application's path, and what fstab says of it. */
function served({ lab }: Bench) {
  const { world } = lab.context;
  const server = world.server(world.names.application.servers[0] ?? '');
  const mount = join(server, 'mnt', 'data');
  const fstab = readFileSync(join(server, 'etc', 'fstab'), 'utf8');
  const [source, , , options = ''] = (/^\S+ \S+\/mnt\/data .*$/m.exec(fstab)?.[0] ?? '').split(' ');
  return {
    mounted: lstatSync(mount).isSymbolicLink() ? realpathSync(mount) : mount,
    named: `${source}, ${/(^|,)ro(,|$)/.test(options) ? 'closed' : 'open'}`,
  };
}

const SOURCE = 'nfs-server.example.internal:/export/data';
const GATEWAY = '10.0.1.20:/image-archive';

test('freeze, switch, confirmation, rollback and thaw need no lab', async () => {
  await using bench = await openBench({ time: { mode: 'real', speed: 4 } });
  const env = beyond(bench);
  expect(isLab(env)).toBe(false);
  const { world } = bench.lab.context;
  const [source, gateway] = [world.source, world.gateway].map((path) => realpathSync(path));
  const run = async (step: ActionRun, job = 'cutover'): Promise<string> => {
    const { code, stdout } = await bench.run({ ...step, env: { ...env, GITHUB_JOB: job } });
    return code === 0 ? (bench.journal.newest?.state ?? '') : stdout;
  };
  expect(await run({ action: 'freeze-source' })).toBe('frozen');
  expect(served(bench)).toEqual({ mounted: source, named: `${SOURCE}, closed` });
  expect(await run({ action: 'switch-mount', inputs: { to: 'gateway' } })).toBe('confirmed');
  expect(served(bench)).toEqual({ mounted: gateway, named: `${GATEWAY}, open` });
  const back = { 'takes-over': 'true' };
  const undo = { to: 'source', 'undo-confirmed': 'true', ...back };
  expect(await run({ action: 'switch-mount', inputs: undo }, 'rollback')).toBe('confirmed');
  expect(served(bench)).toEqual({ mounted: source, named: `${SOURCE}, closed` });
  const thaw = { thaw: 'true', ...back };
  expect(await run({ action: 'freeze-source', inputs: thaw }, 'rollback')).toBe('rolled-back-open');
  expect(served(bench)).toEqual({ mounted: source, named: `${SOURCE}, open` });
}, 120_000);

// The speed of both mounts, measured on a server of the lab.
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../../../lab/application-server/ordinary-user.ts';
import { measureSpeed } from '../../../../src/steps/preflight/servers/measure-speed.ts';
import { FREEZE } from '../../../infra/document-parameters.ts';
import { changed } from '../../../runbook/image-archive.ts';
import { notPassed, openServersLab } from './servers-lab.ts';
import type { ServersLab } from './servers-lab.ts';

const SPEED = /preflight:\n( .*\n)+/;
const withSpeed = (write: boolean): string =>
  changed(SPEED, `preflight:\n  speed: {files: 4, size: 8KiB, slower-than: 5, write: ${write}}\n`);

const HIDDEN = '.nfs-cutover-speed-42';

/** All of the source has arrived, as after a transfer and a refresh. */
function arrive({ lab }: ServersLab): void {
  const { world } = lab.context;
  cpSync(world.source, world.gateway, { recursive: true });
  giveToOrdinaryUser(world.gateway);
}

test('without the key nothing is asked of a server', async () => {
  await using bench = await openServersLab({}, changed(SPEED, ''));
  expect(await measureSpeed(bench.context, bench.ports)).toEqual([]);
});

test('reading alone changes nothing', async () => {
  await using bench = await openServersLab({}, withSpeed(false));
  for (let i = 2; i <= 5; i += 1) bench.lab.write(`images/0000${i}.jpg`, 'x'.repeat(i * 4000));
  arrive(bench);
  expect(await measureSpeed(bench.context, bench.ports)).toEqual([
    {
      area: 'Speed',
      check: 'Reading through the gateway',
      state: 'pass',
      found: expect.stringMatching(
        /^i-0a1b2c3d4e5f60718: 4 files, \S+ KiB past the server's cache: 8 ms on the source, 12 ms through the gateway, 1.2 times; at most 5 are allowed$/,
      ) as unknown,
    },
  ]);
  expect(existsSync(join(bench.lab.root, 'var/lib/nfs-cutover/mnt-data-6faba07f33e6/42'))).toBe(
    false,
  );
});

test('writing and renaming leave nothing', async () => {
  await using bench = await openServersLab({}, withSpeed(true));
  arrive(bench);
  const findings = await measureSpeed(bench.context, bench.ports);
  expect(findings.map(({ check, state }) => `${check}: ${state}`)).toEqual([
    'Reading through the gateway: pass',
    'Writing through the gateway: pass',
    'Renaming through the gateway: pass',
  ]);
  const { world } = bench.lab.context;
  for (const side of [world.source, world.gateway]) expect(readdirSync(side)).toEqual(['images']);
});

describe('becomes a finding', () => {
  test('a gateway that is too slow', async () => {
    await using bench = await openServersLab({ server: { gatewayPace: 40 } }, withSpeed(true));
    arrive(bench);
    expect(notPassed(await measureSpeed(bench.context, bench.ports))).toEqual([
      expect.stringMatching(
        /Writing .*: fail: .*8 ms on the source, 160 ms through the gateway, 16.0 times; expected at most 5$/,
      ),
      expect.stringMatching(/Renaming .*: fail: /),
    ]);
  });

  test('no file that is on source and gateway', async () => {
    await using bench = await openServersLab({}, withSpeed(false));
    bench.lab.write('images/0.jpg', 'longer here');
    arrive(bench);
    writeFileSync(join(bench.lab.context.world.gateway, 'images/0.jpg'), 'short');
    writeFileSync(join(bench.lab.context.world.gateway, 'images/00001.jpg'), '');
    expect(notPassed(await measureSpeed(bench.context, bench.ports))).toEqual([
      expect.stringMatching(
        /Reading .*: unproven: .*no file beside canary.copy is on source and gateway/,
      ),
    ]);
  });

  test('a folder of that name, which is left alone', async () => {
    await using bench = await openServersLab({}, withSpeed(true));
    arrive(bench);
    const theirs = join(bench.lab.context.world.gateway, HIDDEN);
    mkdirSync(theirs);
    writeFileSync(join(theirs, 'a1'), 'theirs');
    const [finding] = await measureSpeed(bench.context, bench.ports);
    expect(finding).toMatchObject({
      state: 'unproven',
      found: expect.stringMatching(/folder-exists \(\/mnt\/fgw\/\.nfs-cutover-speed-42\)$/),
      cure: expect.stringMatching(/by hand/),
    });
    expect(readdirSync(theirs)).toEqual(['a1']);
    expect(readdirSync(bench.lab.context.world.source)).toEqual(['images']);
  });

  test('a source that cannot be written, and nothing is left', async () => {
    await using bench = await openServersLab({}, withSpeed(true));
    arrive(bench);
    await freeze(bench);
    expect(notPassed(await measureSpeed(bench.context, bench.ports))).toEqual([
      expect.stringMatching(
        /The speed was measured: unproven: .*write-failed .*Read-only file sys/,
      ),
    ]);
    const { world } = bench.lab.context;
    for (const side of [world.source, world.gateway]) expect(readdirSync(side)).toEqual(['images']);
  });
});

async function freeze({ lab }: ServersLab): Promise<void> {
  const { said } = await lab.run('freeze-source', FREEZE);
  expect(said.frozen).toBe('yes');
}

// An action is killed after each of its API calls in turn and run again: never a second transfer, canary or switch.
import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { ActionRun, Bench } from './action-process.ts';

/**
 * Runs the action again after it was killed at its first calls one by one, then at every twelfth, each time in a world
 * of its own. Answers how many kills there were. The sweep has every point of the cutover's job.
 */
async function atManyCalls(
  run: ActionRun,
  prepare: (bench: Bench) => Promise<void>,
  check: (bench: Bench) => void,
): Promise<number> {
  let kills = 0;
  for (let calls = 1; ; calls += calls < 6 ? 1 : 12) {
    await using bench = await openBench();
    await prepare(bench);
    const first = await bench.run({ ...run, killAfterCalls: calls });
    if (first.code !== undefined) {
      expect(first.code).toBe(0);
      return kills;
    }
    kills += 1;
    const second = await bench.run(run);
    expect([calls, second.code, second.stdout]).toEqual([calls, 0, second.stdout]);
    check(bench);
  }
}

const succeeded = (bench: Bench, operation: string): number =>
  bench.lab.calls.filter((call) => call.operation === operation && call.error === undefined).length;

describe('killed at any moment and run again', () => {
  test('create-test-file makes one canary', async () => {
    const kills = await atManyCalls(
      { action: 'create-test-file' },
      () => Promise.resolve(),
      ({ lab }) => {
        const { source } = lab.context.world;
        const made = readdirSync(source).filter((name) => name.includes('new-image'));
        expect(made).toEqual(['new-image-42.jpg']);
        expect(readFileSync(join(source, 'new-image-42.jpg'))).toEqual(
          readFileSync(join(source, 'images', '00001.jpg')),
        );
      },
    );
    expect(kills).toBeGreaterThanOrEqual(4);
  }, 120_000);

  test('run-datasync starts one execution', async () => {
    const kills = await atManyCalls(
      { action: 'run-datasync' },
      async (bench) => {
        expect((await bench.run({ action: 'create-test-file' })).code).toBe(0);
      },
      (bench) => {
        expect(succeeded(bench, 'StartTaskExecution')).toBe(1);
        expect(bench.lab.store.get('image-archive-111122223333', 'new-image-42.jpg')).toBeDefined();
      },
    );
    expect(kills).toBeGreaterThanOrEqual(6);
  }, 180_000);

  test('switch-mount ends switched, with one confirmation file', async () => {
    const kills = await atManyCalls(
      { action: 'switch-mount', inputs: { to: 'gateway' } },
      async (bench) => {
        expect((await bench.run({ action: 'freeze-source' })).code).toBe(0);
      },
      ({ lab }) => {
        const { world } = lab.context;
        const server = world.server(world.names.application.servers[0] ?? '');
        const mount = join(server, 'mnt', 'data');
        expect(lstatSync(mount).isSymbolicLink()).toBe(true);
        expect(realpathSync(mount)).toBe(realpathSync(world.gateway));
        const fstab = readFileSync(join(server, 'etc', 'fstab'), 'utf8').split('\n');
        const ours = fstab.filter((line) => line.includes('/mnt/data'));
        expect(ours).toHaveLength(1);
        expect(ours[0]).toContain('10.0.1.20:/image-archive');
        const made = readdirSync(world.gateway).filter((name) => name.includes('new-image2'));
        expect(made).toEqual(['new-image2-42.jpg']);
        expect(existsSync(join(world.source, 'new-image2-42.jpg'))).toBe(false);
      },
    );
    expect(kills).toBeGreaterThanOrEqual(8);
  }, 600_000);
});

describe('asked to stop', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'run-datasync cancels its execution on %s, says so, and exits within 5 s',
    async (signal) => {
      await using bench = await openBench();
      let sent = Infinity;
      const { code, stdout } = await bench.run({
        action: 'run-datasync',
        watch: (text) => {
          if (sent !== Infinity || !text.includes('PREPARING')) return undefined;
          sent = performance.now();
          return signal;
        },
      });
      expect(performance.now() - sent).toBeLessThan(5000);
      expect(code).toBe(41);
      expect(stdout).toContain('Cancelled arn:aws:datasync');
      expect(succeeded(bench, 'CancelTaskExecution')).toBe(1);
    },
  );

  test('a change of mounts is left to run to its end, a listing is cancelled', async () => {
    await using bench = await openBench();
    const freeze = await bench.run({
      action: 'freeze-source',
      watch: (text) => (text.includes('document freeze-source ') ? 'SIGINT' : undefined),
    });
    expect(freeze.code).toBe(41);
    expect(freeze.stdout).toContain('The change of mounts goes on to one of its two ends');
    expect(succeeded(bench, 'CancelCommand')).toBe(0);
    const list = await bench.run({
      action: 'check-listing',
      inputs: { file: 'images/00001.jpg', expect: 'present' },
      watch: (text) => (text.includes('document list-path ') ? 'SIGINT' : undefined),
    });
    expect(list.code).toBe(41);
    expect(list.stdout).toContain('Cancelled command');
    expect(succeeded(bench, 'CancelCommand')).toBe(1);
  });
});

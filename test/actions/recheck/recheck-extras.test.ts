// What a re-check must not take from a proof: that extras are gone which were still to be removed then, and what a layer shows.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  BUCKET,
  RUNBOOK,
  checkAgain,
  close,
  found,
  proven,
  refreshAgain,
  refreshes,
  run,
  verifyAgain,
} from './recheck-world.ts';
import type { World } from './recheck-world.ts';

describe('a tree that was proven while extras were still to be removed', () => {
  const EXTRAS = ['away/deep/1', 'tree/d0/-rf/extra', 'tree/d1/gone/1', 'tree/d1/gone/2'];
  const text = RUNBOOK.replace('extras: fail', 'extras: remove\n  remove-limit: 20');
  let world: World;
  beforeAll(async () => {
    world = await proven(text, 3, ({ bench: { lab } }) => {
      for (const key of EXTRAS) lab.store.put(BUCKET, key, Buffer.from('x'), {});
      return Promise.resolve();
    });
  }, 300_000);
  afterAll(() => close(world));

  const where = ({ data }: Awaited<ReturnType<typeof verifyAgain>>) => [
    data.recheck.kind,
    data.recheck.folders,
  ];

  test('without the removal, each of them is found, though nothing has changed there', async () => {
    const again = await verifyAgain(world);
    expect([again.code, found(again)]).toEqual([62, EXTRAS.map((path) => `extra ${path}`)]);
    expect(where(again)).toEqual(['incremental', expect.objectContaining({ compared: 3 })]);
  });

  test('removed from the bucket, a gateway that was not refreshed still shows them', async () => {
    for (const key of EXTRAS) world.bench.lab.store.remove(BUCKET, key);
    const again = await verifyAgain(world);
    expect([again.code, found(again)]).toEqual([0, []]);
    const shown = await checkAgain(world);
    expect(shown.code).toBe(62);
    expect(found(shown)).toEqual(expect.arrayContaining(EXTRAS.map((path) => `extra ${path}`)));
  });

  test('their folders alone are refreshed, and then they are gone there too', async () => {
    const before = refreshes(world.bench).length;
    expect((await refreshAgain(world)).code).toBe(0);
    expect(refreshes(world.bench).slice(before)).toMatchObject([
      { FolderList: ['/', '/tree/d0/-rf', '/tree/d1'], Recursive: false },
    ]);
    const shown = await checkAgain(world);
    expect([shown.code, found(shown)]).toEqual([0, []]);
    expect(where(shown)).toEqual(['incremental', expect.objectContaining({ compared: 3 })]);
  });
});

describe('a tree that was proven with calibrated layers', () => {
  let world: World;
  beforeAll(async () => {
    const text = RUNBOOK.replace('newer-limit: 100', 'newer-limit: 100\n  calibrate: true');
    world = await proven(text, 1, (place) => run(place, 'sync', { action: 'create-test-file' }));
  }, 300_000);
  afterAll(() => close(world));

  test('and has not changed: each layer is measured again, and nothing else is looked at', async () => {
    const [bucket, gateway] = [await verifyAgain(world), await checkAgain(world)];
    for (const { code, data } of [bucket, gateway])
      expect([code, data.recheck]).toMatchObject([0, { folders: { changed: 0, compared: 0 } }]);
    expect(bucket.record.says).toContain('The bucket keeps nanoseconds');
    expect(gateway.record.says).toContain('The gateway shows whole seconds');
  });

  test('a layer that shows the calibration folder otherwise by now proves nothing', async () => {
    const { lab } = world.bench;
    const folder = '.nfs-cutover-calibration-42';
    chmodSync(join(lab.context.world.gateway, folder, 'file'), 0o600);
    const gateway = await checkAgain(world);
    expect([gateway.code, gateway.record.says]).toEqual([
      63,
      expect.stringContaining('file of the calibration folder: mode 600, not 640'),
    ]);
    lab.store.remove(BUCKET, `${folder}/file`);
    const bucket = await verifyAgain(world);
    expect([bucket.code, bucket.record.says]).toEqual([
      63,
      expect.stringContaining('file of the calibration folder does not show'),
    ]);
  });
});

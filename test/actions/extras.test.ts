// Extras that a runbook removes: named before the freeze, and removed after it, those and no others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { BUCKET, EXTRAS, frozen, GONE, keys, live, openNight, remove, runbook } from './removal.ts';

describe('before the freeze', () => {
  const proof = { scope: 'tree', 'transferred-at': '2100-01-01T00:00:00Z' };

  test('extras are named, and the proof passes with a warning', async () => {
    await using bench = await openNight();
    live(bench);
    const before = keys(bench);
    const { code, record, summary } = await bench.run({ action: 'verify-s3', inputs: proof });
    expect([code, record?.verdict]).toEqual([0, 'pass']);
    expect(record?.warnings).toEqual([
      `4 extras would be removed after the freeze: ${EXTRAS.join(', ')}`,
    ]);
    expect(summary).toContain('to-remove');
    expect(keys(bench)).toEqual(before);
    await bench.run({ action: 'refresh-cache', inputs: { scope: 'share' } });
    const gateway = await bench.run({ action: 'check-listing', inputs: proof });
    expect([gateway.code, gateway.record?.warnings.join()]).toEqual([
      0,
      expect.stringContaining('4 extras would be removed'),
    ]);
  });

  test('more than the limit is a failure already', async () => {
    await using bench = await openNight({ text: runbook(3) });
    live(bench);
    const { code, record } = await bench.run({ action: 'verify-s3', inputs: proof });
    expect([code, record?.says]).toEqual([
      62,
      expect.stringContaining('4 extras to remove, more than the 3 that the runbook allows'),
    ]);
  });
});

describe('after the freeze', () => {
  test('exactly the extras go, can be brought back, and the proof is strict again', async () => {
    await using bench = await openNight();
    live(bench);
    // The source has them, DataSync copies them, and no manifest shows them: they are not extras.
    const pruned = ['.snapshot/hourly.0/x', 'images/.nfs00000000000a1b2c00000001'];
    for (const key of pruned) {
      const file = join(bench.lab.context.world.source, key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x');
    }
    giveToOrdinaryUser(bench.lab.context.world.source);
    const inputs = await frozen(bench);
    const before = keys(bench);
    expect(before).toEqual(expect.arrayContaining(pruned));
    const { code, record, outputs } = await remove(bench, inputs);
    expect(record?.warnings).toEqual([expect.stringMatching(/^4 objects of snapshot folders/)]);
    expect([code, record?.says]).toEqual([0, record?.says]);
    expect(outputs.removed).toBe('4');
    expect(record?.data).toMatchObject({ first: EXTRAS, after: 0, gone: 0 });
    const gone = ['images/00007.jpg', 'images/00008.jpg', 'images/added ü+%\n.jpg', 'old/'];
    expect(keys(bench)).toEqual(before.filter((key) => !gone.includes(key)));
    expect(keys(bench)).toEqual(
      expect.arrayContaining(['.aws-datasync-metadata', 'kept/by the runbook', 'new-image-41.jpg']),
    );
    // A marker in front, the object behind it.
    expect(bench.lab.store.history(BUCKET)?.of(GONE[0] ?? '')).toMatchObject([
      { marker: true },
      { size: expect.any(Number) as unknown },
    ]);
    const tree = {
      scope: 'tree',
      frozen: 'true',
      'transferred-at': inputs['transferred-at'] ?? '',
    };
    const proven = await bench.run({ action: 'verify-s3', inputs: tree });
    expect([proven.code, proven.record?.data.tally]).toMatchObject([0, { paths: { pruned: 4 } }]);
    expect(proven.record?.warnings.join()).toContain('4 objects of snapshot folders');
    expect(proven.record?.facts.find(({ name }) => name === 'Source')?.value).toContain(
      '2 pruned (.snapshot, images/.nfs00000000000a1b2c00000001)',
    );
    const again = await remove(bench, inputs);
    expect([again.code, again.outputs.removed]).toEqual([0, '0']);
    bench.lab.store.put(BUCKET, 'added later', Buffer.from('x'), {});
    const strict = await bench.run({ action: 'verify-s3', inputs: tree });
    expect([strict.code, strict.record?.says]).toEqual([62, expect.stringContaining('1 extra')]);
  });

  test('killed in the middle and run again, it comes to the same end', async () => {
    await using bench = await openNight();
    const before = keys(bench);
    for (let i = 0; i < 25; i += 1)
      bench.lab.store.put(BUCKET, `old/${i}`, Buffer.from(String(i)), {});
    const inputs = await frozen(bench);
    let deletes = 0;
    const unwatch = bench.lab.context.events.on((event) => {
      if (event.kind === 'call' && event.operation === 'DeleteObject') deletes += 1;
    });
    const stopped = await bench.run({
      action: 'remove-extras',
      inputs,
      watch: (stdout) => (stdout.includes('Removed 16 of 25') ? 'SIGKILL' : undefined),
    });
    expect(stopped.code).toBeUndefined();
    expect(deletes).toBeGreaterThanOrEqual(16);
    unwatch();
    expect((await remove(bench, inputs)).code).toBe(0);
    expect(keys(bench)).toEqual(before);
  });

  test('an object that has become another since the list is left alone, and the step fails', async () => {
    await using bench = await openNight();
    const { store, context } = bench.lab;
    for (let i = 10; i < 40; i += 1) store.put(BUCKET, `old/${i}`, Buffer.from('old'), {});
    const inputs = await frozen(bench);
    const unwatch = context.events.on((event) => {
      if (event.kind !== 'call' || event.operation !== 'DeleteObject') return;
      unwatch();
      store.put(BUCKET, 'old/30', Buffer.from('written by somebody'), {});
    });
    const { code, record } = await remove(bench, inputs);
    expect([code, record?.error?.message]).toEqual([
      62,
      expect.stringContaining('the object of old/30: expected the one that was listed'),
    ]);
    expect(store.bytes(BUCKET, 'old/30').toString()).toBe('written by somebody');
  });
});

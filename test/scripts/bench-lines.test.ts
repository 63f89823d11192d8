// The bench's server over lines of all kinds: its latency changes in the middle, it refuses too many, it counts.
import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkers } from '../../scripts/bench/build-workers.ts';
import { startListServer } from '../../scripts/bench/serving/server.ts';

const SLOW_MS = 400;

test('the second half is answered later; more at once than it bears are refused and counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-bench-lines-'));
  try {
    const worker = await buildWorkers(folder);
    const tree = { count: 100, layout: 'flat', latencyThen: SLOW_MS, patience: 2 } as const;
    await using server = await startListServer(worker('list-server'), tree);
    const url = server.env.AWS_ENDPOINT_URL ?? '';
    const head = async (entry: number): Promise<number> =>
      (await fetch(`${url}/bench/IMG_0000000${entry}.jpg`, { method: 'HEAD' })).status;
    expect(await head(10)).toBe(200);
    const begun = performance.now();
    expect((await Promise.all([70, 71, 72, 73].map(head))).toSorted()).toEqual([
      200, 200, 503, 503,
    ]);
    // At least the latency, whatever else the machine does.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(SLOW_MS - 1);
    expect(await server.counts()).toEqual({ requests: 5, refused: 2, atOnce: 4 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// A bucket whose objects have the times of their files in milliseconds, which AWS documents beside nanoseconds.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import { openBench } from './action-process.ts';

test('proves the files to the millisecond, and says so', async () => {
  const sound = readFileSync('runbooks/image-archive.yml', 'utf8');
  await using bench = await openBench({
    runbook: sound.replace('depth: content', 'depth: metadata'),
    scenario: { ...CALM, faults: { task: { times: 'milliseconds' } } },
  });
  const { code, record, summary } = await bench.run({
    action: 'verify-s3',
    inputs: { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' },
  });
  expect([code, record?.says]).toEqual([0, record?.says]);
  const timeUnits = (record?.data.timeUnits ?? {}) as Record<string, number>;
  expect(timeUnits).toEqual({ nanoseconds: 0, milliseconds: expect.any(Number) as unknown });
  expect(timeUnits.milliseconds).toBeGreaterThan(0);
  expect(summary).toContain('objects have file-mtime in milliseconds (without ns)');
});

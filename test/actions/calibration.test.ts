// The calibration folder through the whole chain: made, moved, held against each layer, removed.
import { chmodSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const BUCKET = 'image-archive-111122223333';
const FOLDER = '.nfs-cutover-calibration-42';
const RUNBOOK = readFileSync('runbooks/image-archive.yml', 'utf8').replace(
  'newer-limit: 100',
  'newer-limit: 0\n  calibrate: true',
);
const TREE = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ runbook: RUNBOOK });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const verify = () => bench.run({ action: 'verify-s3', inputs: TREE });
const check = () => bench.run({ action: 'check-listing', inputs: TREE });

describe('a calibrated proof', () => {
  test('where the folder was not made, nothing is proven', async () => {
    const { code, outputs, record } = await verify();
    expect([code, outputs.verdict]).toEqual([63, 'unproven']);
    expect(record?.says).toContain("the calibration folder is not in the source's manifest");
  });

  test('is made with the canary, and DataSync moves nine files and folders', async () => {
    const { code, record } = await bench.run({ action: 'create-test-file' });
    expect([code, record?.says]).toEqual([
      0,
      expect.stringContaining(`${FOLDER} is there too: DataSync has 7 more to move`),
    ]);
    const again = await bench.run({ action: 'create-test-file' });
    expect(again.record?.data.calibration).toMatchObject({ created: false });
    const delta = await bench.run({ action: 'run-datasync', inputs: { delta: 'canary' } });
    expect(delta.record?.data).toMatchObject({ files: { done: 9 } });
    expect(delta.summary).toContain('seven files and folders of the calibration folder');
  });

  test('fixes what the bucket is held to: all of it', async () => {
    const { code, record, stdout } = await verify();
    expect([code, stdout]).toEqual([0, stdout]);
    expect(record?.says).toContain(
      'The bucket keeps nanoseconds, all mode bits, owners (calibrated).',
    );
    expect(record?.data.rule).toMatchObject({ files: { mtimeDigits: 9, modeMask: 0o7777 } });
    expect(record?.data.tally).toMatchObject({ paths: { filtered: 7, 'not-portable': 0 } });
  });

  test('fixes what the gateway is held to: what it can show', async () => {
    const before = await check();
    expect(before.record?.says).toContain('the calibration folder does not show');
    await bench.run({ action: 'refresh-cache', inputs: { scope: 'share' } });
    const { code, record, summary } = await check();
    expect([code, record?.says]).toEqual([0, record?.says]);
    const words =
      'The gateway shows whole seconds, no times of folders, no setuid, setgid or sticky bits, owners';
    expect(record?.says).toContain(`${words} (calibrated).`);
    expect(summary).toContain(words);
  });
});

describe('what no rule explains is unproven, with what was expected', () => {
  test('objects that lack the metadata, or are not there', async () => {
    const { store } = bench.lab;
    const key = `${FOLDER}/file`;
    const { metadata } = store.get(BUCKET, key) ?? { metadata: {} };
    const bytes = store.bytes(BUCKET, key);
    store.put(BUCKET, key, bytes, {});
    expect((await verify()).record?.says).toContain('lacks file-permissions');
    store.remove(BUCKET, key);
    const { code, record } = await verify();
    expect([code, record?.says]).toEqual([63, expect.stringContaining('does not show')]);
    store.put(BUCKET, key, bytes, { ...metadata });
  });

  test('a gateway that shows other mode bits', async () => {
    const file = join(bench.lab.context.world.gateway, FOLDER, 'file');
    chmodSync(file, 0o600);
    const { code, record } = await check();
    expect(code).toBe(63);
    expect(record?.says).toContain('file of the calibration folder: mode 600, not 640');
    chmodSync(file, 0o640);
  });
});

describe('the end', () => {
  const removal = async () => {
    const found = await bench.run({ action: 'create-test-file' });
    const { file = '', sha256 = '' } = found.outputs;
    return bench.run({ action: 'create-test-file', inputs: { ensure: 'absent', file, sha256 } });
  };

  test('the folder goes with the canary', async () => {
    const { source } = bench.lab.context.world;
    const { code, record } = await removal();
    expect([code, record?.data]).toMatchObject([0, { removed: true, calibration: true }]);
    expect(readdirSync(source).filter((name) => /nfs-cutover|new-image/.test(name))).toEqual([]);
  });

  test('what stays in the bucket, of this run or another, is no extra', async () => {
    const { store } = bench.lab;
    expect(store.get(BUCKET, `${FOLDER}/file`)).toBeDefined();
    store.put(BUCKET, '.nfs-cutover-calibration-7/file', Buffer.from('x'), {});
    await bench.run({ action: 'create-test-file', env: { GITHUB_RUN_ID: '43' } });
    await bench.run({ action: 'run-datasync', env: { GITHUB_RUN_ID: '43' } });
    const { code, record } = await bench.run({
      action: 'verify-s3',
      inputs: TREE,
      env: { GITHUB_RUN_ID: '43' },
    });
    expect([code, record?.says]).toEqual([0, record?.says]);
  });

  test('a canary whose folder could not be made is handed over to its removal', async () => {
    const { source } = bench.lab.context.world;
    mkdirSync(join(source, '.nfs-cutover-calibration-44'));
    const made = await bench.run({ action: 'create-test-file', env: { GITHUB_RUN_ID: '44' } });
    expect(made.code).toBeGreaterThan(0);
    expect(made.record?.error?.message).toContain('target-exists');
    expect(made.outputs.file).toBe('new-image-44.jpg');
  });
});

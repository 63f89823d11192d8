// What DataSync does with the task's own options and tells beside its status: deletions, failures, names without keys.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Faults } from '../../lab/faults/scenario.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const open = (faults: Faults = {}, runbook?: string): Promise<Bench> =>
  openBench({
    ...(runbook !== undefined && { runbook }),
    scenario: { name: 'told', says: '', ends: 'failed', faults },
  });
const transfer = (bench: Bench, inputs: Readonly<Record<string, string>> = { delta: 'canary' }) =>
  bench.run({ action: 'run-datasync', inputs });
const objects = ({ lab }: Bench): number =>
  [...lab.store.keys(lab.context.world.names.bucket.name)].length;

/** Folders and a file whose path is longer than a key. */
const LONG = [...Array.from({ length: 5 }, () => 'd'.repeat(200)), 'f'.repeat(100)].join('/');

function writeLong({ lab }: Bench): void {
  const file = join(lab.context.world.source, LONG);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, 'x');
}

test('a task that has REMOVE deletes nothing: every start says PRESERVE', async () => {
  await using bench = await open({ task: { options: { PreserveDeletedFiles: 'REMOVE' } } });
  const before = objects(bench);
  const images = join(bench.lab.context.world.source, 'images');
  renameSync(images, `${images}.away`);
  rmSync(`${images}.away`, { recursive: true });
  const { code, record } = await transfer(bench);
  expect([code, record?.data.deleted, objects(bench)]).toEqual([
    0,
    { files: 0, folders: 0 },
    before,
  ]);
  expect(record?.facts).toContainEqual({
    name: 'Deleted in the bucket',
    value: '0 files and folders',
  });
});

test('a delta before the gate that deletes anything fails', async () => {
  await using bench = await open({ shows: { nth: 1, members: { FilesDeleted: 7 } } });
  const { code, outputs, record, stdout } = await transfer(bench);
  expect([code, outputs.verdict, outputs.error]).toEqual([60, 'fail', 'transfer-failed']);
  expect(record?.data.deleted).toEqual({ files: 7, folders: 0 });
  expect(stdout).toContain('got 7 files and folders deleted');
});

test('failures beside SUCCESS: warned in the delta, judged by the proof after the freeze', async () => {
  const members = {
    FilesFailed: { Transfer: 2 },
    FoldersFailed: { List: 1 },
    Result: { ErrorCode: 'Some' },
  };
  await using bench = await open({ task: { mode: 'ENHANCED' }, shows: { nth: 1, members } });
  const delta = await transfer(bench, { delta: 'final-1', frozen: 'true' });
  expect([delta.code, delta.record?.warnings]).toEqual([
    0,
    [
      expect.stringContaining(
        'it names the error Some; 1 folder failed in LIST; 2 files failed in TRANSFER',
      ),
    ],
  ]);
  const proof = await bench.run({
    action: 'verify-s3',
    inputs: {
      scope: 'tree',
      frozen: 'true',
      'transferred-at': delta.outputs.began ?? '',
      'execution-arn': delta.outputs['execution-arn'] ?? '',
    },
  });
  expect([proof.code, proof.record?.data.troubles]).toEqual([
    0,
    ['it names the error Some', '1 folder failed in LIST', '2 files failed in TRANSFER'],
  ]);
  expect(proof.record?.warnings[0]).toContain(
    'DataSync told of the last transfer: it names the error Some;',
  );
});

test('a name that S3 cannot hold is named at once', async () => {
  await using bench = await open();
  writeLong(bench);
  const { code, record, summary } = await transfer(bench);
  expect([code, record?.error?.code]).toEqual([60, 'transfer-failed']);
  expect(record?.error?.message).toMatch(
    /S3 cannot hold 1 path of the source: d+\/.*\/f+ \(its key has 1105 bytes, more than 1024\); rename them at the source, or name them in verify\.stay-behind/,
  );
  expect(summary).toContain('impossible');
});

test.each(['BASIC', 'ENHANCED'] as const)(
  'where the runbook lets it stay behind, the run goes on and every file is proven: %s',
  async (mode) => {
    const runbook = changed('extras: fail', `extras: fail\n  stay-behind: ['${LONG}']`);
    await using bench = await open({ ...(mode === 'ENHANCED' && { task: { mode } }) }, runbook);
    writeLong(bench);
    const { code, outputs, record } = await transfer(bench);
    expect([code, outputs.status, outputs.verdict]).toEqual([0, 'ERROR', 'pass']);
    expect(record?.warnings).toEqual([
      expect.stringContaining('it left 1 path of verify.stay-behind, which S3 cannot hold (dddd'),
    ]);
    const proof = await bench.run({
      action: 'verify-s3',
      inputs: { scope: 'tree', 'transferred-at': outputs.began ?? '' },
    });
    expect([
      proof.code,
      (proof.record?.data.tally as { paths: { allowed: number } }).paths.allowed,
    ]).toEqual([0, 1]);
  },
);

test('more that failed than may stay behind still ends the run', async () => {
  const runbook = changed('extras: fail', `extras: fail\n  stay-behind: ['${LONG}']`);
  const shows = { nth: 1, members: { FilesFailed: { Transfer: 2 } } };
  await using bench = await open({ task: { mode: 'ENHANCED' }, shows }, runbook);
  writeLong(bench);
  const { code, record } = await transfer(bench);
  expect([code, record?.says]).toEqual([60, expect.stringContaining('but more has failed')]);
});

test('an execution that DataSync has forgotten stops nothing', async () => {
  await using bench = await open({ task: { lastExecution: 'forgotten' } });
  const { code, outputs } = await transfer(bench);
  expect([code, outputs.status]).toEqual([0, 'SUCCESS']);
  const asked = bench.lab.calls.find(({ operation }) => operation === 'ListTagsForResource');
  expect(asked?.error).toBe('InvalidRequestException');
});

test('a bucket of another account: every request demands that owner', async () => {
  const runbook = (owner: string): string =>
    changed(
      'name: image-archive-111122223333',
      `name: image-archive-111122223333\n  owner: '${owner}'`,
    );
  await using bench = await open({}, runbook('444455556666'));
  const proof = await bench.run({ action: 'verify-s3', inputs: { scope: 'tree' } });
  expect(proof.code).toBe(0);
  const { code, stdout } = await bench.run({
    action: 'verify-s3',
    inputs: { scope: 'tree' },
    prepare: (workspace) => {
      writeFileSync(join(workspace, 'runbooks', 'image-archive.yml'), runbook('777788889999'));
    },
  });
  expect([code, stdout]).toEqual([30, expect.stringContaining('correct bucket.owner')]);
});

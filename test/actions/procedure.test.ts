// The procedure, step by step, by the committed bundles against the lab.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const CANARY = 'new-image-42.jpg';
const CONFIRMATION = 'new-image2-42.jpg';

let bench: Bench;
let canary: Readonly<Record<string, string>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const inSource = (name: string): string => join(bench.lab.context.world.source, name);

describe('the procedure', () => {
  test('1. a new file on the source, a copy of the known one', async () => {
    const { code, outputs, record, summary } = await bench.run({ action: 'create-test-file' });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ file: CANARY, verdict: 'pass' });
    expect(readFileSync(inSource(CANARY))).toEqual(readFileSync(inSource('images/00001.jpg')));
    expect(outputs.size).toBe(String(readFileSync(inSource(CANARY)).length));
    expect(record).toMatchObject({ step: 'create-test-file', run: '42', verdict: 'pass' });
    expect(summary).toContain('### ✅ Test file');
    canary = outputs;
  });

  test('1. again: the same run finds its own file', async () => {
    const { code, outputs, record } = await bench.run({ action: 'create-test-file' });
    expect(code).toBe(0);
    expect(outputs).toEqual({ ...canary, 'made-at': '' });
    expect(record?.data.created).toBe(false);
  });

  test('3. before the transfer the object is missing, which is an error', async () => {
    const { code, outputs, stdout } = await bench.run({
      action: 'verify-s3',
      inputs: { ...fileInputs(), timeout: '5s' },
    });
    expect(stdout).toContain(`got no such object (404)`);
    expect(outputs).toEqual({ verdict: 'fail', error: 'missing' });
    expect(code).toBe(61);
  });

  test('2. the task runs once and moves two "files": the new one and its folder', async () => {
    const { code, outputs, stdout } = await bench.run({ action: 'run-datasync' });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({
      status: 'SUCCESS',
      'files-transferred': '2',
      'folders-transferred': '',
      'bytes-transferred': canary.size,
    });
    expect(Number(outputs['duration-seconds'])).toBeGreaterThan(60);
    for (const phase of ['LAUNCHING', 'PREPARING', 'TRANSFERRING', 'VERIFYING'])
      expect(stdout).toContain(phase);
  });

  test('2. again: the same execution is found, none is started', async () => {
    const { code, stdout } = await bench.run({ action: 'run-datasync' });
    expect(code).toBe(0);
    expect(stdout).toContain('Found arn:aws:datasync');
    expect(starts()).toBe(1);
  });

  test('3. the object is there, byte for byte', async () => {
    const { code, outputs } = await bench.run({ action: 'verify-s3', inputs: fileInputs() });
    expect(code).toBe(0);
    expect(outputs.key).toBe(CANARY);
  });

  test('3. other bytes of the same size are a difference', async () => {
    const { code, stdout } = await bench.run({
      action: 'verify-s3',
      inputs: { ...fileInputs(), sha256: '0'.repeat(64) },
    });
    expect(stdout).toContain(`expected SHA-256 ${'0'.repeat(64)}, got ${canary.sha256}`);
    expect(code).toBe(62);
  });

  test('4. the gateway does not show it', async () => {
    const { code, outputs, record } = await bench.run({
      action: 'check-listing',
      inputs: { file: CANARY, expect: 'absent' },
    });
    expect(code).toBe(0);
    expect(outputs.state).toBe('absent');
    expect(record?.says).toContain("the gateway's metadata cache does not know it yet");
  });

  test('5. the refresh ends with the event of its own id', async () => {
    const { code, outputs, record } = await bench.run({
      action: 'refresh-cache',
      inputs: { file: CANARY },
    });
    expect(code).toBe(0);
    expect(outputs.verdict).toBe('pass');
    expect(record?.data).toMatchObject({ folders: ['/'], recursive: false });
    expect(record?.data.notificationId).toBe(outputs['notification-id']);
  });

  test('6. the gateway shows it', async () => {
    const { code, outputs } = await bench.run({
      action: 'check-listing',
      inputs: { file: CANARY, expect: 'present' },
    });
    expect(code).toBe(0);
    expect(outputs.state).toBe('present');
  });

  test('6. where it shows, "absent" fails and "either" warns', async () => {
    const absent = await bench.run({
      action: 'check-listing',
      inputs: { file: CANARY, expect: 'absent' },
    });
    expect(absent.code).toBe(62);
    const either = await bench.run({
      action: 'check-listing',
      inputs: { file: CANARY, expect: 'either' },
    });
    expect(either.code).toBe(0);
    expect(either.stdout).toContain(
      '::warning title=nfs-cutover::new-image-42.jpg shows before the refresh',
    );
  });

  test('7. the source is frozen, proven by EROFS, and a new file is refused', async () => {
    const { code, summary } = await bench.run({ action: 'freeze-source' });
    expect(code).toBe(0);
    expect(summary).toContain('Read-only file system');
    const refused = await bench.run({
      action: 'create-test-file',
      inputs: { target: 'late.jpg' },
    });
    expect(refused.stdout).toContain('got read-only');
    expect(refused.code).toBe(51);
    expect(existsSync(inSource('late-42.jpg'))).toBe(false);
  });

  test('7. the gateway serves, and a write through it reaches the bucket', async () => {
    const { code, outputs } = await bench.run({
      action: 'switch-mount',
      inputs: { to: 'gateway' },
    });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ state: 'gateway', file: CONFIRMATION });
    const object = bench.lab.store.get('image-archive-111122223333', CONFIRMATION);
    expect(object?.sha256).toBe(outputs.sha256);
    expect(fstab()).toContain('10.0.1.20:/image-archive');
  });

  test('7. again: already switched, the confirmation file is found', async () => {
    const { code, record } = await bench.run({
      action: 'switch-mount',
      inputs: { to: 'gateway' },
    });
    expect(code).toBe(0);
    expect(record?.data.confirmation).toMatchObject({ created: false });
  });

  test('the end: the canary is removed from the side that serves, by its bytes', async () => {
    const wrong = await bench.run({
      action: 'create-test-file',
      inputs: { ensure: 'absent', file: CANARY, sha256: '0'.repeat(64) },
    });
    expect(wrong.stdout).toContain('got differs');
    expect(wrong.code).toBe(51);
    const { code, record } = await bench.run({
      action: 'create-test-file',
      inputs: { ensure: 'absent', file: CANARY, sha256: canary.sha256 ?? '' },
    });
    expect(code).toBe(0);
    expect(record?.data.removed).toBe(true);
    expect(existsSync(join(bench.lab.context.world.gateway, CANARY))).toBe(false);
    expect(existsSync(inSource(CANARY))).toBe(true);
    // As after a job that was stopped before it could say what it had made.
    const again = await bench.run({ action: 'create-test-file', inputs: { ensure: 'absent' } });
    expect(again.code).toBe(0);
    expect(again.record?.data).toMatchObject({ file: CANARY, removed: false });
  });

  test('another run undoes nothing of this one', async () => {
    const other = { GITHUB_RUN_ID: '43' };
    const back = await bench.run({ action: 'switch-mount', inputs: { to: 'source' }, env: other });
    expect(back.record?.says).toBe(
      'The migration is held by run 42, attempt 1, job job: nothing of this run is left. The mounts stay as they are.',
    );
    // It has looked at no server, so it says nothing of one.
    expect(back.record?.data).toEqual({ others: true });
    expect(fstab()).toContain('10.0.1.20:/image-archive');
  });

  test('a confirmed switch is not undone unless that is asked for', async () => {
    const { code, outputs, record } = await bench.run({
      action: 'switch-mount',
      inputs: { to: 'source' },
    });
    expect([code, outputs.state, outputs.restored]).toEqual([0, 'gateway', 'false']);
    expect(record?.says).toContain('The cutover is confirmed: the gateway serves.');
    expect(fstab()).toContain('10.0.1.20:/image-archive');
  });

  test('once the gateway serves, neither a canary nor a transfer is begun', async () => {
    const canary = await bench.run({ action: 'create-test-file', env: { GITHUB_RUN_ID: '43' } });
    const transfer = await bench.run({ action: 'run-datasync', env: { GITHUB_RUN_ID: '43' } });
    expect([canary.outputs.error, transfer.outputs.error]).toEqual(['overtaken', 'overtaken']);
    expect(starts()).toBe(1);
  });

  test('the rollback: the source serves', async () => {
    const { code, outputs } = await bench.run({
      action: 'switch-mount',
      inputs: { to: 'source', 'undo-confirmed': 'true' },
    });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ state: 'source', restored: 'true' });
    expect(fstab()).toMatch(/^nfs-server\.example\.internal:\/export\/data .*,ro 0 0$/m);
    const thaw = await bench.run({ action: 'freeze-source', inputs: { thaw: 'true' } });
    expect(fstab()).toMatch(/^(?!.*,ro 0 0$)nfs-server\.example\.internal:\/export\/data /m);
    expect(thaw.outputs.thawed).toBe('true');
    expect(bench.journal.newest?.state).toBe('rolled-back-open');
  });
});

const fileInputs = () => ({
  file: CANARY,
  size: canary.size ?? '',
  sha256: canary.sha256 ?? '',
});

const starts = (): number =>
  bench.lab.calls.filter(({ operation, error }) => operation === 'StartTaskExecution' && !error)
    .length;

function fstab(): string {
  const { world } = bench.lab.context;
  const [server = ''] = readdirSync(join(world.root, 'servers'));
  const lines = readFileSync(join(world.server(server), 'etc', 'fstab'), 'utf8').split('\n');
  return lines
    .filter((line) => line.includes('/mnt/data') || line.startsWith('# nfs-cutover'))
    .join('\n');
}

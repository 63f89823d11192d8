// The lab as a whole: the world that it builds from a runbook, and that nothing of it stays.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSyncClient, StartTaskExecutionCommand } from '@aws-sdk/client-datasync';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Participant } from '../../lab/time/participants.ts';

const runbook = 'runbooks/image-archive.yml';
const bucket = 'image-archive-111122223333';
const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
// As the lab's own folder: documents run as an ordinary user.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the world', () => {
  test('has 200 images on the export, each of them already in the bucket', async () => {
    await using lab = await startLab({ runbook });
    const images = readdirSync(join(lab.context.world.source, 'images')).sort();
    expect([images.length, images[0], images[199]]).toEqual([200, '00001.jpg', '00200.jpg']);
    for (const image of images) {
      const bytes = readFileSync(join(lab.context.world.source, 'images', image));
      expect(bytes.length).toBeGreaterThanOrEqual(4 * 1024);
      expect(bytes.length).toBeLessThanOrEqual(40 * 1024);
      expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
      expect(bytes.subarray(-2).toString('hex')).toBe('ffd9');
      expect(lab.store.bytes(bucket, `images/${image}`).equals(bytes)).toBe(true);
    }
    expect([...lab.store.keys(bucket, 'catalogue/')]).toContain('catalogue/index.csv');
  });

  test('is the same each time', async () => {
    await using one = await startLab({ runbook });
    await using two = await startLab({ runbook });
    const hashes = [one, two].map(({ store }) =>
      [...store.keys(bucket)].map((key) => store.get(bucket, key)?.sha256),
    );
    expect(hashes[0]).toEqual(hashes[1]);
  });

  test('is the one of the runbook that is given, its names with spaces and quotes included', async () => {
    const text = readFileSync(runbook, 'utf8')
      .replace('copy: images/00001.jpg', `copy: "my 'images'/a b.jpg"`)
      .replace('copy: images/00002.jpg', 'copy: top.jpg');
    const file = join(folder, 'other.yml');
    writeFileSync(file, text);
    await using lab = await startLab({ runbook: file });
    const { source } = lab.context.world;
    expect(readdirSync(join(source, "my 'images'"))).toHaveLength(201);
    expect(lab.store.get(bucket, "my 'images'/a b.jpg")?.size).toBeGreaterThan(4096);
    expect(existsSync(join(source, 'top.jpg'))).toBe(true);
  });

  test.each([
    ['copy: images/00001.jpg', 'copy: ../../00001.jpg'],
    ['copy: images/00002.jpg', 'copy: /etc/passwd'],
    ['i-0a1b2c3d4e5f60718', '../../i-0a1b2c3d4e5f60718'],
    ['name: image-archive-111122223333', 'name: ../image-archive'],
  ])('never leads out of its folder: %s → %s is refused', async (right, wrong) => {
    const file = join(folder, 'hostile.yml');
    writeFileSync(file, readFileSync(runbook, 'utf8').replace(right, wrong));
    await expect(startLab({ runbook: file })).rejects.toThrow(/^lab: expected/);
  });
});

describe('its folder', () => {
  test('is a new one that goes with the lab', async () => {
    const lab = await startLab({ runbook });
    const { root } = lab.context.world;
    expect(statSync(root).mode & 0o777).toBe(0o755);
    await lab.close();
    expect(existsSync(root)).toBe(false);
    await expect(fetch(lab.url)).rejects.toThrow();
    await lab.close();
  });

  test('stays when it was given, and must be empty', async () => {
    const root = join(folder, 'given');
    const lab = await startLab({ runbook, root });
    await lab.close();
    expect(existsSync(join(root, 'source', 'images'))).toBe(true);
    await expect(startLab({ runbook, root })).rejects.toThrow('expected a new or empty folder');
  });
});

test('it ends at once, though calls and sleeps are under way', async () => {
  const lab = await startLab({ runbook });
  const awake = lab.participants.open('awake');
  const sleeper = lab.participants.open('sleeper');
  const url = `${sleeper.env.NFS_CUTOVER_LAB_CLOCK}/sleep`;
  const body = '{"milliseconds":3600000}';
  const asleep = fetch(url, { method: 'POST', body }).catch(() => 'cut off');
  await fetch(awake.env.NFS_CUTOVER_LAB_CLOCK);
  await lab.close();
  expect(await asleep).toBe('cut off');
});

describe('nothing goes on when it has ended:', () => {
  test('no execution', async () => {
    await using lab = await startLab({ runbook });
    const { root, source } = lab.context.world;
    writeFileSync(join(source, 'large'), Buffer.alloc(64 << 20));
    using awake = lab.participants.open('awake');
    await startExecution(lab);
    // Until its bytes are being copied.
    await sleep(awake, 61);
    await lab.close();
    await pause(300);
    expect(existsSync(root)).toBe(false);
  });

  test('no document', async () => {
    await using lab = await startLab({ runbook });
    const { root, names } = lab.context.world;
    const hangs = lab.servers.run({
      instance: names.application.servers[0] ?? '',
      ...{ document: 'hangs', step: 'hangs', commandId: 'c', parameters: {}, timeoutSeconds: 20 },
      script: `#!/bin/sh\ntrap '' TERM\nwhile :; do /bin/sleep 0.1; done`,
      cancel: new AbortController().signal,
    });
    await pause(200);
    await lab.close();
    expect(await hangs).toMatchObject({ by: 'cancel' });
    await pause(300);
    expect(existsSync(root)).toBe(false);
  });
});

test('a client needs only its environment to find it', async () => {
  await using lab = await startLab({ runbook });
  expect(lab.env).toEqual({
    AWS_ENDPOINT_URL: lab.url,
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: expect.stringContaining('FAKE'),
    AWS_SECRET_ACCESS_KEY: expect.stringContaining('fake'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(lab.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

async function startExecution({ url, context }: Lab): Promise<void> {
  const credentials = { accessKeyId: 'AKIAFAKEOFTHETEST000', secretAccessKey: 'fake' };
  const datasync = new DataSyncClient({ endpoint: url, region: 'us-west-2', credentials });
  const TaskArn = context.world.names.datasync.task;
  await datasync.send(new StartTaskExecutionCommand({ TaskArn }));
  datasync.destroy();
}

async function sleep({ env }: Participant, seconds: number): Promise<void> {
  await fetch(`${env.NFS_CUTOVER_LAB_CLOCK}/sleep`, {
    method: 'POST',
    body: JSON.stringify({ milliseconds: seconds * 1000 }),
  });
}

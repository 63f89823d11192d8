// What cannot be seen is unproven, by name: a list that does not arrive, and what verify.user may not read.
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { giveToOrdinaryUser } from '../../lab/application-server/ordinary-user.ts';
import { changed } from '../runbook/image-archive.ts';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const INPUTS = { scope: 'tree', frozen: 'true', 'transferred-at': '2100-01-01T00:00:00Z' };
const verify = (bench: Bench) => bench.run({ action: 'verify-s3', inputs: INPUTS });
const RUNBOOK = changed('sample: 300', 'sample: all').replace(
  '  user: root\n  group: root\n  extras',
  '  user: www-data\n  group: www-data\n  extras',
);
const isRoot = process.getuid?.() === 0;
const whereRoot = isRoot ? describe : describe.skip;

test('an output that the agent could not upload, though its command says Success', async () => {
  await using bench = await openBench();
  for (const folder of ['uploads', 'outputs'])
    bench.lab.deny('s3:PutObject', `image-archive-evidence-111122223333/${folder}`);
  const { code, outputs, record } = await verify(bench);
  expect(record?.error?.message).toMatch(
    /^part 1 of 1 of the manifest source: .*\(404\), though the command says Success/,
  );
  expect([code, outputs.verdict, outputs.error]).toEqual([63, 'unproven', 'unproven']);
});

const reason = isRoot ? '' : ' (skipped: only as root the lab has another user)';
whereRoot(`verify.user may not${reason}`, () => {
  async function withSecret(mode: number, prepare: (source: string) => string): Promise<Bench> {
    const bench = await openBench({ runbook: RUNBOOK });
    const { source } = bench.lab.context.world;
    const secret = prepare(source);
    giveToOrdinaryUser(source);
    chownSync(secret, 0, 0);
    chmodSync(secret, mode);
    expect((await bench.run({ action: 'run-datasync' })).code).toBe(0);
    return bench;
  }

  test('list the mount', async () => {
    await using bench = await withSecret(0o700, (source) => source);
    const { code, outputs, record } = await verify(bench);
    expect([code, outputs.verdict]).toEqual([63, 'unproven']);
    expect(record?.error?.message).toMatch(
      /^listing \/mnt\/data on i-0a1b2c3d4e5f60718: expected .*, got denied \(www-data cannot list .*name a user in the runbook that can list the whole mount/,
    );
  });

  test.each([
    ['enter nor list', 0o700],
    ['list', 0o711],
    ['enter', 0o744],
  ])('%s a folder', async (_, mode) => {
    await using bench = await withSecret(mode, (source) => {
      mkdirSync(join(source, 'secret/deep'), { recursive: true });
      writeFileSync(join(source, 'secret/a'), 'x');
      return join(source, 'secret');
    });
    const { code, record } = await verify(bench);
    expect([code, record?.says]).toEqual([
      63,
      'Every file in s3://image-archive-111122223333/: not proven: 3 unproven, Source: 1 folder cannot be entered.',
    ]);
    expect(record?.data.first).toMatchObject([
      { path: 'secret/', symbols: '!+.' },
      { path: 'secret/a', symbols: '-+.' },
      { path: 'secret/deep/', symbols: '-+.' },
    ]);
  });

  test('read a file whose bytes are to be compared', async () => {
    await using bench = await withSecret(0o600, (source) => {
      writeFileSync(join(source, 'locked'), 'x');
      return join(source, 'locked');
    });
    const { code, record } = await verify(bench);
    expect(code).toBe(63);
    expect(record?.data.first).toMatchObject([
      {
        verdict: 'unproven',
        path: 'locked',
        details: ['the server could not hash the file: denied'],
      },
    ]);
  });
});

// The re-check after the freeze: it builds on a proof of this run, looks only where the source has changed, and where
// the proof does not certainly count, looks at everything.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActionRun } from '../action-process.ts';
import {
  BUCKET,
  HOSTILE,
  RUNBOOK,
  checkAgain,
  close,
  found,
  lists,
  proven,
  refreshAgain,
  refreshes,
  run,
  since,
  transfer,
  verifyAgain,
  withRunbook,
  write,
} from './recheck-world.ts';
import type { World } from './recheck-world.ts';

describe('a tree of 70 folders that was proven', () => {
  let world: World;
  beforeAll(async () => {
    world = await proven(RUNBOOK, 9);
  }, 300_000);
  afterAll(() => close(world));

  test('and has not changed: no request of a proof, no refresh, and it says so', async () => {
    const { bench } = world;
    const before = [lists(bench), refreshes(bench).length];
    const all = [await verifyAgain(world), await refreshAgain(world)];
    expect([lists(bench), refreshes(bench).length]).toEqual(before);
    const listed = lists(bench);
    all.push(await checkAgain(world));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    // The last proof keeps one listing, with which a rollback compares.
    expect([lists(bench) - listed, refreshes(bench).length]).toEqual([1, before[1]]);
    expect(all.map(({ record }) => record.says).join('\n')).toMatch(
      /no folder has changed, \d+ paths[^]*Nothing to refresh[^]*no folder has changed/,
    );
  });

  const spoil = (job: string, file: string) => (folder: string) => {
    const path = join(folder, job, file);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(' ')]));
  };
  const remove = (path: string) => (folder: string) => {
    rmSync(join(folder, path), { recursive: true });
  };
  const nothing = () => {};
  const other = RUNBOOK.replace('newer-limit: 100', 'newer-limit: 99');
  const full = RUNBOOK.replace('newer-limit: 100', 'newer-limit: 100\n  recheck: full');
  type Case = readonly [string, Partial<ActionRun>, (folder: string) => void, RegExp];
  const CASES: readonly Case[] = [
    ['no proof was handed over', { inputs: { proof: '' } }, nothing, /no job of this run/],
    ['its artifact is missing', {}, remove('.'), /its artifact was not downloaded/],
    [
      'its head was tampered with',
      {},
      spoil('proof-verify-1', 'bucket.json'),
      /none of 1 downloaded has the SHA-256 [0-9a-f]{64}/,
    ],
    [
      'its digests were tampered with',
      {},
      spoil('proof-verify-1', 'bucket.folders.gz'),
      /its file of digests must have the SHA-256/,
    ],
    ['its digests are gone', {}, remove('proof-verify-1/bucket.folders.gz'), /and has nothing/],
    ['it is of another run', { env: { GITHUB_RUN_ID: '43' } }, nothing, /it is of run 42/],
    ['it goes by another runbook', { prepare: withRunbook(other) }, nothing, /another runbook/],
    [
      'a cutover may have begun since',
      { env: { GITHUB_RUN_ATTEMPT: '2' } },
      nothing,
      /attempt 1, and a server may have written through the gateway since/,
    ],
    ['the runbook asks for it', { prepare: withRunbook(full) }, nothing, /^the runbook asks/],
  ];
  test.each(CASES)('is looked at as a whole where %s', async (_name, more, damage, why) => {
    const kept = join(world.root, 'kept');
    cpSync(since(world), kept, { recursive: true });
    damage(since(world));
    const again = await verifyAgain(world, more);
    rmSync(since(world), { recursive: true, force: true });
    renameSync(kept, since(world));
    expect([again.code, again.data.recheck.kind]).toEqual([0, 'full']);
    expect(again.data.recheck.why).toMatch(why);
    expect(again.record.warnings).toHaveLength(why.source.startsWith('^the runbook') ? 0 : 1);
    expect(again.data.requests).toBeGreaterThan(0);
  });

  test('is looked for before the freeze: without it no server is asked, and the minutes are told', async () => {
    const { bench } = world;
    const proofs = { since: since(world), 'bucket-proof': world.bucket };
    const before = bench.lab.calls.length;
    const asked = (): string[] => bench.lab.calls.slice(before).map(({ operation }) => operation);
    const refused = await run(world, 'freeze', {
      action: 'freeze-source',
      inputs: { ...proofs, 'share-seconds': '1200', 'gateway-seconds': '61' },
    });
    expect([refused.code, asked()]).toEqual([21, ['GetCallerIdentity']]);
    expect(refused.record.error?.message).toMatch(
      /of the gateway: no job .*; nothing was frozen.*source is frozen, about 22 minutes, as before the gate$/,
    );
    const frozen = await run(world, 'freeze', {
      action: 'freeze-source',
      inputs: { ...proofs, 'gateway-proof': world.gateway, 'proven-at': '2026-01-01T00:00:00Z' },
    });
    const thawed = await run(world, 'freeze', {
      action: 'freeze-source',
      inputs: { thaw: 'true' },
    });
    expect([frozen.code, thawed.outputs.thawed]).toEqual([0, 'true']);
    expect(frozen.stdout).toMatch(/Age of the evidence: \d+ d( \d+ h)?: proven at 2026-01-01/);
  });

  test('by an earlier attempt counts, where that has not proven the gateway', async () => {
    const refresh = join(since(world), 'proof-refresh-1');
    renameSync(refresh, join(world.root, 'aside'));
    const again = await verifyAgain(world, { env: { GITHUB_RUN_ATTEMPT: '2' } });
    renameSync(join(world.root, 'aside'), refresh);
    expect(again.data.recheck.kind).toBe('incremental');
  });

  test('others’ changes where the source has none are seen by a full re-check alone', async () => {
    const { store } = world.bench.lab;
    const { metadata = {} } = store.get(BUCKET, 'tree/d0/-rf/file') ?? {};
    store.remove(BUCKET, 'tree/d0/-rf/file');
    expect((await verifyAgain(world)).code).toBe(0);
    const all = await verifyAgain(world, { inputs: { proof: '' } });
    expect([all.code, found(all)]).toEqual([62, ['missing tree/d0/-rf/file']]);
    store.put(BUCKET, 'tree/d0/-rf/file', Buffer.from('-rf'), metadata);
  });

  test('what has changed is listed, refreshed and compared, and nothing else', async () => {
    const { bench } = world;
    write(world, "tree/d1/it's/file", 'other and longer');
    write(world, 'tree/new/deep/1', 'new');
    await transfer(world, 'final-1');
    const before = lists(bench);
    const bucket = await verifyAgain(world);
    expect([bucket.code, found(bucket), lists(bench) - before]).toEqual([0, [], 4]);
    expect(bucket.data.requests).toBe(4);
    // The folder of the file, the two new ones, and the one above them: with a file, none, a folder, a file in them.
    expect(bucket.data.recheck).toMatchObject({
      kind: 'incremental',
      since: { run: '42', job: 'verify', attempt: 1, digest: world.bucket },
      folders: { changed: 4, compared: 4 },
      paths: { compared: 6 },
    });
    expect(bucket.record.says).toContain('6 of 6 paths in 4 folders are the same');
    expect(bucket.record.says).toContain('the proof of job verify (attempt 1, ');
    const facts = bucket.record.facts.map(({ name, value }) => `${name}: ${value}`).join('\n');
    expect(facts).toContain('Read: Bytes: no difference in 2 files: all of them were compared');
    expect(facts).toContain('Read by that proof: Bytes: no difference in 20 sampled files');

    expect((await refreshAgain(world)).code).toBe(0);
    expect(refreshes(bench).slice(1)).toMatchObject([
      { FolderList: ['/tree', "/tree/d1/it's"], Recursive: false },
    ]);
    const gateway = await checkAgain(world);
    expect([gateway.code, found(gateway)]).toEqual([0, []]);
    expect(gateway.data.recheck).toMatchObject({ kind: 'incremental', since: { job: 'refresh' } });
    const sent = bench.lab.calls.filter(({ operation }) => operation === 'SendCommand');
    expect(sent.map(({ input }) => input?.DocumentName)).toContain('nfs-cutover-list-folders');
  });

  test('fifty folders go into one call, a minute apart; or all at once where that was quicker', async () => {
    const { bench } = world;
    for (let i = 0; i < 9; i += 1)
      for (const name of HOSTILE) write(world, `tree/d${i}/${name}/file`, 'other and longer');
    await transfer(world, 'final-2');
    await verifyAgain(world);
    const slow = await refreshAgain(world, { 'share-seconds': '1200' });
    const calls = refreshes(bench).slice(-2);
    expect(calls.map((input) => (input?.FolderList as string[]).length)).toEqual([50, 14]);
    const { startedAt, endedAt, says } = slow.record;
    expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThan(100_000);
    expect(says).toContain('64 folders');
    expect((await checkAgain(world)).code).toBe(0);
    const quick = await refreshAgain(world, { 'share-seconds': '50' });
    expect(quick.data.recheck.why).toMatch(/in place of 2 calls for \d+ .*, which is cheaper$/);
    expect(refreshes(bench).at(-1)).toMatchObject({ FolderList: ['/'], Recursive: true });
  }, 60_000);

  test('damage where it has changed is found by name, also what the source does not have', async () => {
    const { lab } = world.bench;
    const { source, gateway } = lab.context.world;
    write(world, 'tree/d1/fresh', 'fresh');
    rmSync(join(source, 'tree', 'd2', '😀'), { recursive: true });
    await transfer(world, 'final-3');
    lab.store.put(BUCKET, 'tree/d1/-rf/file', Buffer.from('something else'), {});
    lab.store.remove(BUCKET, 'tree/d1/fresh');
    lab.store.put(BUCKET, 'tree/d1/strange/below/x', Buffer.from('x'), {});
    const bucket = await verifyAgain(world);
    expect(bucket.code).toBe(62);
    expect(found(bucket).sort()).toEqual([
      ...['differs tree/d1/-rf/file', 'extra tree/d1/strange/below/x'],
      ...['extra tree/d2/😀/', 'extra tree/d2/😀/file', 'missing tree/d1/fresh'],
    ]);
    await refreshAgain(world);
    mkdirSync(join(gateway, 'tree/d1/odd/deep'), { recursive: true });
    writeFileSync(join(gateway, 'tree/d1/odd/deep/y'), 'y');
    const shown = await checkAgain(world);
    expect(shown.code).toBe(62);
    expect(found(shown)).toEqual(
      expect.arrayContaining([
        ...['differs tree/d1/-rf/file', 'missing tree/d1/fresh', 'extra tree/d1/odd/deep/y'],
        ...['extra tree/d1/strange/below/x', 'extra tree/d2/😀/file'],
      ]),
    );
  }, 60_000);
});

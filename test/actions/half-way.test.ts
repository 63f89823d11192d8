// A freeze or a rollback that has ended half-way, where the journal does not know it all: nobody else takes the migration.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';
import { deletions, finalize, openConfirmed } from './confirmed-world.ts';

const MINUTE = 60_000;
const JOURNAL = 'image-archive-evidence-111122223333/journal/';

/** The line of fstab for the application's path. */
function line({ lab }: Bench): string {
  const file = join(lab.context.world.server('i-0a1b2c3d4e5f60718'), 'etc/fstab');
  return /^\S+ \S+\/mnt\/data .*$/m.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
}

/** The servers are frozen, and the journal was not told: S3 refuses the entry. */
async function freezeUnnoted(bench: Bench): Promise<void> {
  const allow = bench.lab.deny('s3:PutObject', JOURNAL);
  const { code } = await bench.run({ action: 'freeze-source', env: { GITHUB_JOB: 'cutover' } });
  allow();
  expect(code).not.toBe(0);
  expect(line(bench)).toMatch(/,ro /);
  expect(bench.journal.newest?.state).toBe('approved');
}

const claim = (bench: Bench, env: Readonly<Record<string, string>>) =>
  bench.run({ action: 'claim-migration', env: { GITHUB_JOB: 'sync', ...env }, led: false });

test('a freeze that the journal does not know: another run is refused, and the rollback thaws', async () => {
  await using bench = await openBench();
  await freezeUnnoted(bench);
  await bench.lab.context.clock.sleep(60 * MINUTE);
  const other = await claim(bench, { GITHUB_RUN_ID: '43' });
  expect([other.outputs.error, other.stdout]).toEqual([
    'busy',
    expect.stringContaining('roll back first'),
  ]);
  const again = await claim(bench, { GITHUB_RUN_ATTEMPT: '2' });
  expect(again.outputs.error).toBe('busy');
  const back = await bench.run({
    action: 'freeze-source',
    inputs: { thaw: 'true', 'takes-over': 'true' },
    env: { GITHUB_JOB: 'rollback' },
  });
  expect([back.code, back.outputs.thawed]).toEqual([0, 'true']);
  expect(line(bench)).not.toMatch(/,ro /);
  expect(bench.journal.newest?.state).toBe('rolled-back-none');
  await bench.lab.context.clock.sleep(60 * MINUTE);
  expect((await claim(bench, { GITHUB_RUN_ID: '43' })).code).toBe(0);
});

test('a rollback that has begun: finalize deletes nothing, and the rollback reaches its end', async () => {
  await using bench = await openConfirmed();
  const env = { GITHUB_JOB: 'rollback' };
  const takes = { 'takes-over': 'true' };
  const undo = {
    action: 'switch-mount',
    inputs: { to: 'source', 'undo-confirmed': 'true', ...takes },
    env,
  } as const;
  // It is stopped when the journal says that it goes back, and no server does yet.
  for (let calls = 1; bench.journal.newest?.intent !== 'rolled-back-open'; calls += 1)
    await bench.run({ ...undo, killAfterCalls: calls });
  const refused = await finalize(bench);
  expect([refused.outputs.error, refused.stdout]).toEqual([
    'not-ready',
    expect.stringContaining('A way back was begun and has not ended'),
  ]);
  expect(deletions(bench)).toEqual([]);
  expect((await bench.run(undo)).outputs).toMatchObject({ state: 'source', restored: 'true' });
  const thawed = await bench.run({
    action: 'freeze-source',
    inputs: { thaw: 'true', ...takes },
    env,
  });
  expect(thawed.outputs.thawed).toBe('true');
}, 60_000);

test('a confirmation that only the servers know stays, and the record does not say that it went back', async () => {
  await using bench = await openBench();
  const env = { GITHUB_JOB: 'cutover' };
  expect((await bench.run({ action: 'freeze-source', env })).code).toBe(0);
  let allow = (): void => {};
  bench.lab.context.events.on((event) => {
    if (event.kind !== 'document' || event.document !== 'mark-confirmed') return;
    if (event.phase === 'begins') allow = bench.lab.deny('s3:PutObject', JOURNAL);
  });
  const { record, outputs } = await bench.run({
    action: 'switch-mount',
    inputs: { to: 'gateway' },
    env,
  });
  expect(bench.journal.newest?.state).toBe('switched');
  expect(line(bench)).toContain('10.0.1.20:/image-archive');
  expect(record?.says).not.toContain('as before');
  expect([record?.verdict, outputs]).toEqual([
    'fail',
    expect.objectContaining({
      ...{ state: 'gateway', restored: 'false', error: 'server-failed' },
      file: 'new-image2-42.jpg',
    }),
  ]);
  allow();
  const back = await bench.run({ action: 'switch-mount', inputs: { to: 'source' }, env });
  expect(back.outputs).toMatchObject({ state: 'source', restored: 'true' });
  expect(line(bench)).toContain('nfs-server.example.internal:/export/data');
});

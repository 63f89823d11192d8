// A cutover that ends between its approval and its freeze may have frozen servers: nobody else takes the migration then.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

const MINUTE = 60_000;

/** The line of fstab for the application's path. */
function line({ lab }: Bench): string {
  const file = join(lab.context.world.server('i-0a1b2c3d4e5f60718'), 'etc/fstab');
  return /^\S+ \S+\/mnt\/data .*$/m.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
}

/** The servers are frozen, and the journal was not told: S3 refuses the entry. */
async function freezeUnnoted(bench: Bench): Promise<void> {
  const allow = bench.lab.deny('s3:PutObject', 'image-archive-evidence-111122223333/journal/');
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

// Claims as the runner starts them: one run holds the share, every other one is told who does.
import { expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

/** Of what was asked about at the gate. */
const DIGEST = 'b1'.repeat(32);

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'example/nfs-cutover',
  GITHUB_JOB: 'sync',
};

const claim = (bench: Bench, run: string, more: Readonly<Record<string, string>> = {}) => {
  const { release = 'false', ...env } = more;
  return bench.run({
    action: 'claim-migration',
    inputs: { release },
    env: { ...GITHUB, GITHUB_RUN_ID: run, ...env },
  });
};

const journalOf = ({ lab }: Bench): string[] => [
  ...lab.store.keys('image-archive-evidence-111122223333', 'journal/'),
];

test('one run claims; others are refused with its link, until it gives the migration back', async () => {
  await using bench = await openBench();
  const first = await claim(bench, '1001');
  expect([first.code, first.outputs.epoch]).toEqual([0, '1']);
  const { migration } = first.outputs;
  expect(migration).toMatch(/^[0-9a-f]{12}$/);
  expect(first.summary).toContain('claimed by this run');
  // The same job once more finds its own claim.
  expect((await claim(bench, '1001')).outputs).toMatchObject({ migration, epoch: '1' });

  const second = await claim(bench, '2002');
  expect([second.code, second.outputs.error]).toEqual([22, 'busy']);
  expect(second.stdout).toContain('https://github.com/example/nfs-cutover/actions/runs/1001');
  expect(second.stdout).toMatch(/start this one again after 20\d\d-.* UTC/);
  expect((await claim(bench, '2002', { release: 'true' })).record?.says).toContain(
    'nothing was given back',
  );

  expect((await claim(bench, '1001', { release: 'true' })).code).toBe(0);
  const elsewhere = await claim(bench, '3003', { GITHUB_REPOSITORY: 'else/where' });
  expect([elsewhere.outputs.error, elsewhere.stdout.includes('finish the other one')]).toEqual([
    ...['busy', true],
  ]);
  const third = await claim(bench, '2002');
  expect(third.outputs).toMatchObject({ migration, epoch: '2', verdict: 'pass' });
  expect(third.record?.says).toContain(`Migration ${migration ?? ''} of share-0A1B2C3D goes on`);
  expect(journalOf(bench)).toEqual(
    // Entry 0, then for each claim a note that all servers know its epoch, and one that it was given back.
    [0, 1, 2, 3, 4, 5].map((sequence) => `journal/share-0A1B2C3D/000000000${sequence}.json`),
  );
});

test('a second attempt waits, before anything is frozen, until a lost job of the first has no session any more', async () => {
  await using bench = await openBench();
  const { journal } = bench;
  const by = (job: string) => ({ run: '1001', attempt: 1, job, jobId: null, link: null });
  const proven = {
    at: '2026-11-30T01:00:00.000Z',
    digest: DIGEST,
  };
  journal.write('claim', by('sync'));
  journal.write('prove', by('refresh'), { proven });
  journal.write('approve', by('cutover'));
  const { leaseEnd } = journal.write('freeze', by('cutover'));
  journal.write('raise', by('rollback'), { intent: 'rolled-back-none' });
  journal.write('undo-freeze', by('rollback'));
  const again = await bench.run({
    action: 'claim-migration',
    inputs: { to: 'approved', release: 'false', digest: DIGEST },
    env: { ...GITHUB, GITHUB_RUN_ID: '1001', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'cutover' },
  });
  expect([again.code, journal.newest?.state]).toEqual([0, 'approved']);
  expect(again.stdout).toMatch(/Waits until .*: until then the lost job of an earlier attempt/);
  const taken = journal.entries.find(({ owner }) => owner.attempt === 2);
  expect(Date.parse(taken?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(leaseEnd) + 60_000);
});

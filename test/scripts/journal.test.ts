// npm run journal: the words of a terminal of 80 columns, the object for programs, and one error for each bad input.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';
import { journalLines } from '../../scripts/journal/lines.ts';
import { entryText, PROBE_TEXT } from '../../src/journal/entry.ts';
import { STATES } from '../../src/journal/states.ts';
import { meaningOf, nextAction } from '../../src/journal/words.ts';
import { FORWARD, newestAfter, SHARE, writer, written } from '../journal/written.ts';

const root = join(import.meta.dirname, '../..');
const RUNBOOK = 'runbooks/image-archive.yml';
const BUCKET = 'image-archive-evidence-111122223333';

function journal(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/journal.ts', ...args];
  const options = { cwd: root, env: { PATH: process.env.PATH ?? '', HOME: '/none', ...env } };
  return new Promise((resolve) =>
    execFile(process.execPath, script, options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

test('an empty journal, entries of a night, a broken one', async () => {
  await using lab = await startLab({ runbook: RUNBOOK });
  const put = (sequence: number, text: string): void =>
    void lab.store.put(
      ...([BUCKET, `journal/share-0A1B2C3D/000000000${sequence}.json`, Buffer.from(text)] as const),
      {},
    );
  const empty = await journal([RUNBOOK], lab.env);
  expect([empty.code, empty.stderr]).toEqual([0, '']);
  expect(empty.stdout).toContain('State      none: no run has claimed a migration of this share\n');
  const entries = written(FORWARD);
  for (const [i, text] of [PROBE_TEXT, ...entries.map(entryText)].entries()) put(i, text);
  const json = JSON.parse((await journal([RUNBOOK, '--json'], lab.env)).stdout) as unknown;
  expect(json).toEqual({
    ...{ format: 1, place: `s3://${BUCKET}/journal/share-0A1B2C3D/`, newest: entries.at(-1) },
    ...{
      next: 'Wait for the hold, then run the workflow Finalize. To undo it, run the workflow Rollback.',
      entries,
    },
  });
  put(3, entryText(entries[1] ?? newestAfter(['claim'])));
  const broken = await journal([RUNBOOK], lab.env);
  expect([broken.code, broken.stdout]).toEqual([1, '']);
  expect(broken.stderr).toContain('0000000003.json: expected sequence 3, as in its key, got 2');
});

test.each([
  [[], 2, 'expected one RUNBOOK, got none'],
  [[RUNBOOK, 'more'], 2, `expected one RUNBOOK, got ${RUNBOOK} more`],
  [[RUNBOOK, '--jsn'], 2, "got '--jsn'; did you mean --json?"],
  [['runbooks/none.yml'], 1, 'runbooks/none.yml'],
])('%j ends with %i: %s', async (args, code, message) => {
  const told = await journal(args);
  expect([told.code, told.stdout]).toEqual([code, '']);
  expect(told.stderr).toMatch(/^journal: /);
  expect(told.stderr).toContain(message);
});

const place = 's3://b/journal/share-0A1B2C3D/';
const link = 'https://github.com/example/nfs-cutover/actions/runs/179603016103515';

test('the lines name state, owner with link, lease, next action, and the history, newest first', () => {
  const entries = written(['claim', 'prove'], writer({ link, run: '179603016103515' }));
  expect(journalLines({ place, share: SHARE, entries })).toEqual([
    'Migration  000000000000, round 1, epoch 1',
    'Share      share-0A1B2C3D',
    'Runbook    runbooks/image-archive.yml of example/nfs-cutover',
    `Journal    ${place}`,
    'State      proven. Every file of the source is in the bucket and on the gateway.',
    'Owner      run 179603016103515, attempt 1, job sync',
    `           ${link}`,
    'Lease      other runs are refused until 2026-11-30 02:16:00 UTC, and a minute',
    '           more',
    'Next       Decide at the gate.',
    '',
    'History',
    '    2  2026-11-30 02:01:00 UTC  proven               run 179603016103515.1',
    '    1  2026-11-30 02:00:00 UTC  prepared             run 179603016103515.1',
  ]);
});

test('every state has words that fit 80 columns', () => {
  for (const state of STATES) {
    const entry = { ...newestAfter(['claim']), state, intent: 'switched' as const };
    const given = { ...entry, leaseEnd: entry.at };
    const lines = journalLines({ place, share: SHARE, entries: [entry, given] });
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(meaningOf(state));
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(nextAction(entry));
  }
  expect(nextAction({ state: 'reproven', intent: 'switched' })).toMatch(/^A switch was begun: see/);
});

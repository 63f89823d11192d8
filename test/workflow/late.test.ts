// Rehearsals of what is late, lost or out of reach: each ends right, and its report says what is so.
import { expect, test } from '@jest/globals';
import { rehearseScenario } from './rehearsal.ts';
import type { Rehearsed } from './rehearsal.ts';

/** What the report has read from the server and the journal at the end of the run. */
const atEnd = ({ summary }: Rehearsed, name: string): string | undefined =>
  [...summary.matchAll(/^\| \*\*(.*?)\*\* \| (.*) \|$/gm)].findLast(([, of]) => of === name)?.[2];

const SERVER = 'i-0a1b2c3d4e5f60718';
const SERVES_SOURCE = /^serves source \(.*\); takes writes; /;

test('lost-response: what was done is found again, and nothing is done twice', async () => {
  const run = await rehearseScenario('lost-response');
  expect(run.output.split('Starting the task was not confirmed')).toHaveLength(3);
  // A second execution of the same delta would have had nothing left to move.
  expect(run.record('sync', 'delta').data.files).toMatchObject({ done: 2 });
  expect(run.record('cutover', 'switch').data.confirmation).toMatchObject({ created: true });
  for (const id of ['remove-canary', 'remove-confirmation'])
    expect(run.record('report', id).data.removed).toBe(true);
});

test('late-command: the switch that arrives behind the rollback changes nothing', async () => {
  const run = await rehearseScenario('late-command');
  expect(run.record('cutover', 'switch').error?.message).toContain('Pending');
  expect(run.record('cutover', 'thaw').data.thawed).toHaveLength(1);
  expect(run.output.replace(/\s+/g, ' ')).toContain(
    `nfs-cutover-switch-mount was delivered late on ${SERVER}: Failed, exit status 3: overtaken`,
  );
  expect(atEnd(run, SERVER)).toMatch(SERVES_SOURCE);
});

test('journal-unreachable: the servers go back by themselves, and the report says what it could not read', async () => {
  const run = await rehearseScenario('journal-unreachable');
  expect(run.record('cutover', 'freeze').error?.code).toBe('aws-unavailable');
  const [back, thaw] = [run.record('cutover', 'go-back'), run.record('cutover', 'thaw')];
  expect(thaw.data.thawed).toHaveLength(1);
  // Neither waits longer for the journal than it may.
  expect(Date.parse(thaw.endedAt) - Date.parse(back.startedAt)).toBeLessThan(60_000);
  // The job rollback meets the same, and finds its own work.
  expect(run.record('rollback', 'thaw')).toMatchObject({ verdict: 'pass', data: { thawed: [] } });
  expect(run.record('list-written', 'list').error?.code).toBe('aws-unavailable');
  expect(atEnd(run, SERVER)).toMatch(SERVES_SOURCE);
  expect(atEnd(run, 'Journal')).toContain('could not be read');
});

test('open-writer: the freeze names the program, and the source serves as before', async () => {
  const run = await rehearseScenario('open-writer');
  expect(run.record('cutover', 'freeze').error?.message).toMatch(
    /remount-failed .*; in use by www-data \d+ F\S* sh;/,
  );
  expect(run.record('cutover', 'thaw').facts.at(-1)?.value).toMatch(/^active: /);
  expect(atEnd(run, SERVER)).toMatch(SERVES_SOURCE);
});

test('late-runner: it finds that another job holds the migration, and does nothing more', async () => {
  const run = await rehearseScenario('late-runner');
  expect(run.record('rollback', 'thaw').data.thawed).toHaveLength(1);
  const behind = run.record('rollback', 'thaw').endedAt;
  for (const [id, code] of [
    ['gateway-tree', 'overtaken'],
    ['go-back', undefined],
    ['thaw', undefined],
  ] as const) {
    const { endedAt, error } = run.record('cutover', id);
    expect([endedAt > behind, error?.code]).toEqual([true, code]);
  }
  expect(run.records.map(({ id }) => id)).not.toContain('switch');
  expect(run.record('cutover', 'thaw').data).toEqual({ others: true });
  expect(atEnd(run, SERVER)).toMatch(SERVES_SOURCE);
});

test('two-runs: the second one is refused by its claim, and leaves the first one alone', async () => {
  const run = await rehearseScenario('two-runs');
  const said = run.output.replace(/\s+/g, ' ');
  expect(said).toMatch(
    /aside run \d+ of the same runbook has ended: failure; Sync: the migration of /,
  );
  expect(said).toContain('got approved, held by run');
  expect(run.record('cutover', 'switch').verdict).toBe('pass');
  for (const id of ['remove-canary', 'remove-confirmation'])
    expect(run.record('report', id).data.removed).toBe(true);
});

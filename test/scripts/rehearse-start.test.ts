// How a rehearsal begins: with a runbook that is sound, an id and a folder of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { claimRun } from '../../scripts/rehearse/write-results.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a runbook with ten mistakes: all are shown as by lint, and nothing begins', async () => {
  const file = 'test/fixtures/runbooks/ten-mistakes.yml';
  const script = ['--import', './scripts/require-node-24.mjs', '--', 'scripts/rehearse.ts'];
  const { code, stdout, stderr } = await new Promise<{
    code: unknown;
    stdout: string;
    stderr: string;
  }>((resolve) =>
    execFile(
      process.execPath,
      [...script, file, '--approve', '--ticket', 'CHG0000001'],
      { cwd: ROOT },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );
  expect([code, stdout]).toEqual([1, '']);
  expect(
    stderr.match(/^(rehearse: )?test\/fixtures\/runbooks\/ten-mistakes\.yml:\d+:\d+: /gm),
  ).toHaveLength(10);
  expect(stderr).toContain('write "content"');
  expect(stderr).not.toMatch(/ENOENT|^ +at /m);
});

test('two rehearsals of the same second have different ids and folders', () => {
  const runs = mkdtempSync(join(tmpdir(), 'rehearsals-'));
  try {
    const [one, two] = [claimRun(1_796_000_000_123, runs), claimRun(1_796_000_000_456, runs)];
    expect(one.runId).not.toBe(two.runId);
    expect(readdirSync(runs).sort()).toEqual(
      [one, two].map(({ runId }) => `rehearsal-${runId}`).sort(),
    );
    expect([one.folder, two.folder]).toEqual(
      [one, two].map(({ runId }) => join(runs, `rehearsal-${runId}`)),
    );
    // GitHub's ids are digits, and whole numbers in its API.
    for (const { runId } of [one, two]) expect(String(Number(runId))).toBe(runId);
    expect(claimRun(1_796_000_000_123, runs, 'elsewhere').folder).toBe(
      join(process.cwd(), 'elsewhere'),
    );
    expect(readdirSync(runs)).toHaveLength(2);
  } finally {
    rmSync(runs, { recursive: true });
  }
});

// What the bench needs to compare this state with an earlier one: its checkout, one call of an action, and differences.
import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from '../../scripts/bench/benchmark.ts';
import { checkOut } from '../../scripts/bench/earlier.ts';
import { judgeDifference } from '../../scripts/bench/measuring/goal-results.ts';
import { openOneCallServer } from '../../scripts/bench/serving/one-call-server.ts';

const side = (milliseconds: readonly number[]): Measured => ({
  ...{ side: 's', milliseconds, work: [], cpu: [], peakBytes: 1, objects: 1 },
});

test.each<[string, string, readonly number[]]>([
  ['all below the limit', 'met', Array.from({ length: 200 }, () => 47)],
  ['all above the limit', 'not met', Array.from({ length: 200 }, () => 49)],
  ['as many below as above', 'not decided', Array.from({ length: 200 }, (_, n) => 38 + (n % 20))],
  [
    'most below, some far above',
    'met',
    Array.from({ length: 200 }, (_, n) => (n < 150 ? 41 : 900)),
  ],
])('a difference of at most 8 ms to 40 ms, %s: %s', (_, met, ours) => {
  const peer = side(ours.map(() => 40));
  expect(judgeDifference('g', 8, { ours: side(ours), peer }).met).toBe(met);
});

test('a difference is that of the same round; without a peer or a round there is none', () => {
  const ours = side([10, 110, 20]);
  expect(judgeDifference('g', 8, { ours, peer: side([5, 105, 15]) })).toMatchObject({
    met: 'met',
    found: '5.0 ms (3 rounds, 95 %: 5.0 to 5.0)',
  });
  for (const peer of [undefined, side([])])
    expect(judgeDifference('g', 8, { ours, peer }).met).toBe('not measured');
});

test('an earlier state is checked out beside this one, with its packages, and taken away again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-earlier-'));
  try {
    const root = join(folder, 'repository');
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
    git('init', '-q');
    for (const text of ['first', 'second']) {
      writeFileSync(join(root, 'file'), text);
      git('add', 'file');
      git('-c', 'user.name=n', '-c', 'user.email=e@example.com', 'commit', '-q', '-m', text);
    }
    const place = join(folder, 'earlier');
    {
      using earlier = checkOut(root, 'HEAD~1', place);
      expect(readFileSync(join(earlier.root, 'file'), 'utf8')).toBe('first');
      expect(existsSync(join(earlier.root, 'node_modules'))).toBe(true);
      expect(git('rev-parse', 'HEAD~1').startsWith(earlier.ref)).toBe(true);
    }
    expect(existsSync(place)).toBe(false);
    expect(existsSync(join(root, 'node_modules'))).toBe(true);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(() => checkOut(root, '--all', place)).toThrow("expected a commit, got '--all'");
    expect(() => checkOut(root, 'no-such-commit', place)).toThrow('no-such-commit');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the server of one call counts what is signed alone', async () => {
  await using server = await openOneCallServer();
  const statuses = [];
  for (const authorization of ['', 'AWS4-HMAC-SHA256 Credential=a']) {
    const { status } = await fetch(server.url, { method: 'POST', headers: { authorization } });
    statuses.push(status);
  }
  expect([statuses, server.calls()]).toEqual([[403, 200], 1]);
});

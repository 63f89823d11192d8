// Bad input: one clear error, the exit status of its band, and nothing done.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBench } from './action-process.ts';
import type { Bench } from './action-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe('every action', () => {
  test.each([
    ['plan', { runbook: '' }, 'input runbook: expected a runbook of this repository'],
    ['plan', { runbook: '../outside.yml' }, 'input runbook'],
    ['plan', { runbook: 'runbooks/../../x.yml' }, 'input runbook'],
    ['plan', { runbook: 'runbooks/a$(id).yml' }, 'input runbook'],
    ['plan', { until: 'cutover', ticket: 'CHG0000001' }, 'input reason'],
    ['create-test-file', { target: '../x' }, 'input target: expected a path below the mount'],
    ['create-test-file', { source: '/etc/shadow' }, 'input source'],
    ['create-test-file', { ensure: 'gone' }, 'input ensure: expected one of present, absent'],
    ['run-datasync', { delta: 'a b' }, 'input delta'],
    ['run-datasync', { 'when-busy': '' }, 'input when-busy'],
    ['verify-s3', { file: 'a', size: '1', sha256: 'x' }, 'input sha256'],
    ['verify-s3', { file: 'a', size: '-1' }, 'input size'],
    ['check-listing', { file: 'a', expect: 'maybe' }, 'input expect'],
    ['refresh-cache', { scope: 'everything' }, 'input scope'],
    ['remove-extras', { 'rows-before': '-1' }, 'input rows-before: expected a whole number'],
    ['remove-extras', { 'transferred-at': 'today' }, 'input transferred-at'],
    ['freeze-source', { thaw: 'yes' }, 'input thaw: expected true or false'],
    ['switch-mount', { to: 'elsewhere' }, 'input to: expected one of gateway, source'],
    ['report', { jobs: 'plan=success', until: 'later' }, 'input until'],
    ['report', { jobs: 'plan=success sync=won' }, 'input jobs'],
  ])('%s with %j says what is wrong', async (action, inputs, message) => {
    const before = bench.lab.calls.length;
    const { code, stdout } = await bench.run({ action, inputs });
    expect(stdout).toContain(`::error title=bad-input::${message}`);
    expect(code).toBe(10);
    expect(bench.lab.calls.length).toBe(before);
  });

  test('a missing runbook is named', async () => {
    const { code, stdout } = await bench.run({
      action: 'plan',
      inputs: { runbook: 'runbooks/other.yml', ticket: 'CHG0000001', reason: 'x' },
    });
    expect(stdout).toContain(
      'runbooks/other.yml: expected a file of the checked-out commit, got no such file',
    );
    expect(code).toBe(11);
  });

  test('a wrong ticket is refused before anything is planned', async () => {
    const { code, stdout } = await bench.run({
      action: 'plan',
      inputs: { ticket: '$(touch /tmp/x)', reason: 'x' },
    });
    expect(stdout).toContain("input ticket: expected the runbook's pattern ^CHG[0-9]{7}$");
    expect(code).toBe(10);
  });
});

test('a runbook with mistakes: each is an annotation at its place', async () => {
  await using broken = await openBench({
    runbook: (await workshop())
      .replace('to: new-image.jpg', 'to: ../new-image.jpg')
      .replace('timeout: 5h', 'timeout: soon'),
  });
  const { code, stdout } = await broken.run({
    action: 'plan',
    inputs: { ticket: 'CHG0000001', reason: 'x' },
  });
  expect(
    stdout.match(/::error title=bad-runbook,file=runbooks\/image-archive\.yml,line=\d+,col=\d+::/g),
  ).toHaveLength(2);
  expect(stdout).toContain('2 problems, each shown above');
  expect(code).toBe(11);
});

async function workshop(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile('runbooks/image-archive.yml', 'utf8');
}

// The forecast of the window in the question: from this run's delta and its comparisons, and never a part of the digest.
import { expect, test } from '@jest/globals';
import { openBench } from '../action-process.ts';
import { TOKEN } from '../github-api.ts';

const ENV = { GITHUB_SHA: '0'.repeat(40), GITHUB_JOB: 'job' };
const MEASURED = {
  rows: '203',
  'bucket-seconds': '30',
  'share-seconds': '40',
  'gateway-seconds': '50',
};

test('the question says how long the window will be, and the digest does not depend on it', async () => {
  await using bench = await openBench();
  const at = new Date(bench.lab.context.clock.now()).toISOString();
  const inputs = { until: 'cutover', ticket: 'CHG0000001', 'proven-at': at, token: TOKEN };
  const unmeasured = await bench.run({ action: 'ask-approval', inputs, env: ENV });
  expect(unmeasured.outputs['forecast-seconds']).toBe('');
  expect(unmeasured.summary).toMatch(/the last transfer: not known \(no execution of the task/);
  const delta = await bench.run({ action: 'run-datasync', inputs: { delta: 'canary' } });
  const own = { 'execution-arn': delta.outputs['execution-arn'] ?? '' };
  const measured = await bench.run({
    action: 'ask-approval',
    inputs: { ...inputs, ...MEASURED, ...own },
    env: ENV,
  });
  expect(Number(measured.outputs['forecast-seconds'])).toBeGreaterThan(600);
  expect(measured.summary).toMatch(/1 execution of the task, the delta of this run among them/);
  expect(measured.summary).toMatch(/From the freeze to the confirmation: .* to .* min/);
  expect(measured.outputs.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(measured.outputs.digest).toBe(unmeasured.outputs.digest);
});

// The variable of an environment names another role: the run ends before anything is changed.
import { afterAll, expect, test } from '@jest/globals';
import { CALM } from '../../lab/faults/scenario.ts';
import { startLab } from '../../lab/lab.ts';
import { WORKSHOP } from '../workshop.ts';
import { Checkout } from './checkout.ts';

const name = 'image-archive';
const checkout = new Checkout({ [name]: WORKSHOP });
afterAll(() => {
  checkout[Symbol.dispose]();
});

test('prepare with the role of another runbook: the plan names both roles, and no job follows', async () => {
  const faults = { environments: { prepare: 'other-role' as const } };
  await using lab = await startLab({
    runbook: checkout.runbook(name),
    scenario: { ...CALM, faults },
  });
  const { result, jobs, summaries } = await checkout.cutover(lab, { name, until: 'proof' });
  expect([result, jobs.plan?.result, jobs.sync?.result]).toEqual(['failure', 'failure', 'skipped']);
  const text = summaries.map((one) => one.text).join('\n');
  expect(text).toMatch(/nfs-cutover-another-prepare.*expected nfs-cutover-image-archive-prepare/);
  expect(lab.calls.filter(({ operation }) => operation === 'StartTaskExecution')).toEqual([]);
}, 120_000);

// What the plan has more where a runbook asks for calibrated layers and for the removal of extras.
import { expect, test } from '@jest/globals';
import type { Operation } from '../../../src/plan/operation.ts';
import type { Until } from '../../../src/plan/plan.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';
import { changed, load, sound } from '../../runbook/image-archive.ts';

const operationsOf = (of: Runbook, until: Until): Operation[] =>
  planOf(of, until).jobs.flatMap(({ operations }) => [...operations]);
const steps = (list: readonly Operation[]): string[] => [
  ...new Set(list.map(({ job, step }) => `${job}/${step}`)),
];

test('make and remove the calibration folder where the runbook asks for one', () => {
  const calibrated = load(changed('newer-limit: 100', 'newer-limit: 100\n  calibrate: true'));
  const proof = operationsOf(calibrated, 'proof');
  const sent = proof.flatMap((one) =>
    one.kind === 'document' && one.document === 'nfs-cutover-calibration-folder' ? [one] : [],
  );
  expect(sent).toMatchObject([
    {
      step: 'canary',
      parameters: { Target: '.nfs-cutover-calibration-{run}', Ensure: 'present' },
    },
    { step: 'remove-canary', parameters: { Ensure: 'absent' } },
  ]);
  expect(proof.some(({ what }) => what.includes('the seven of the calibration folder'))).toBe(true);
  const [list] = operationsOf(calibrated, 'cutover').filter(({ what }) =>
    what.startsWith('list the calibration folder'),
  );
  expect(list).toMatchObject({ job: 'cutover', step: 'gateway-tree' });
});

test('remove the extras between the last delta and its proof, where the runbook asks for it', () => {
  const text = changed('extras: fail', 'extras: remove\n  remove-limit: 10');
  const all = operationsOf(load(text), 'cutover');
  const order = steps(all);
  const at = order.indexOf('cutover/extras');
  expect(order.slice(at - 1, at + 2)).toEqual(['cutover/verify', 'cutover/extras', 'cutover/tree']);
  const changes = all.flatMap((one) => (one.step === 'extras' ? [one.changes ?? ''] : []));
  expect(changes.join()).toContain('up to 10 objects stand behind a delete marker');
  expect(steps(operationsOf(load(sound), 'cutover'))).not.toContain('cutover/extras');
});

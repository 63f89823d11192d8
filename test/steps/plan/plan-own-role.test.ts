// The plan shows for each step that it first makes sure of its role.
import { expect, test } from '@jest/globals';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import { changed, load } from '../../runbook/image-archive.ts';

const runbook = load(changed('change:', 'finalize: {}\nchange:'));

test.each(['plan', 'proof', 'cutover', 'finalize'] as const)(
  'until %s: each step that calls AWS first looks whose role it has, once, and no other step does',
  (until) => {
    const operations = planOf(runbook, until).jobs.flatMap((one) => one.operations);
    const steps = Map.groupBy(operations, ({ job, step }) => `${job}/${step}`);
    for (const [step, own] of steps) {
      const asks = own.flatMap((one, i) =>
        one.kind === 'call' && one.call.operation === 'GetCallerIdentity' ? [i] : [],
      );
      const calls = own.some(
        (one) => one.kind === 'document' || (one.kind === 'call' && one.call.service !== 'github'),
      );
      expect([step, asks]).toEqual([step, calls ? [0] : []]);
    }
  },
);

// The points of a night and the trials made of them.
import { describe, expect, test } from '@jest/globals';
import { KINDS, nameOf, pointsOf, shuffled, trialsOf } from '../../../scripts/sweep/points.ts';
import { nameOfEvent } from '../../../scripts/sweep/trial.ts';

const NAMES = [
  'before sts.GetCallerIdentity',
  'after sts.GetCallerIdentity',
  'before ssm.SendCommand',
  'after ssm.SendCommand',
  'begins freeze-source',
  'ends freeze-source',
  'before ssm.SendCommand',
  'after ssm.SendCommand',
];
const SEEN = NAMES.map((name) => ({ step: 'freeze', name }));

test('reads are no points, everything else is counted by its name', () => {
  expect(pointsOf([...SEEN, { step: 'switch', name: 'after ssm.SendCommand' }])).toEqual([
    { step: 'freeze', name: 'before ssm.SendCommand', nth: 1 },
    { step: 'freeze', name: 'after ssm.SendCommand', nth: 1 },
    { step: 'freeze', name: 'begins freeze-source', nth: 1 },
    { step: 'freeze', name: 'ends freeze-source', nth: 1 },
    { step: 'freeze', name: 'before ssm.SendCommand', nth: 2 },
    { step: 'freeze', name: 'after ssm.SendCommand', nth: 2 },
    { step: 'switch', name: 'after ssm.SendCommand', nth: 1 },
  ]);
});

test.each([
  ['kill', 6],
  ['lost', 2],
  ['late', 4],
  ['overtaken', 4],
  ['again', 1],
] as const)('%s can happen at %d of these points', (kind, count) => {
  expect(trialsOf(pointsOf(SEEN), { kinds: [kind], servers: 2 })).toHaveLength(count);
});

describe('the order', () => {
  const trials = trialsOf(pointsOf(SEEN), { kinds: KINDS, servers: 1 });
  const order = (seed: number): string[] => shuffled(trials, seed).map(nameOf);

  test('is the same for the same seed, and holds every trial once', () => {
    expect(order(7)).toEqual(order(7));
    expect(order(7)).not.toEqual(order(8));
    expect([...order(7)].sort()).toEqual(trials.map(nameOf).sort());
  });
});

test.each([
  [{ kind: 'call', service: 's3', operation: 'PutObject', region: 'r' }, 'after s3.PutObject'],
  [{ kind: 'request', service: 's3', operation: 'PutObject', region: 'r' }, 'before s3.PutObject'],
  [{ kind: 'document', phase: 'begins', document: 'freeze-source' }, 'begins freeze-source'],
  [{ kind: 'execution', arn: 'a', status: 'SUCCESS' }, 'execution SUCCESS'],
  [{ kind: 'upload', key: 'k' }, undefined],
] as const)('the event %j is named %s', (event, name) => {
  expect(nameOfEvent(event)).toBe(name);
});

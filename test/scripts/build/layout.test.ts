// Which built file holds a source, and how others find it there.
import { describe, expect, test } from '@jest/globals';
import { layOut } from '../../../scripts/build/layout.ts';

const sources = [
  'actions/plan/main.ts',
  'infra/documents/one.yml',
  'src/aws/ssm.ts',
  'src/core/day-time.ts',
  'src/core/night/time.ts',
  'src/core/errors.ts',
  'src/github/inputs.ts',
  'src/steps/plan/plan.ts',
];
const start = new Set(['src/core/errors.ts', 'src/github/inputs.ts']);
const layout = layOut(sources, start);

test('each source is found in one built file, and the start is one more', () => {
  expect(Object.fromEntries(layout.built)).toEqual({
    'start.mjs': ['src/core/errors.ts', 'src/github/inputs.ts'],
    'plan.mjs': ['actions/plan/main.ts'],
    'src/aws/ssm.mjs': ['src/aws/ssm.ts'],
    'src/core.mjs': ['src/core/day-time.ts', 'src/core/errors.ts', 'src/core/night/time.ts'],
    'src/github/inputs.mjs': ['src/github/inputs.ts'],
    'src/steps/plan/plan.mjs': ['src/steps/plan/plan.ts'],
  });
});

test('what is in the start is held there, and a document by whatever imports it', () => {
  expect(sources.map((source) => layout.codeOf(source))).toEqual([
    'plan.mjs',
    undefined,
    'src/aws/ssm.mjs',
    'src/core.mjs',
    'src/core.mjs',
    'start.mjs',
    'start.mjs',
    'src/steps/plan/plan.mjs',
  ]);
});

describe('a file finds', () => {
  const step = 'src/steps/plan/plan.mjs';

  test.each([
    ['another', 'src/aws/ssm.ts', step, { at: 'src/aws/ssm.mjs', prefix: '' }],
    [
      'a part of a folder',
      'src/core/night/time.ts',
      step,
      { at: 'src/core.mjs', prefix: 'night_time$' },
    ],
    [
      'what has a hyphen',
      'src/core/day-time.ts',
      step,
      { at: 'src/core.mjs', prefix: 'day_time$' },
    ],
    ['what is next to it', 'src/core/day-time.ts', 'src/core.mjs', undefined],
    ['a document in itself', 'infra/documents/one.yml', step, undefined],
    // As if it were not part of the start: so nothing changes here when it becomes one.
    ['a part of the start', 'src/core/errors.ts', step, { at: 'src/core.mjs', prefix: 'errors$' }],
    [
      'one that is a file',
      'src/github/inputs.ts',
      step,
      { at: 'src/github/inputs.mjs', prefix: '' },
    ],
    [
      'its own folder there',
      'src/core/errors.ts',
      'src/core.mjs',
      { at: 'start.mjs', prefix: 'core_errors$' },
    ],
    [
      'the start at once',
      'src/github/inputs.ts',
      'plan.mjs',
      { at: 'start.mjs', prefix: 'github_inputs$' },
    ],
    ['in the start', 'src/core/errors.ts', 'start.mjs', undefined],
  ])('%s: %s from %s', (_, source, from, door) => {
    expect(layout.doorTo(source, from)).toEqual(door);
  });
});

// The parts of the workflow runner, each by a table: expressions, masks, matrices.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluate, interpolate } from '../../../lab/github/workflow/expressions.ts';
import type { Json } from '../../../lab/github/workflow/expressions.ts';
import { Masks } from '../../../lab/github/jobs/masks.ts';
import { legsOf } from '../../../lab/github/workflow/matrix.ts';
import { readWorkflow } from '../../../lab/github/workflow/workflow-file.ts';

const scope = {
  contexts: { needs: { a: { result: 'skipped', outputs: {} } }, inputs: { yes: true, n: 3 } },
  functions: { always: () => true, success: () => false },
};

test.each<[string, Json]>([
  ["needs.a.result == 'SKIPPED'", true],
  ["needs.a.outputs.none == ''", true],
  ['inputs.yes && always()', true],
  ['success() || inputs.n', 3],
  ['contains(fromJSON(\'["a", "skipped"]\'), needs.a.result)', true],
  ["format('{0}-{1}', inputs.n, 'it''s ''here''')", "3-it's 'here'"],
  ["case(inputs.n > 2, 'big', 'small')", 'big'],
  ["join(needs.*.result, ',')", 'skipped'],
  ['toJSON(inputs)', '{\n  "yes": true,\n  "n": 3\n}'],
  ['', null],
  [' ', null],
  ["endsWith('abc', 'BC') && startsWith('abc', 'AB')", true],
])('expression %s', (text, value) => {
  expect(evaluate(text, scope)).toEqual(value);
});

test('a text outside the workflow file is interpolated', () => {
  expect(interpolate("a ${{ inputs.n }} ${{ format('}}{0}', 'x') }} b", scope)).toBe('a 3 }x b');
});

test.each(['${{ }}', 'a ${{}} b'])('%s is no expression in action.yml', (text) => {
  expect(() => interpolate(text, scope)).toThrow('An expression was expected');
});

describe('masks', () => {
  test.each([
    ['plain', 'a hunter2 b', 'a *** b'],
    ['twice, touching', 'hunter2hunter2', '***'],
    ['base64', Buffer.from('hunter2').toString('base64'), '***=='],
    ['base64 in something longer', Buffer.from('xxhunter2yy').toString('base64'), 'eHho***eXk='],
    ['JSON', JSON.stringify('say "hunter2"'), '"say \\"***\\""'],
    ['nothing to mask', 'hunter', 'hunter'],
  ])('%s', (_name, text, masked) => {
    const masks = new Masks();
    masks.add('hunter2');
    const shown = masks.apply(text);
    expect(shown).not.toContain('hunter2');
    if (_name.startsWith('base64')) expect(shown).toContain('***');
    else expect(shown).toBe(masked);
  });

  test('each line of a value is masked too', () => {
    const masks = new Masks();
    masks.add('first line\nsecond line');
    expect(masks.apply('the second line')).toBe('the ***');
  });
});

test.each<[string, Json, Json]>([
  ['none', null, [null]],
  [
    'a product',
    { matrix: { a: [1, 2], b: ['x', 'y'] } },
    [
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ],
  ],
  ['exclude', { matrix: { a: [1, 2], b: ['x'], exclude: [{ a: 1 }] } }, [{ a: 2, b: 'x' }]],
  [
    'include into and beside',
    { matrix: { a: [1], include: [{ c: 3 }, { a: 2 }] } },
    [{ a: 1, c: 3 }, { a: 2 }],
  ],
  ['include alone', { matrix: { include: [{ a: 1 }, { a: 2 }] } }, [{ a: 1 }, { a: 2 }]],
])('matrix: %s', (_name, strategy, rows) => {
  expect(legsOf(strategy).map((leg) => leg.matrix)).toEqual(rows);
});

test('an empty vector is an error', () => {
  expect(() => legsOf({ matrix: { a: [] } })).toThrow(
    "Matrix vector 'a' does not contain any values",
  );
});

test('a file that GitHub would refuse is refused, with all that is wrong and where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  const file = join(folder, 'bad.yml');
  writeFileSync(
    file,
    [
      'on: workflow_dispatch',
      'jobs:',
      '  a:',
      '    runs-on: ubuntu-24.04',
      '    if: nothing.here',
      '    steps:',
      '      - run: echo',
      '        unknown: x',
    ].join('\n'),
  );
  try {
    await expect(readWorkflow(file, 'bad.yml')).rejects.toThrow(
      /Line: 8.*unknown[^]*nothing|nothing[^]*Line: 8.*unknown/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// The parts of the workflow runner, each by a table: expressions, masks, file commands, log commands, matrices.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluate, interpolate } from '../../../lab/github/workflow/expressions.ts';
import type { Json } from '../../../lab/github/workflow/expressions.ts';
import { parsePairs } from '../../../lab/github/steps/file-commands.ts';
import { parseCommand } from '../../../lab/github/steps/log-commands.ts';
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
  ["endsWith('abc', 'BC') && startsWith('abc', 'AB')", true],
])('expression %s', (text, value) => {
  expect(evaluate(text, scope)).toEqual(value);
});

test('a text outside the workflow file is interpolated', () => {
  expect(interpolate("a ${{ inputs.n }} ${{ format('}}{0}', 'x') }} b", scope)).toBe('a 3 }x b');
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

describe('file commands', () => {
  test.each([
    ['a=b=c\n', [['a', 'b=c']]],
    [
      'a<<E\none\ntwo\nE\nb=2',
      [
        ['a', 'one\ntwo'],
        ['b', '2'],
      ],
    ],
    ['a<<E\nE\n', [['a', '']]],
    ['a=x<<E\n', [['a', 'x<<E']]],
    ['a<<E=F\nv\nE=F\n', [['a', 'v']]],
    ['\r\na=b\r\n', [['a', 'b']]],
  ])('%j', (text, pairs) => {
    expect(parsePairs(text)).toEqual(pairs);
  });

  test.each([
    ['nothing', "Invalid format 'nothing'"],
    ['=x', 'Name must not be empty'],
    ['<<E\nE', 'Name must not be empty'],
    ['a<<E\nvalue', "Matching delimiter not found 'E'"],
  ])('%j is malformed', (text, message) => {
    expect(() => parsePairs(text)).toThrow(message);
  });
});

test.each([
  [
    '::error file=a%2Cb,line=1::x%0Ay%25',
    { name: 'error', properties: { file: 'a,b', line: '1' }, data: 'x\ny%' },
  ],
  ['  ::group::Title', { name: 'group', properties: {}, data: 'Title' }],
  ['a ::error::x', undefined],
  ['::not a command', undefined],
])('log command %j', (line, command) => {
  expect(parseCommand(line)).toEqual(command);
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

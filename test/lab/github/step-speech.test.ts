// How a step speaks to its runner, through files and through lines of its log: as GitHub's runner hears it
// (actions/runner at 258d6c85: FileCommandManager.cs, ActionCommand.cs, ActionCommandManager.cs), a row each.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { FileCommands, parsePairs } from '../../../lab/github/steps/file-commands.ts';
import type { Pairs, StepFiles } from '../../../lab/github/steps/file-commands.ts';
import { parseCommand } from '../../../lab/github/steps/log-commands.ts';
import { StepLog } from '../../../lab/github/steps/step-log.ts';
import { Masks } from '../../../lab/github/jobs/masks.ts';

describe('a file of names and values', () => {
  test.each<[string, Pairs]>([
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
    ['\uFEFFa=b\n', [['a', 'b']]],
    // On Linux only a line feed ends a line.
    ['a=b\r\n', [['a', 'b\r']]],
    ['a<<E\none\r\ntwo\r\nE\n', [['a', 'one\r\ntwo\r']]],
    ['a<<E\r\nv\nE\r\n', [['a', 'v']]],
    ['a\r=b\n', [['a\r', 'b']]],
  ])('%j', (text, found) => {
    expect(parsePairs(text)).toEqual({ found });
  });

  test.each<[string, Pairs, string]>([
    ['nothing', [], "Invalid format 'nothing'"],
    ['=x', [], 'Name must not be empty'],
    ['<<E\nE', [], 'Name must not be empty'],
    ['a<<\n', [], 'delimiter must not be empty'],
    ['a<<E\nvalue', [], "Matching delimiter not found 'E'"],
    ['a<<E\r\nv\nE\n', [], 'Matching delimiter not found'],
    ['\r\na=b\n', [], "Invalid format '\r'"],
    // What stands before the malformed line counts all the same.
    ['a=1\nbroken\nb=2\n', [['a', '1']], "Invalid format 'broken'"],
  ])('%j is malformed', (text, found, wrong) => {
    expect(parsePairs(text)).toEqual({ found, wrong: expect.stringContaining(wrong) as unknown });
  });
});

describe('what a step left in its files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'step-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const NOTHING = { outputs: [], env: [], state: [], path: [], summary: '' };
  const MIB = 1024 * 1024;

  test.each<[string, string, string, Partial<StepFiles>]>([
    [
      'a malformed file of outputs',
      'GITHUB_OUTPUT',
      'a=1\nbroken\n',
      {
        outputs: [['a', '1']],
        malformed: true,
        errors: [
          "Unable to process file command 'output' successfully.",
          "Invalid format 'broken'",
        ],
      },
    ],
    [
      'a summary of 1 MiB',
      'GITHUB_STEP_SUMMARY',
      'x'.repeat(MIB),
      { summary: 'x'.repeat(MIB), malformed: false, errors: [] },
    ],
    [
      'a summary over 1 MiB is an annotation and no failure',
      'GITHUB_STEP_SUMMARY',
      'x'.repeat(MIB + 1024),
      {
        malformed: false,
        errors: [
          '$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got 1025k.',
        ],
      },
    ],
    [
      'NODE_OPTIONS is refused as an annotation, and what stands beside it counts',
      'GITHUB_ENV',
      'a=1\nnode_options=--inspect\nb=2\n',
      {
        env: [
          ['a', '1'],
          ['b', '2'],
        ],
        malformed: false,
        errors: ["Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."],
      },
    ],
    [
      'the path has a line for each folder, whatever ends it',
      'GITHUB_PATH',
      '/a\r\n/b\r/c\n\n/d',
      { path: ['/a', '/b', '/c', '/d'], malformed: false, errors: [] },
    ],
  ])('%s', (_what, variable, text, left) => {
    const files = new FileCommands(folder);
    appendFileSync(files.variables[variable] as string, text);
    expect(files.collect()).toEqual({ ...NOTHING, ...left });
  });
});

test.each<
  [string, { name: string; properties?: Record<string, string>; data: string } | undefined]
>([
  [
    '::error file=a%2Cb,line=1::x%0Ay%25',
    { name: 'error', properties: { file: 'a,b', line: '1' }, data: 'x\ny%' },
  ],
  ['  ::group::Title', { name: 'group', data: 'Title' }],
  ['::GROUP::Title', { name: 'group', data: 'Title' }],
  ['::notice File=a::x', { name: 'notice', properties: { file: 'a' }, data: 'x' }],
  ['::debug::a%0ab%2525', { name: 'debug', data: 'a%0ab%25' }],
  ['a ::error::x', undefined],
  ['::not a command', undefined],
  ['::unknown::x', undefined],
  ['::toString::x', undefined],
  // The older spelling is obeyed anywhere in a line.
  [
    'a name ##[set-output name=verdict;x=%3B%5D]pass%0A',
    { name: 'set-output', properties: { name: 'verdict', x: ';]' }, data: 'pass\n' },
  ],
  ['::unknown::##[error]x', { name: 'error', data: 'x' }],
  ['##[unknown]##[error]x', undefined],
  ['##[error x', undefined],
])('the line %j', (line, command) => {
  const { name, properties = new Map<string, string>(), data } = parseCommand(line) ?? {};
  const read = { name, properties: Object.fromEntries(properties), data };
  expect(read).toEqual({ name: undefined, properties: {}, data: undefined, ...command });
});

interface Heard {
  readonly said: string[];
  readonly outputs: Record<string, string>;
  failed: boolean;
}

function hear(...chunks: readonly string[]): Heard {
  const heard: Heard = { said: [], outputs: {}, failed: false };
  const log = new StepLog({
    masks: new Masks(),
    say: (level, text) => heard.said.push(`${level} ${text}`),
    setOutput: (name, value) => (heard.outputs[name] = value),
    saveState: () => undefined,
    fail: () => (heard.failed = true),
  });
  const stream = log.stream();
  for (const chunk of chunks) stream.feed(Buffer.from(chunk));
  stream.end();
  return heard;
}

const OUTPUT = '::set-output name=verdict::pass';
const BAD_TOKEN = 'You cannot use a endToken';

test.each<[string, readonly string[], Partial<Heard>]>([
  ['a command is obeyed', [OUTPUT], { said: [], outputs: { verdict: 'pass' } }],
  [
    'the older spelling within a name',
    ['missing: a ##[set-output name=verdict]pass\n'],
    { said: [], outputs: { verdict: 'pass' } },
  ],
  ['a carriage return ends a line', [`10 %\r${OUTPUT}`], { outputs: { verdict: 'pass' } }],
  ['a line end in two chunks is one', ['one\r', '\ntwo\r'], { said: ['info one', 'info two'] }],
  [
    'nothing is obeyed between stop-commands and its token',
    [`::stop-commands::t1\n${OUTPUT}\n##[error]x\n::t1::\n::warning::w\n`],
    {
      said: [
        ...['info ::stop-commands::t1', `info ${OUTPUT}`, 'info ##[error]x', 'info ::t1::'],
        'warning w',
      ],
      outputs: {},
    },
  ],
  [
    'the token ends it in either spelling and case, with words behind it',
    ['##[stop-commands]Tok\n::debug::x\na ##[tOK]b\n::warning::w\n'],
    { said: ['info ##[stop-commands]Tok', 'info ::debug::x', 'info a ##[tOK]b', 'warning w'] },
  ],
  [
    'a token with a space never ends it',
    ['::stop-commands::a b\n::a b::\n::warning::w\n'],
    { said: ['info ::stop-commands::a b', 'info ::a b::', 'info ::warning::w'] },
  ],
  [
    'a long token is a mask from then on',
    ['::stop-commands::1234567\nit is 1234567\n'],
    { said: ['info ::stop-commands::***', 'info it is ***'] },
  ],
  ...['', 'Pause-Logging', 'ERROR', 'stop-commands'].map(
    (token): [string, readonly string[], Partial<Heard>] => [
      `the token '${token}' is refused`,
      [`::stop-commands::${token}\n${OUTPUT}\n`],
      {
        said: [expect.stringContaining(BAD_TOKEN) as unknown as string],
        outputs: { verdict: 'pass' },
        failed: true,
      },
    ],
  ),
  [
    'set-env is disabled',
    ['::set-env name=a::b'],
    { said: [expect.stringContaining('is disabled') as unknown as string], failed: true },
  ],
  [
    'an output without a name',
    ['::set-output::b'],
    { said: [expect.stringContaining("'name' is missing") as unknown as string], failed: true },
  ],
  [
    'an empty mask',
    ['::add-mask:: '],
    { said: ["warning Can't add secret mask for empty string in ##[add-mask] command."] },
  ],
])('%s', (_what, chunks, heard) => {
  expect(hear(...chunks)).toMatchObject({ failed: false, ...heard });
});

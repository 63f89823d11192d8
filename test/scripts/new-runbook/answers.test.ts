// What is asked at a terminal, what is taken without a question, and what is noted as missing.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Answers, type Ask, type Choice } from '../../../scripts/new-runbook/answers.ts';
import { readOptions } from '../../../scripts/new-runbook/options.ts';

const options = (...argv: string[]) => readOptions(argv) ?? { given: {}, servers: [] };
const choices: Choice<number>[] = [1, 2, 3].map((value) => ({
  names: [`name-${value}`],
  shown: `number ${value}`,
  value,
}));
const share = { flag: 'share', what: 'a share' } as const;

let asked: string[];
let printed: unknown[];
const person =
  (...lines: string[]): Ask =>
  (question) => {
    asked.push(question);
    return Promise.resolve(lines.shift());
  };

beforeEach(() => {
  asked = [];
  printed = [];
  jest.spyOn(console, 'error').mockImplementation((line) => {
    printed.push(line);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a flag answers without a question', async () => {
  const answers = new Answers(options('--user', 'app', '--share', 'name-2'), person());
  expect(await answers.text({ flag: 'user', what: 'a user' })).toBe('app');
  expect(await answers.choice(share, choices)).toBe(2);
  expect(asked).toEqual([]);
});

test('a single one is taken, one of many is asked for until it is a number of the list', async () => {
  const answers = new Answers(options(), person('0', 'x', '3'));
  expect(await answers.choice(share, choices.slice(0, 1))).toBe(1);
  expect(asked).toEqual([]);
  expect(await answers.choice(share, choices)).toBe(3);
  expect(asked).toHaveLength(3);
  expect(asked[0]).toBe('a share:\n  1  number 1\n  2  number 2\n  3  number 3\nnumber: ');
});

test('several are numbers with commas or spaces', async () => {
  const answers = new Answers(options(), person('1 9', '3, 1'));
  expect(await answers.several({ flag: 'server', what: 'servers' }, choices)).toEqual([3, 1]);
});

test('a text is asked for until it fits', async () => {
  const answers = new Answers(options(), person('', 'data', ' /mnt/data '));
  expect(await answers.text({ flag: 'source-mount', what: 'a path' })).toBe('/mnt/data');
  expect(printed).toEqual([
    'expected a path',
    'expected an absolute path without "..", "//" or "/" at its end',
  ]);
});

test('without a terminal, and when it is gone, everything that is missing is noted', async () => {
  for (const ask of [undefined, person()]) {
    const answers = new Answers(options('--task', 'none'), ask);
    await answers.text({ flag: 'user', what: 'a user' });
    await answers.choice(share, choices.slice(0, 2));
    await answers.choice({ flag: 'task', what: 'a task' }, choices.slice(0, 1));
    await answers.several({ flag: 'server', what: 'servers' }, []);
    expect(answers.missing).toEqual([
      '--user: expected a user',
      '--share: expected a share\n    number 1\n    number 2',
      "--task: expected a task, got 'none'\n    number 1",
      '--server: expected servers; none was found',
    ]);
  }
});

test('all flags that are wrong are reported at once', () => {
  expect(() => options('--name', 'No Name', '--source-mount', 'x', '--server', 'web-1')).toThrow(
    `--name: expected lower-case words joined by "-", got 'No Name'
--source-mount: expected an absolute path without "..", "//" or "/" at its end, got 'x'
--server: expected an instance id (i-… or mi-…), got 'web-1'`,
  );
});

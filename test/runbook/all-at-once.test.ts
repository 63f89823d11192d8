// What one look at a file reports: everything, and why.
import { describe, expect, test } from '@jest/globals';
import { parseRunbook } from '../../src/runbook/load.ts';
import { formatProblem } from '../../src/runbook/problem.ts';
import { changed, file, firstMessage, problems } from './image-archive.ts';

const messagesOf = (text: string): string[] =>
  problems(text).map((problem) => formatProblem(problem, text).split('\n')[0] ?? '');

describe('below a misspelt section', () => {
  const within = changed('application:', 'aplication:')
    .replace('  user: www-data', '  usr: "not/a/user"')
    .replace('    - i-0a1b2c3d4e5f60718', '    - i-0a1b2c3d4e5f60718\n    - i-0a1b2c3d4e5f60718');

  test('mistakes are reported at once, under the name as it is written', () => {
    expect(messagesOf(within)).toEqual([
      `${file}:9:1: aplication: expected the key "application", got the key "aplication"`,
      `${file}:13:7: aplication.servers[1]: expected each once, got "i-0a1b2c3d4e5f60718" again`,
      `${file}:14:3: aplication.usr: expected the key "user", got the key "usr"`,
      `${file}:14:8: aplication.usr: expected the name or number of the application's own user or group, got "not/a/user"`,
    ]);
  });

  test('what is missing is asked for there', () => {
    expect(messagesOf(changed('evidence:\n  bucket: ', 'evidnce:\n  # bucket: '))).toEqual([
      expect.stringContaining('evidnce: expected the key "evidence"'),
      expect.stringContaining(
        'evidnce: expected a section with bucket, upload, retain, got an empty value',
      ),
    ]);
  });
});

test('a misspelt key beside the right one is no second value', () => {
  expect(messagesOf(changed('  user: www-data', '  user: www-data\n  usre: "not/a/user"'))).toEqual(
    [
      `${file}:14:3: application.usre: expected only the keys region, servers, user, group, services, health, got the key "usre"`,
    ],
  );
});

test.each(['__proto__', 'constructor', 'toString'])('%s is an unknown key', (key) => {
  expect(messagesOf(changed('  user: www-data', `  user: www-data\n  ${key}: {user: x}`))).toEqual([
    expect.stringContaining(`application.${key}: expected only the keys`),
  ]);
});

describe('a file', () => {
  test('that is not UTF-8 is refused where it is none, never read as something else', () => {
    const bytes = Buffer.from(changed('images/00001.jpg', 'images/\u00fc.jpg'), 'latin1');
    expect(messagesOf(bytes.toString('utf8'))).toEqual([
      `${file}:61:16: expected text in UTF-8, got bytes that are none`,
    ]);
  });

  test.each([
    ['', 'an empty file'],
    ['\uFEFF', 'an empty file'],
    ['# one\n# two\n', 'nothing but comments'],
    ['---\n# one\n', 'an empty value'],
  ])('%j is no runbook', (text, got) => {
    expect(firstMessage(text)).toMatch(new RegExp(`, got ${got}$`));
  });

  test('may begin with a byte order mark and end its lines as on Windows', () => {
    const text = `\uFEFF${changed('images/00001.jpg', 'images/a.jpg').replaceAll('\n', '\r\n')}`;
    expect(parseRunbook(text, file)).toMatchObject({
      ok: true,
      runbook: { canary: { copy: 'images/a.jpg' } },
    });
  });
});

describe('YAML that is not plain', () => {
  test('a tab is reported as a tab, and not as what it spoils behind it', () => {
    expect(messagesOf(changed('  region', '\tregion').replace('  user:', '\tuser:'))).toEqual([
      `${file}:10:1: expected spaces as indentation, got a tab`,
      `${file}:13:1: expected spaces as indentation, got a tab`,
    ]);
  });

  test('the caret stands at the anchor and at the alias', () => {
    const text = changed('mount: /mnt/data', 'mount: &m /mnt/data').replace('/mnt/fgw', '*m');
    expect(messagesOf(text)).toEqual([
      `${file}:21:10: expected values written out where they stand, got an anchor (&m)`,
      `${file}:29:10: expected values written out where they stand, got an alias (*m)`,
    ]);
  });
});

describe('a ticket pattern is refused for its own reason', () => {
  const ends = 'a regular expression with ^ at its start and $ at its end, such as ^CHG[0-9]{7}$';
  const plain =
    'a plain regular expression: characters, classes, groups, repeats, alternatives in a group; no lookaround, no back-reference, no anchor between ^ and $';
  const slow =
    'an unambiguous regular expression, which no text makes slow: no repeat in or beside one of the same characters, no alternatives with the same beginning that meet again';
  test.each([
    ['CHG[0-9]{7}', ends],
    ['^CHG[0-9]{7}', ends],
    [String.raw`^CHG\$`, ends],
    ['^[$', 'a regular expression that compiles'],
    ['^CHG($', 'a regular expression that compiles'],
    ['^$', ends],
    [`^${'a'.repeat(250)}$`, 'a regular expression of at most 200 characters in one line'],
    ['^(?=a+)a$', plain],
    [String.raw`^(a)\1$`, plain],
    ['^CHG[0-9]{7}$|x$', plain],
    ['^CHG|INC$', plain],
    ['^(a+)+$', slow],
    ['^(a|a)*$', slow],
    ['^(a|ab)(c|bcd)(d*)$', slow],
    [String.raw`^\w+\s?\w+$`, slow],
    ['^(a?){50}a{50}$', slow],
  ])('%s', (pattern, expected) => {
    const message = firstMessage(changed('^CHG[0-9]{7}$', `'${pattern}'`));
    expect(message.split(', got "')[0]).toBe(`${file}:70:11: change.ticket: expected ${expected}`);
  });

  test.each([String.raw`^CHG\$$`, '^(CHG|INC)[0-9]{7}$', String.raw`^(?:CHG|RFC)-\d{1,9}$`])(
    '%s is taken',
    (pattern) => {
      expect(problems(changed('^CHG[0-9]{7}$', `'${pattern}'`))).toEqual([]);
    },
  );
});

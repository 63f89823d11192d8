// A manifest from a server and a bucket that hand out what broken ones might.
import { describe, expect, test } from '@jest/globals';
import { rowsIn } from './manifest-lab.ts';
import {
  answerOf,
  errorOf,
  failure,
  fakeServer,
  fetchFrom,
  PARTS,
  printed,
  row,
  sha256,
} from './manifest-server.ts';
import type { FakeServer } from './manifest-server.ts';

describe('from a server that hands out parts', () => {
  test('sound ones become one file, and the server forgets them', async () => {
    using server = fakeServer(answerOf(PARTS), (n) => printed(PARTS[n - 1] ?? '', n));
    const manifest = await fetchFrom(server);
    expect(manifest).toMatchObject({ rows: 6, folders: 2, pruned: 2, denied: 0, began: 1.7e12 });
    expect(rowsIn(manifest).toString()).toBe(PARTS.join(''));
    expect(server.files()).toEqual(['source.rows.gz']);
    const read = 'nfs-cutover-read-manifest-part';
    expect(server.sent).toEqual([
      'nfs-cutover-list-tree',
      ...['1', '2', '3', 'remove'].map((part) => `${read} ${part}`),
    ]);
  });

  const whole = printed(PARTS[1] ?? '', 2);
  const lines = whole.split('\n');
  test.each<[string, string | undefined]>([
    ['missing', undefined],
    ['empty', ''],
    ['without its first line', lines.slice(2).join('\n')],
    ['without its last line', lines.slice(0, -2).join('\n')],
    ['cut in its base64', whole.slice(0, whole.indexOf('-----END') - 9)],
    ['cut, but closed', whole.replace(/.{8}\n(?=-----END)/, '\n')],
    ['empty, but closed', `${lines[1]}\n${lines.at(-2)}\n`],
    ['doubled', whole + whole],
    ['doubled inside', [...lines.slice(0, 3), ...lines.slice(2)].join('\n')],
    ['another one', printed(PARTS[2] ?? '', 3)],
    ['another one under its number', printed(PARTS[2] ?? '', 2)],
    ['followed by something', `${whole}rm: cannot remove\n`],
    ['an error in the middle', whole.replace('\n-----END', '\nsh: base64: not found\n-----END')],
    ['of another alphabet', whole.replace(/[A-Za-z0-9](?=.{4}\n-----END)/, '*')],
    ['changed in one bit', whole.replace('H4sI', 'H4sJ')],
    ['one long line', 'x'.repeat(100_000)],
  ])('one that is %s is unproven, by its number', async (_, spoilt) => {
    using server = fakeServer(answerOf(PARTS), (n) =>
      n === 2 ? spoilt : printed(PARTS[n - 1] ?? '', n),
    );
    const error = await errorOf(server);
    expect(error).toMatchObject({ code: 'unproven' });
    expect(error.message).toMatch(/^part 2 of 3 of the manifest source: /);
    expect(server.files()).toEqual([]);
    expect(server.sent.filter((sent) => sent.endsWith('part 2'))).toHaveLength(2);
  });

  test.each<[string, string | Error | undefined]>([
    ['is not there', undefined],
    ['breaks off', failure('aws-unavailable')],
    ['is cut', whole.slice(0, 60)],
  ])('one that %s the first time is asked for once more', async (_, first) => {
    using server = fakeServer(answerOf(PARTS), (n, asked) =>
      n === 2 && asked === 0 ? first : printed(PARTS[n - 1] ?? '', n),
    );
    expect(rowsIn(await fetchFrom(server)).toString()).toBe(PARTS.join(''));
    expect(server.said).toContainEqual(expect.stringMatching(/^Again: /));
  });

  test('one that may not be read is not asked for again', async () => {
    using server = fakeServer(answerOf(PARTS), () => failure('aws-denied'));
    expect(await errorOf(server)).toMatchObject({ code: 'aws-denied' });
    expect(server.sent).toHaveLength(2);
  });
});

describe('rows that are not what the server listed', () => {
  const changed = (values: Readonly<Record<string, string>>, parts = PARTS): FakeServer =>
    fakeServer(new Map([...answerOf(parts), ...Object.entries(values)]), (n) =>
      printed(parts[n - 1] ?? '', n),
    );
  const broken = (...parts: string[]): FakeServer => changed({}, parts);

  test.each<[string, RegExp, () => FakeServer]>([
    [
      'out of order',
      /^row 2 of the manifest source: .*"a"$|"a";/,
      () => broken(row('b') + row('a')),
    ],
    ['out of order between parts', /^row 2 of /, () => broken(row('b'), row('a'))],
    ['there twice', /^row 2 of /, () => broken(row('a') + row('a'))],
    ['in parts that were swapped', /^row 3 of /, () => broken(PARTS[1] ?? '', PARTS[0] ?? '')],
    ['without a path', /^row 1 of /, () => broken(row(''))],
    ['with too little meta data', /^row 1 of /, () => broken('f 10 1.0 1.0 644 33 33/a\0')],
    ['not ended', /the manifest source: /, () => broken(row('a'), `${row('b')}f 10 1.0`)],
    [
      'of another digest',
      /^sha256 of the manifest source: /,
      () => changed({ sha256: sha256('another tree') }),
    ],
    [
      'of fewer folders',
      /^folders of the manifest source: expected 3/,
      () => changed({ folders: '3' }),
    ],
    ['of fewer unreadable folders', /^denied of /, () => changed({ denied: '1' })],
    [
      'fewer than said',
      /^the rows of part 3 of 3 of the manifest source: expected 2, got 1/,
      () =>
        changed({ rows: '7', 'part-3': (answerOf(PARTS).get('part-3') ?? '').replace('1 ', '2 ') }),
    ],
  ])('are unproven: %s', async (_, message, open) => {
    using server = open();
    const error = await errorOf(server);
    expect(error.message).toMatch(message);
    expect(error.code).toBe('unproven');
    expect(server.files()).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no part for its rows', { parts: '2' }],
    ['no number', { rows: 'many' }],
    ['fewer than no rows', { pruned: '-1' }],
    ['an empty part', { 'part-2': `0 20 ${sha256('')}` }],
    ['a part without digest', { 'part-2': '2 20' }],
    ['no digest', { sha256: 'none' }],
    ['more folders than rows', { folders: '99' }],
  ])('an answer with %s is the server’s failure', async (_, values) => {
    using server = changed(values);
    expect(await errorOf(server)).toMatchObject({ code: 'server-failed' });
    expect(server.sent).toHaveLength(1);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['no digest of nothing', { sha256: sha256('something') }],
    ['nothing mounted', { source: '' }],
  ])('an empty tree with %s is not believed', async (_, values) => {
    using server = changed(values, []);
    expect(await errorOf(server)).toMatchObject({ code: 'server-failed' });
  });

  test('an answer that was cut is the server’s failure', async () => {
    const answer = answerOf(PARTS);
    answer.delete('part-3');
    using server = fakeServer(answer, (n) => printed(PARTS[n - 1] ?? '', n));
    expect(await errorOf(server)).toMatchObject({
      code: 'server-failed',
      message: expect.stringContaining('@part-3='),
    });
  });
});

// change.window: what it may say, what is said of the rest, and what a change of it is called.
import { describe, expect, test } from '@jest/globals';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { formatProblem } from '../../../src/runbook/problem.ts';
import { said } from '../changes/changed-runbook.ts';
import { changed, file, firstMessage, load, sound } from '../image-archive.ts';

const FROM = '2026-12-05T22:00:00+01:00';
const UNTIL = '2026-12-05T23:00:00+01:00';
const GIVE_UP = '2026-12-06T03:00:00+01:00';
const windowOf = (from = FROM, until = UNTIL, giveUp = GIVE_UP): string =>
  withWindow(`{not-before: ${from}, not-after: ${until}, give-up-at: ${giveUp}}`);
const withWindow = (window: string): string =>
  changed('  ticket: ^CHG', `  window: ${window}\n  ticket: ^CHG`);

test('is kept in UTC, however its offsets are written', () => {
  const expected = {
    notBefore: '2026-12-05T21:00:00.000Z',
    notAfter: '2026-12-05T22:00:00.000Z',
    giveUpAt: '2026-12-06T02:00:00.000Z',
  };
  expect(load(windowOf()).change.window).toEqual(expected);
  expect(load(windowOf('2026-12-05T21:00:00Z', UNTIL, GIVE_UP)).change.window).toEqual(expected);
  expect(load(sound).change.window).toBeUndefined();
});

const OFFSET = 'an offset behind the time, such as +01:00, or Z for UTC';
const TIME = 'a time with its offset, such as 2026-12-05T22:00:00+01:00';
test.each([
  ['no offset', windowOf('2026-12-05T22:00:00'), `not-before: expected ${OFFSET}`],
  ['an offset nobody knows', windowOf('2026-12-05T22:00:00-00:00'), `expected ${OFFSET}`],
  ['no such day', windowOf('2026-02-30T22:00:00Z'), `not-before: expected ${TIME}`],
  ['no time of day', windowOf(FROM, '2026-12-05'), `not-after: expected ${TIME}`],
  ['a length of time', windowOf(FROM, UNTIL, '4h'), `give-up-at: expected ${TIME}`],
  ['a key left out', withWindow(`{not-before: ${FROM}, not-after: ${UNTIL}}`), 'give-up-at'],
  [
    'another key',
    windowOf().replace('window: {', 'window: {until: now, '),
    'only the keys not-before, not-after, give-up-at',
  ],
  ['one word', withWindow('always'), 'a section with not-before, not-after, give-up-at'],
  [
    'the end before the begin',
    windowOf(UNTIL, FROM),
    'change.window.not-after: expected a time after not-before, 2026-12-05 22:00:00 UTC, got "2026-12-05T22:00:00+01:00", 2026-12-05 21:00:00 UTC',
  ],
  ['no time between them', windowOf(FROM, '2026-12-05T21:00:00Z'), 'a time after not-before'],
  ['given up before the end', windowOf(FROM, UNTIL, UNTIL), 'a time after not-after'],
])('%s is refused', (_, text, message) => {
  expect(firstMessage(text)).toContain(message);
});

describe('a window that is over', () => {
  const warningsAt = (now: string): string[] => {
    const loaded = parseRunbook(windowOf(), file, Date.parse(now));
    return loaded.ok ? loaded.warnings.map((one) => formatProblem(one, windowOf())) : ['refused'];
  };

  test('is a warning at its line', () => {
    expect(warningsAt('2026-12-05T22:00:00Z')).toEqual([]);
    const [warning] = warningsAt('2026-12-05T22:00:01Z');
    expect(warning).toMatch(
      /change\.window\.not-after: expected a time that is not over; now it is 2026-12-05 22:00:01 UTC, got 2026-12-05 22:00:00 UTC/,
    );
    expect(warning).toContain('write the next change window here');
  });

  test('is not looked for without the time', () => {
    expect(parseRunbook(windowOf(), file)).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('a change', () => {
  const later = '2026-12-06T00:00:00+01:00';
  test.each<[string, string, string, readonly string[]]>([
    ['a later end', windowOf(), windowOf(FROM, later), ['weaker gate']],
    ['an earlier end', windowOf(FROM, later), windowOf(), ['']],
    ['an earlier begin', windowOf(), windowOf('2026-12-05T20:00:00Z'), ['weaker gate']],
    [
      'a later time to give up',
      windowOf(),
      windowOf(FROM, UNTIL, '2026-12-07T00:00:00Z'),
      ['weaker gate'],
    ],
    ['a window', sound, windowOf(), ['', '', '']],
    ['none any more', windowOf(), sound, ['weaker gate', 'weaker gate', 'weaker gate']],
  ])('%s', (_, before, after, risks) => {
    const found = said(before, after);
    expect(found).toHaveLength(risks.length);
    for (const [i, risk] of risks.entries()) expect(found[i]).toContain(risk);
  });
});

// preflight.speed: what it may hold, and what a reviewer reads when it changes.
import { expect, test } from '@jest/globals';
import { rules } from '../../../src/runbook/changes/change-rules.ts';
import { runbookChanges } from '../../../src/runbook/changes/changes.ts';
import { keysAt } from '../../../src/runbook/checks/misspelt.ts';
import { changed, firstMessage, load, sound } from '../image-archive.ts';

const SPEED = 'files: 20, size: 1MiB, slower-than: 5, write: false';
const withPreflight = (preflight: string): string => changed(/preflight:\n( .*\n)+/, preflight);
const withSpeed = (speed: string): string => withPreflight(`preflight:\n  speed: {${speed}}\n`);
const without = withPreflight('');

test('becomes typed values; without it nothing is measured', () => {
  const speed = { files: 20, size: 1024 ** 2, slowerThan: 5, write: false };
  expect(load(withSpeed(SPEED)).preflight).toEqual({ speed });
  expect(load(sound).preflight).toEqual({ speed });
  expect(load(without).preflight).toEqual({});
  expect(load(withPreflight('preflight: {}\n')).preflight).toEqual({});
});

test.each([
  ['files: 20', 'files: 0', 'expected a whole number of files from 1 to 200'],
  ['files: 20', 'files: 201', 'expected a whole number of files from 1 to 200'],
  ['size: 1MiB', 'size: 1GiB', 'expected a size from 4KiB to 16MiB in steps of 4KiB'],
  ['slower-than: 5', 'slower-than: 0.5', 'expected a whole number of times from 1 to 1000'],
  ['write: false', 'write: no', 'expected true or false'],
  [', write: false', '', 'expected true or false'],
])('%s as %s is refused', (from, to, message) => {
  expect(firstMessage(withSpeed(SPEED.replace(from, to)))).toContain(message);
});

const said = (before: string, after: string): string[] =>
  runbookChanges(load(before), load(after)).map(
    ({ path, risk, says }) => `${path.slice(16)}: ${risk === undefined ? '' : `[${risk}] `}${says}`,
  );

test.each<[string, string, string, ...string[]]>([
  [
    'a weaker one',
    withSpeed(SPEED),
    withSpeed('files: 2, size: 16MiB, slower-than: 9, write: true'),
    'files: [weaker proof] the number of measured files falls from 20 to 2',
    "slower-than: [weaker proof] how many times the source's time the gateway may take rises from 5 to 9",
    'size: the size of what is measured rises from 1.0 MiB to 16.0 MiB',
    'write: files are written and renamed on the source, too, to measure it before the freeze',
  ],
  [
    'none any more',
    withSpeed(SPEED),
    without,
    'files: [weaker proof] the number of measured files falls from 20 to none',
    'size: [weaker proof] the size of what is measured falls from 1.0 MiB to none',
    "slower-than: [weaker proof] how many times the source's time the gateway may take rises from 5 to none",
    'write: nothing is written to measure speed',
  ],
  [
    'a first one',
    without,
    withSpeed(SPEED),
    'files: the number of measured files rises from none to 20',
    'size: the size of what is measured rises from none to 1.0 MiB',
    'write: nothing is written to measure speed',
    "slower-than: how many times the source's time the gateway may take falls from none to 5",
  ],
  [
    'no writing any more',
    withSpeed(SPEED.replace('false', 'true')),
    withSpeed(SPEED),
    'write: [weaker proof] writing and renaming are no longer measured',
  ],
])('a reviewer reads of %s', (_, before, after, ...expected) => {
  expect(said(before, after)).toEqual(expected);
});

test('each of its keys has a rule of its own', () => {
  const keys = keysAt(['preflight', 'speed']);
  expect(keys).toHaveLength(4);
  expect(keys.filter((key) => !(`preflight.speed.${key}` in rules))).toEqual([]);
});

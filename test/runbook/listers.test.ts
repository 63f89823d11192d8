// verify.listers: its default, what is refused, and what a reviewer reads.
import { expect, test } from '@jest/globals';
import { runbookChanges } from '../../src/runbook/changes/changes.ts';
import { changed, firstMessage, load, sound } from './image-archive.ts';

const withListers = (listers: string, text = sound): string =>
  text.replace('newer-limit: 100', `newer-limit: 100\n  listers: ${listers}`);

const SERVERS = changed(
  '    - i-0a1b2c3d4e5f60718\n',
  '    - i-0a1b2c3d4e5f60718\n    - i-0a1b2c3d4e5f60719\n',
);

test('unless said, one server lists', () => {
  expect(load(SERVERS).verify.listers).toBe(1);
  expect(load(withListers('2', SERVERS)).verify.listers).toBe(2);
});

test.each([
  ['0', 'a whole number of servers from 1 to 20'],
  ['21', 'a whole number of servers from 1 to 20'],
  ['all', 'a whole number of servers from 1 to 20'],
  ['3', 'at most 2, the number of application.servers'],
])('%s is refused', (listers, expected) => {
  expect(firstMessage(withListers(listers, SERVERS))).toContain(expected);
});

test('a reviewer reads it', () => {
  expect(runbookChanges(load(SERVERS), load(withListers('2', SERVERS)))).toEqual([
    { path: 'verify.listers', says: expect.stringContaining('how many servers list a tree') },
  ]);
});

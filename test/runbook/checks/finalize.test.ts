// The section finalize: what it may say, what it is without its keys, and what a change of it is called.
import { describe, expect, test } from '@jest/globals';
import { said } from '../changes/changed-runbook.ts';
import { changed, firstMessage, load, sound } from '../image-archive.ts';

const DAY_MS = 86_400_000;
const withSection = (section: string, from = 'change:'): string =>
  changed(from, `finalize: ${section}\n${from}`);

test.each([
  ['{}', { environment: 'finalize', holdMs: 14 * DAY_MS, deleteAgent: false }],
  [
    '{environment: the-end, hold: 36h, delete-agent: true}',
    { environment: 'the-end', holdMs: 36 * 3_600_000, deleteAgent: true },
  ],
  ['{hold: 365d}', { environment: 'finalize', holdMs: 365 * DAY_MS, deleteAgent: false }],
])('%s', (section, expected) => {
  expect(load(withSection(section)).finalize).toEqual(expected);
});

test('a runbook without it deletes nothing', () => {
  expect(load(sound).finalize).toBeUndefined();
});

test.each([
  ['{hold: 366d}', 'a length of time from 1s to 365d, such as 14d'],
  ['{hold: 0d}', 'a length of time from 1s to 365d, such as 14d'],
  ['{hold: 2w}', 'a length of time from 1s to 365d, such as 14d'],
  ['{delete-agent: "yes"}', 'expected true or false'],
  ['{holds: 1d}', 'the key "hold"'],
  ['{environment: prepare}', 'another environment than prepare, back, rollback'],
  ['{environment: Back}', 'another environment than prepare, back, rollback'],
  ['{environment: rollback}', 'another environment than prepare, back, rollback'],
  ['{environment: Cutover}', 'another environment than the gates of the cutover'],
  ['yes', 'a section with environment, hold, delete-agent'],
])('%s is refused', (section, expected) => {
  expect(firstMessage(withSection(section))).toContain(expected);
});

test('a sign-off of the name that finalize has by itself is refused', () => {
  const text = withSection('{}').replace(
    'cutover: cutover',
    'cutover: cutover\n  sign-off: [finalize]',
  );
  expect(firstMessage(text)).toContain('another environment than the gates of the cutover');
});

describe('a change is shown', () => {
  const full = (environment = 'finalize', hold = '14d', agent = 'false'): string =>
    withSection(`{environment: ${environment}, hold: ${hold}, delete-agent: ${agent}}`);

  test('when it comes, as what may delete; and when it goes', () => {
    expect(said(sound, withSection('{}'))).toEqual([
      'finalize.environment: [may delete] the task and its locations may be deleted, released by "finalize"',
      'finalize.hold: finalize waits for 14 d',
      'finalize.delete-agent: finalize leaves the agents',
    ]);
    expect(said(full(), sound).join('\n')).not.toContain('[');
  });

  test.each([
    [
      full('finalize', '7d'),
      'finalize.hold: [may delete] how long finalize waits falls from 14 d to 7 d',
    ],
    [full('finalize', '30d'), 'finalize.hold: how long finalize waits grows from 14 d to 30 d'],
    [
      full('finalize', '14d', 'true'),
      "finalize.delete-agent: [may delete] finalize deletes the task's agents, too",
    ],
    [
      full('end'),
      'finalize.environment: [weaker gate] the gate of finalize changes from "finalize" to "end"',
    ],
  ])('%#', (after, expected) => {
    expect(said(full(), after)).toEqual([expected]);
  });

  test('keys that say what holds without them change nothing', () => {
    expect(said(withSection('{}'), full())).toEqual([]);
  });
});

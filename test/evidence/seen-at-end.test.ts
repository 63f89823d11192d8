// Where the servers do not bear out what the records say.
import { expect, test } from '@jest/globals';
import type { State } from '../../src/evidence/run-ending.ts';
import { otherThanRecords } from '../../src/evidence/seen-at-end.ts';
import type { Seen } from '../../src/evidence/seen-at-end.ts';

const one = (serves: string, readOnly = false, server = 'i-1'): Seen => ({
  server,
  serves,
  readOnly,
});
const state = (ending: State['ending'], left: State['left'] = 'nothing'): State => ({
  ...{ ending, left, begun: true },
});

test.each<[State, readonly Seen[], boolean, RegExp | undefined]>([
  [state('confirmed'), [one('gateway')], true, undefined],
  [
    state('confirmed'),
    [one('gateway'), one('source', false, 'i-2')],
    true,
    /gateway serves\. i-2 does not serve it/,
  ],
  [state('rolled-back'), [one('source')], true, undefined],
  [
    state('rolled-back'),
    [one('source', true)],
    true,
    /nothing is left on the servers\. i-1 does not/,
  ],
  [
    state('failed'),
    [one('gateway'), one('nothing', false, 'i-2')],
    true,
    /i-1, i-2 do not serve the source/,
  ],
  [
    state('failed', 'frozen'),
    [one('source', true), one('gateway', false, 'i-2')],
    false,
    /nothing is switched\. i-2 serves the gateway/,
  ],
  [state('failed', 'switched'), [one('gateway')], true, undefined],
  [state('failed'), [], false, undefined],
  [
    state('failed', 'frozen'),
    [one('source')],
    true,
    /Every server has answered now.* Nothing is left/,
  ],
  [state('failed', 'switched'), [one('source')], false, undefined],
  [state('failed', 'switched'), [one('gateway')], true, undefined],
  [state('failed', 'frozen'), [one('source', true)], true, undefined],
  [state('unproven', 'unknown'), [one('source')], true, /Nothing is left/],
  [state('unproven', 'unknown'), [], true, undefined],
])('%j, %j, all: %s', (records, seen, all, says) => {
  const found = otherThanRecords(records, seen, all);
  if (says === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(says);
});

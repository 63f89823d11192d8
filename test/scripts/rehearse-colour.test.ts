// When the rehearsal prints in colour.
import { expect, test } from '@jest/globals';
import { wantsColour } from '../../scripts/rehearse/style.ts';

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { TERM: 'dumb' }, false],
])('terminal %s with %j wants colour: %s', (isTerminal, env, wanted) => {
  expect(wantsColour(isTerminal, env)).toBe(wanted);
});

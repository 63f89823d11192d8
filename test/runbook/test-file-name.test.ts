// The names of the confirmation files: one for each server and each attempt.
import { expect, test } from '@jest/globals';
import { attemptsUpTo, confirmationNames } from '../../src/runbook/test-file-name.ts';

test.each([
  [1, ['new-42.jpg', 'new-42-i-2.jpg']],
  [2, ['new-42-2.jpg', 'new-42-2-i-2.jpg']],
  [12, ['new-42-12.jpg', 'new-42-12-i-2.jpg']],
])('the confirmation files of attempt %d are %j', (attempt, names) => {
  const runbook = {
    application: { servers: ['i-1', 'i-2'] },
    confirmation: { copy: 'known.jpg', to: 'new.jpg' },
  };
  const made = confirmationNames(runbook, { id: '42', attempt });
  expect(made).toEqual(runbook.application.servers.map((server, i) => [server, names[i]]));
  expect(
    attemptsUpTo({ id: '42', attempt })
      .map((one) => one.attempt)
      .at(-1),
  ).toBe(1);
});

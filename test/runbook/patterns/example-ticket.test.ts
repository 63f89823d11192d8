import { expect, test } from '@jest/globals';
import { exampleTicket } from '../../../src/runbook/patterns/example-ticket.ts';

test.each([
  ['^CHG[0-9]{7}$', 'CHG0000000'],
  ['^(RFC|CR)-[1-9][0-9]*$', 'RFC-1'],
  ['^[A-Z]{3}-\\d{1,6}$', 'AAA-0'],
  ['^#[^0-9]+x?$', '#A'],
  ['^\\.\\s$', '. '],
])('%s holds for %s', (pattern, ticket) => {
  expect(exampleTicket(pattern)).toBe(ticket);
  expect(new RegExp(pattern).test(ticket)).toBe(true);
});

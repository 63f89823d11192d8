// What a step says while a document runs: words, not the names of states alone.
import { expect, test } from '@jest/globals';
import { documentInWords } from '../../../src/steps/servers/commands.ts';

test.each([
  [['Pending'], 'The document list-tree waits to begin on 1 server.'],
  [['InProgress'], 'The document list-tree runs on 1 server.'],
  [
    ['InProgress', 'Success', 'InProgress'],
    'The document list-tree runs on 2 servers, has ended on 1 server.',
  ],
  [['Delayed', 'Failed'], 'The document list-tree is delayed on 1 server, has failed on 1 server.'],
  [
    ['New\n::error::'],
    String.raw`The document list-tree has the status New\n::error:: on 1 server.`,
  ],
  [['toString'], 'The document list-tree has the status toString on 1 server.'],
])('%j', (statuses, words) => {
  expect(
    documentInWords(
      'list-tree',
      statuses.map((status) => ({ status })),
    ),
  ).toBe(words);
});

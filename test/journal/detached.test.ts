// Mounts that were left lazily: the journal keeps their servers until a list says otherwise, and says what to do.
import { expect, test } from '@jest/globals';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Write } from '../../src/journal/follow.ts';
import { listedBy } from '../../src/journal/settle.ts';
import type { Edge } from '../../src/journal/states.ts';
import { nextAction, standingFacts } from '../../src/journal/words.ts';
import { FORWARD, NIGHT, nonceOf, written, writer } from './written.ts';

const entries = written(FORWARD);
const detached = [{ server: 'i-0a1b', boot: 'b00t' }];
const short = { since: new Date(NIGHT).toISOString(), why: 'i-0a1b left a mount lazily' };

/** One entry more. */
function write(edge: Edge, says: Write['says'] = {}) {
  const now = NIGHT + entries.length * 60_000;
  const nonce = nonceOf(entries.length + 1);
  const entry = follow(entries.at(-1), edge, writer(), {
    ...{ nonce, now, leaseEnd: now + LEASE_MS, says },
  });
  entries.push(entry);
  return entry;
}

test('they stay through the way back and a short list, and end with a list of after the boot', () => {
  expect(write('undo-switch', { detached }).detached).toEqual(detached);
  expect(write('note').detached).toEqual(detached);
  const unknown = write('give-up-list', { written: short });
  expect(unknown.detached).toEqual(detached);
  expect(nextAction(unknown)).toMatch(/^Boot i-0a1b: .*undo-confirmed/);
  expect(standingFacts(unknown)).toContainEqual({
    name: 'Left lazily',
    value: expect.stringMatching(/^i-0a1b left a mount of the gateway lazily/) as unknown,
  });
  write('note');
  expect(listedBy(entries)).toBe(unknown);

  const again = write('give-up-list', { written: { ...short, why: 'no event' }, detached: [] });
  expect(again).not.toHaveProperty('detached');
  expect(listedBy(entries)).toBe(again);
  const listed = write('list', { written: { count: 1, digest: 'ab'.repeat(32) } });
  write('note', { written: { count: 1, digest: 'ab'.repeat(32) } });
  expect(listedBy(entries)).toBe(listed);
});

test('another round knows nothing of them', () => {
  write('note', { detached });
  write('settle');
  expect(write('claim')).not.toHaveProperty('detached');
});

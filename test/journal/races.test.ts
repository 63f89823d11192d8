// Writers that race: whatever is lost, late or refused, each sequence has one writer and the chain holds.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CutoverError } from '../../src/core/errors.ts';
import { decideClaim } from '../../src/journal/claim.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { follow, LEASE_MS } from '../../src/journal/follow.ts';
import type { Writer } from '../../src/journal/follow.ts';
import { logOf, model } from './store-model.ts';
import type { Fate, Model } from './store-model.ts';
import { NIGHT, nonceOf, writer } from './written.ts';

/** Reads, decides, writes, until the writer holds the migration, is refused, or does not know. */
async function claim(store: Model, by: Writer, nonce: () => string): Promise<Entry | string> {
  const log = logOf(store);
  try {
    await log.assertConditions();
    for (;;) {
      const newest = await log.newest();
      const decision = decideClaim(newest, by, NIGHT);
      if (decision.kind === 'refused') return 'refused';
      if (decision.kind === 'held') return decision.entry;
      const write = { nonce: nonce(), now: NIGHT, leaseEnd: NIGHT + LEASE_MS };
      const appended = await log.append(follow(newest, 'claim', by, write));
      if (appended.kind === 'done') return appended.entry;
    }
  } catch (thrown) {
    if (thrown instanceof CutoverError && thrown.code === 'aws-unavailable') return 'unknown';
    throw thrown;
  }
}

const FATES: readonly Fate[] = [
  ...(['answered', 'answered', 'answered', 'never sent', 'answer lost'] as const),
  ...(['conflict', 'late', 'read fails'] as const),
];

test.each([2, 3])('%i runs: one holds the migration, whatever is lost', async (count) => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.infiniteStream(fc.constantFrom(...FATES)),
      fc.infiniteStream(fc.boolean()),
      async (scheduler, fates, arrivals) => {
        const store: Model = model(
          () => fates.next().value as Fate,
          async () => {
            await scheduler.schedule(Promise.resolve());
            if (arrivals.next().value === true) store.late.shift()?.();
          },
        );
        let nonces = 0;
        const nonce = (): string => nonceOf((nonces += 1));
        const ends = Array.from({ length: count }, (_, i) =>
          claim(store, writer({ run: String(1001 + i) }), nonce),
        );
        await scheduler.waitFor(Promise.all(ends));
        for (const arrives of store.late) arrives();
        const ended = await Promise.all(ends);
        const entries = await readAll(store);
        const holders = ended.filter((one) => typeof one !== 'string');
        // A first claim is alone in its journal: everybody else is refused while its lease lives.
        expect(entries.length).toBeLessThanOrEqual(1);
        expect(holders.length).toBeLessThanOrEqual(1);
        for (const holder of holders) expect(holder).toEqual(entries[0]);
        if (holders.length === 0) expect(ended).toContain('unknown');
      },
    ),
    { numRuns: 100, seed: 12 },
  );
});

test('attempts of one run that all write: each sequence has one writer, and the chain is whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.infiniteStream(fc.constantFrom(...FATES)),
      async (scheduler, fates) => {
        const store: Model = model(
          () => fates.next().value as Fate,
          async () => {
            await scheduler.schedule(Promise.resolve());
          },
        );
        let nonces = 0;
        const nonce = (): string => nonceOf((nonces += 1));
        const claims = [1, 2, 3].map((attempt) => claim(store, writer({ attempt }), nonce));
        await scheduler.waitFor(Promise.all(claims));
        for (const arrives of store.late) arrives();
        const held = (await Promise.all(claims)).filter((one) => typeof one !== 'string');
        const entries = await readAll(store);
        expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i + 1));
        expect(entries.map(({ epoch }) => epoch)).toEqual(entries.map((_, i) => i + 1));
        for (const one of held) expect(entries[one.sequence - 1]).toEqual(one);
        const attempts = entries.map(({ owner }) => owner.attempt);
        expect(attempts).toEqual([...new Set(attempts)].sort());
      },
    ),
    { numRuns: 100, seed: 12 },
  );
});

/** The journal as its store has it, through a client for whom nothing is lost. */
async function readAll({ objects }: Model): Promise<readonly Entry[]> {
  const quiet = model(() => 'answered');
  for (const [key, text] of objects) quiet.objects.set(key, text);
  return logOf(quiet).read();
}

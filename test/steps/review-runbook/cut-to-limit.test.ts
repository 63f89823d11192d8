import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bounded, fit } from '../../../src/steps/review-runbook/cut-to-limit.ts';
import type { Section } from '../../../src/steps/review-runbook/cut-to-limit.ts';

const section = (title: string, size: number, rank: Section['rank']): Section => ({
  title,
  rank,
  markdown: title.repeat(size),
});
const room = (limit: number) => ({ limit, size: (text: string) => text.length });
const note = (titles: readonly string[]): string => `without ${titles.join(' ')}`;

describe('sections in little room', () => {
  const all = [section('h', 3, 0), section('p', 50, 3), section('c', 9, 1), section('f', 2, 0)];

  test.each([
    ['room for all', 100, `hhh\n\n${'p'.repeat(50)}\n\nccccccccc\n\nff`],
    [
      'the least important one is left out, and named where it stood',
      60,
      'hhh\n\nwithout p\n\nccccccccc\n\nff',
    ],
    ['the needed ones stay whatever happens', 5, 'hhh\n\nwithout p c\n\nff'],
  ])('%s', (_, limit, text) => {
    expect(fit(all, room(limit), note)).toBe(text);
  });

  test('never longer than the room, as long as what is needed fits', () => {
    const sections = fc.array(
      fc.record({
        title: fc.constantFrom('a', 'b', 'c'),
        rank: fc.constantFrom<Section['rank']>(1, 2, 3),
        markdown: fc.string({ maxLength: 60 }),
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(sections, fc.integer({ min: 60, max: 400 }), (others, limit) => {
        const text = fit([section('h', 3, 0), ...others], room(limit), () => '(cut)');
        expect(text.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith('hhh')).toBe(true);
        expect(text.includes('(cut)') || others.every((one) => text.includes(one.markdown))).toBe(
          true,
        );
      }),
    );
  });
});

test('lines beyond the limit are counted', () => {
  const more = (count: number): string => `and ${count} more`;
  expect(bounded(['aa', 'bb', 'cc'], 9, more)).toEqual(['aa', 'bb', 'cc']);
  expect(bounded(['aa', 'bb', 'cc'], 8, more)).toEqual(['aa', 'bb', 'and 1 more']);
});

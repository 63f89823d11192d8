// What must hold between the three times of the change window, and whether it is over.
import type { Instant } from '../../core/clock.ts';
import { parseInstant, utc } from '../../core/values/instant.ts';
import { show } from '../problem.ts';
import { type Complaint, valueAt } from '../yaml.ts';

const SECTION = ['change', 'window'];

/** Each time that does not come after the one before it. */
export function windowChecks(data: unknown): Complaint[] {
  return [
    ['not-before', 'not-after'],
    ['not-after', 'give-up-at'],
  ].flatMap(([first = '', then = '']) => {
    const path = [...SECTION, then];
    const [earlier, later] = [instantAt(data, first), instantAt(data, then)];
    if (earlier === undefined || later === undefined || earlier < later) return [];
    const expected = `a time after ${first}, ${utc(earlier)}`;
    return [{ path, expected, got: `${show(valueAt(data, path))}, ${utc(later)}` }];
  });
}

/** A change window in which no run can begin any more; nothing where `now` is not known. */
export function windowIsOver(data: unknown, now: Instant | undefined): Complaint[] {
  const end = instantAt(data, 'not-after');
  if (now === undefined || end === undefined || now <= Date.parse(end)) return [];
  return [
    {
      path: [...SECTION, 'not-after'],
      expected: `a time that is not over; now it is ${utc(new Date(now).toISOString())}`,
      got: utc(end),
      hint: 'no cutover can begin: write the next change window here',
    },
  ];
}

/** ISO 8601, UTC, so that two of them compare as texts. */
function instantAt(data: unknown, key: string): string | undefined {
  const text = valueAt(data, [...SECTION, key]);
  return typeof text === 'string' ? parseInstant(text) : undefined;
}

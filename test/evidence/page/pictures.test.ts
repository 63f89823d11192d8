// The pictures of the page: where times lie, who waited for whom, and what was where.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nightOf } from '../../../src/evidence/page/evidence.ts';
import { layersOf, sharesOf } from '../../../src/evidence/page/layers.ts';
import { timeScale } from '../../../src/evidence/page/time-scale.ts';
import { timelineOf } from '../../../src/evidence/page/timeline.ts';
import { timelinePicture } from '../../../src/evidence/page/timeline-picture.ts';
import { CALM, SERVER, at, night, record, tree } from './night.ts';

const LINE = { left: 100, right: 900, room: 80 };
const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 5e9 }), fc.integer({ min: 0, max: 1e8 }))
    .map(([from, length]) => ({ from, to: from + length })),
  { minLength: 1, maxLength: 30 },
);

describe('a line of time', () => {
  test('keeps the order of all instants and ends at its ends', () => {
    fc.assert(
      fc.property(spans, (busy) => {
        const { x, ticks } = timeScale(busy, LINE);
        const instants = busy.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
        const places = instants.map(x);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places[0]).toBeCloseTo(100);
        expect(places.at(-1)).toBeLessThanOrEqual(900 + 1e-6);
        for (const tick of ticks) expect(x(tick)).toBeGreaterThanOrEqual(100 - 1e-6);
        // The labels of two ticks never lie over each other.
        for (const [i, tick] of ticks.slice(1).entries())
          expect(x(tick) - x(ticks[i] ?? NaN)).toBeGreaterThanOrEqual(LINE.room - 1e-6);
      }),
    );
  });

  test('shows minutes of work although a gate waited for two days', () => {
    const minute = 60_000;
    const day = 1440 * minute;
    const busy = [
      { from: 0, to: 10 * minute },
      { from: 2 * day, to: 2 * day + 10 * minute },
    ];
    const { cuts, x } = timeScale(busy, LINE);
    expect(cuts).toHaveLength(1);
    expect(x(10 * minute) - x(0)).toBeGreaterThan(300);
    expect(x(2 * day) - x(10 * minute)).toBeLessThan(100);
  });

  test('does not cut a short wait', () => {
    const busy = [
      { from: 0, to: 100_000 },
      { from: 110_000, to: 200_000 },
    ];
    expect(timeScale(busy, LINE).cuts).toEqual([]);
  });
});

describe('the timeline', () => {
  const seconds = (instant: number): number => (instant - Date.parse(at(0))) / 1000;
  const lanes = (records = CALM) => {
    const { jobs, servers } = timelineOf(nightOf(night({ records })));
    return [...jobs, ...servers].map(({ bars, name }) => [
      name ?? 'approval',
      ...bars.map(
        ({ from, kind, to, verdict }) =>
          `${kind} ${seconds(from)}-${seconds(to)}${verdict === 'pass' ? '' : ` ${verdict}`}`,
      ),
    ]);
  };

  test('has jobs, the gate between them, and each server with its downtime', () => {
    expect(lanes()).toEqual([
      ['plan', 'work 0-10'],
      ['sync', 'aws 10-130'],
      ['verify', 'work 130-140'],
      ['refresh', 'work 140-160'],
      ['ask', 'work 160-161'],
      ['approval', 'people 161-3761'],
      ['cutover', 'work 3761-3765', 'work 3765-4000'],
      // 200 s on its own clock, from the begin of the freeze.
      [SERVER, 'source 0-3761', 'down 3761-3961', 'gateway 3961-4000'],
    ]);
  });

  test('a downtime without an end goes on to the last record, and counts as unproven', () => {
    expect(lanes(CALM.slice(0, -1)).at(-1)).toEqual([
      SERVER,
      'source 0-3761',
      'down 3761-3765 unproven',
    ]);
  });

  test('a second attempt is a lane of its own, and its gate too', () => {
    const again = CALM.slice(-2).map((one) => ({ ...one, attempt: 2 }));
    const names = lanes([...CALM, ...again]).map(([name]) => name);
    expect(names).toContain('cutover (2)');
    expect(names.filter((name) => name === 'approval')).toHaveLength(1);
  });

  test('without a gate that was asked there is none, and without records no picture', () => {
    expect(lanes(CALM.slice(0, 5)).map(([name]) => name)).not.toContain('approval');
    expect(timelinePicture(nightOf(night({ records: [] }))).html).toContain('No step has left');
  });

  test('is drawn twice: wide, and narrow for a phone', () => {
    const { html } = timelinePicture(nightOf(night()));
    expect(html.match(/class="(wide|narrow)"/g)).toHaveLength(2);
    expect(html).toContain('Timeline from 2026-11-22 01:00:00 UTC to 2026-11-22 02:06:40 UTC.');
    expect(html).toContain('3 min 20 s, from the stop of its services to their proven start');
  });
});

describe('what was where', () => {
  test('every path is proven, differing, unproven or set aside', () => {
    const [source, bucket, gateway] = layersOf(nightOf(night()));
    expect(source).toMatchObject({ held: 100, bytes: 4096, shares: undefined });
    expect(bucket).toMatchObject({
      held: 101,
      shares: { proven: 100, differing: 0, unproven: 0, aside: 1 },
    });
    expect(gateway).toMatchObject({ held: undefined, shares: { proven: 100 } });
  });

  test('a re-check counts what it did not compare again with its proof', () => {
    const recheck = {
      kind: 'incremental',
      paths: { compared: 5, unchanged: 95 },
      since: { job: 'verify', provenAt: at(140) },
    };
    const data = { ...tree({ same: 3, missing: 1, 'to-read': 1 }, { recheck }) };
    const last = record('cutover/tree', 'verify-s3', [3990, 3991], { data });
    const trees = nightOf(night({ records: [...CALM, last] })).trees;
    expect(trees.map(sharesOf).at(-1)).toEqual({ proven: 98, differing: 1, unproven: 1, aside: 0 });
    const [source, bucket] = layersOf(nightOf(night({ records: [...CALM, last] })));
    expect([source.bytes, bucket.held]).toEqual([4096, 101]);
  });

  test('a layer that nobody has compared has no numbers', () => {
    const [source, bucket] = layersOf(nightOf(night({ records: CALM.slice(0, 1) })));
    expect([source.held, bucket.held, bucket.shares]).toEqual([undefined, undefined, undefined]);
  });
});

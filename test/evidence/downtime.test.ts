// How long each server did not serve, from records: each on its own clock, and never a guess.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StepRecord } from '../../src/core/record.ts';
import { downtimeFacts, downtimes } from '../../src/evidence/downtime.ts';

type More = Partial<Pick<StepRecord, 'attempt' | 'verdict' | 'error'>>;
const record = (step: string, data: object, more: More = {}): StepRecord => ({
  ...{ format: 2, step, id: step, job: 'cutover', runbook: 'runbooks/x.yml', run: '1', attempt: 1 },
  startedAt: '2026-11-22T00:00:00.000Z',
  endedAt: '2026-11-22T00:00:01.000Z',
  ...{ verdict: 'pass', says: '', facts: [], warnings: [] },
  data: { ...data },
  ...more,
});

const at = (uptime: number | undefined, by: string, server = 'i-1', boot = 'b1') => ({
  ...{ server, boot, by },
  ...(uptime !== undefined && { uptime }),
});
const freeze = (...down: object[]) => record('freeze-source', { down, frozen: [{}] });
const thaw = (...served: object[]) => record('freeze-source', { thawed: [], served });
const switched = (...served: object[]) => record('switch-mount', { state: 'gateway', served });
const failed = (code: 'server-refused' | 'not-ready' | 'window-closed' | 'cancelled') =>
  record('freeze-source', {}, { verdict: 'fail', error: { code, message: '' } });

const said = (records: readonly StepRecord[], servers = ['i-1']): string[] =>
  downtimeFacts(downtimes(records, servers)).map(({ name, value }) => `${name}: ${value}`);

const SERVICES = 'from the stop of its services to their proven start, on its own clock';
const unknown = (why: string): string[] => [`Downtime of i-1: not measured: ${why}`];

test.each<[string, readonly StepRecord[], readonly string[]]>([
  ['nothing was frozen', [record('plan', {})], []],
  [
    'a confirmed switch',
    [freeze(at(100, 'services')), switched(at(352, 'services'))],
    [`Downtime of i-1: 4 min 12 s, ${SERVICES}`],
  ],
  [
    'without services',
    [freeze(at(100, 'freeze')), switched(at(130, 'confirmation'))],
    [
      'Downtime of i-1: 30 s, from the freeze to its first proven read through the gateway, on its own clock',
    ],
  ],
  [
    'a thaw, after a switch that failed',
    [
      freeze(at(100, 'freeze')),
      record('switch-mount', { state: 'source', restored: ['i-1'] }, { verdict: 'fail' }),
      thaw(at(160, 'thaw')),
      thaw(),
    ],
    ['Downtime of i-1: 1 min, from the freeze to the thaw, on its own clock'],
  ],
  [
    'booted meanwhile',
    [freeze(at(100, 'freeze')), thaw(at(20, 'thaw', 'i-1', 'b2'))],
    unknown('the server was booted meanwhile'),
  ],
  [
    'no boot',
    [freeze(at(100, 'freeze', 'i-1', '')), thaw(at(120, 'thaw', 'i-1', ''))],
    unknown('the server did not say which boot it was'),
  ],
  [
    'no time since the boot',
    [freeze(at(undefined, 'freeze')), thaw(at(120, 'thaw'))],
    unknown('the server did not say how long it had been up'),
  ],
  [
    'a clock that goes backwards',
    [freeze(at(100, 'freeze')), thaw(at(99, 'thaw'))],
    unknown('the clock of the server went backwards'),
  ],
  ['left frozen', [freeze(at(100, 'freeze'))], unknown('no record says that it serves again')],
  [
    'a freeze whose record is lost',
    [thaw(at(160, 'thaw'))],
    unknown('no record says when its service ended'),
  ],
  [
    'a freeze that failed, and its services were stopped',
    [failed('server-refused'), thaw(at(160, 'services'))],
    unknown('no record says when its service ended'),
  ],
  ['a freeze that failed before it reached the server', [failed('server-refused'), thaw()], []],
  [
    'a freeze that was cancelled, and no thaw',
    [failed('cancelled')],
    unknown('no record says that it serves again'),
  ],
  ['a thaw that another job’s migration stopped', [record('freeze-source', { others: true })], []],
  ['a freeze that was refused first', [failed('window-closed'), failed('not-ready')], []],
  [
    'thawed by somebody else',
    [freeze(at(100, 'freeze')), thaw()],
    unknown('it served again by what no record shows'),
  ],
])('%s', (_, records, expected) => {
  expect(said(records)).toEqual(expected);
});

test('each server on its own clock, and each attempt for itself', () => {
  const again = { ...freeze(at(5000, 'freeze')), attempt: 2 };
  const served = { ...switched(at(5060, 'confirmation')), attempt: 2 };
  const first = freeze(at(100, 'freeze'), at(9_000_000, 'freeze', 'i-2'));
  const back = thaw(at(110, 'thaw'), at(9_000_020, 'thaw', 'i-2'));
  const found = said([first, back, again, served], ['i-2', 'i-1', 'i-3']);
  expect(found).toEqual([
    'Downtime of i-2: 20 s, from the freeze to the thaw, on its own clock',
    expect.stringMatching(/^Downtime of i-1: attempt 1: 10 s, .* thaw, .*; attempt 2: 1 min, /),
  ]);
});

test('no order of records gives a length that no pair of one boot has', () => {
  const moment = fc.record({
    uptime: fc.option(fc.nat(1000), { nil: undefined }),
    boot: fc.constantFrom('b1', 'b2', ''),
  });
  const kinds = fc.constantFrom('freeze', 'thaw', 'switch', 'failed', 'nothing');
  fc.assert(
    fc.property(fc.array(fc.tuple(kinds, moment), { maxLength: 8 }), (story) => {
      const records = story.map(([kind, { uptime, boot }]) => {
        if (kind === 'failed') return failed('server-refused');
        if (kind === 'nothing') return thaw();
        const one = at(uptime, kind === 'freeze' ? 'freeze' : 'thaw', 'i-1', boot);
        return kind === 'freeze' ? freeze(one) : kind === 'thaw' ? thaw(one) : switched(one);
      });
      for (const { seconds, says } of downtimes(records, ['i-1']).flatMap((o) => o.stretches)) {
        expect(seconds === null).toBe(says.startsWith('not measured: '));
        const pairs = story.flatMap(([kind, begin], i) =>
          kind !== 'freeze' ? [] : story.slice(i + 1).map(([, end]) => ({ begin, end })),
        );
        if (seconds !== null)
          expect(
            pairs.some(
              ({ begin, end }) =>
                begin.boot === end.boot &&
                begin.boot !== '' &&
                (end.uptime ?? NaN) - (begin.uptime ?? NaN) === seconds &&
                seconds >= 0,
            ),
          ).toBe(true);
      }
    }),
  );
});

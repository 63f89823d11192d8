// What the page says, in both languages: how a run ended, and what it has not proven.
import { describe, expect, test } from '@jest/globals';
import type { StepRecord } from '../../../src/core/record.ts';
import type { Evidence } from '../../../src/evidence/page/evidence.ts';
import { nightOf } from '../../../src/evidence/page/evidence.ts';
import { inEnglish } from '../../../src/evidence/page/html.ts';
import { outcomeOf } from '../../../src/evidence/page/outcome.ts';
import { gapsOf } from '../../../src/evidence/page/unproven.ts';
import { english } from '../../../src/evidence/page/words/english.ts';
import { japanese } from '../../../src/evidence/page/words/japanese.ts';
import type { State } from '../../../src/evidence/run-ending.ts';
import { changed, load } from '../../runbook/image-archive.ts';
import { CALM, SERVER, at, night, record, tree } from './night.ts';

describe('both languages', () => {
  const gaps = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([gap]) => gap).sort();

  test.each(Object.entries(english))('%s has the same gaps', (name, text) => {
    expect(gaps(japanese[name as keyof typeof english])).toEqual(gaps(text));
  });

  test('are two languages', () => {
    const same = Object.entries(english).filter(
      ([name, text]) => japanese[name as keyof typeof english] === text,
    );
    expect(same).toEqual([['check.digest', 'SHA-256']]);
  });
});

const outcome = (state: State, more: Partial<Evidence> = {}) => {
  const { meaning, next, title, tone, why } = outcomeOf(nightOf(night({ state, ...more })));
  const next_ = next === undefined ? undefined : inEnglish(next);
  return { title: inEnglish(title), meaning: inEnglish(meaning), next: next_, tone, why };
};

interface Said {
  readonly title: string;
  readonly meaning: string;
  readonly next: string | undefined;
  readonly tone: string;
}

test.each<[State, Said]>([
  [
    { ending: 'planned', left: 'nothing', begun: false },
    { title: 'Planned', meaning: 'Nothing was changed.', next: undefined, tone: 'calm' },
  ],
  [
    { ending: 'proven', left: 'nothing', begun: false },
    { title: 'Proven', meaning: 'Every file is in the bucket', next: undefined, tone: 'good' },
  ],
  [
    { ending: 'confirmed', left: 'nothing', begun: true },
    { title: 'Confirmed', meaning: 'use /mnt/data on the gateway', next: 'watch', tone: 'good' },
  ],
  [
    { ending: 'denied', left: 'nothing', begun: false },
    { title: 'Denied', meaning: 'on the source, as before', next: 'new run', tone: 'calm' },
  ],
  [
    { ending: 'rolled-back', left: 'nothing', begun: true },
    { title: 'Rolled back', meaning: 'on the source again', next: 'new run', tone: 'warn' },
  ],
  [
    { ending: 'failed', left: 'nothing', begun: false },
    { title: 'Failed', meaning: 'Nothing was begun.', next: 'new run', tone: 'warn' },
  ],
  [
    { ending: 'failed', left: 'nothing', begun: true },
    { title: 'Failed', meaning: 'What was begun is undone.', next: 'new run', tone: 'warn' },
  ],
  [
    { ending: 'failed', left: 'frozen', begun: true },
    {
      title: 'Failed',
      meaning: 'may read, and cannot write',
      next: 'thaw the source',
      tone: 'bad',
    },
  ],
  [
    { ending: 'failed', left: 'switched', begun: true },
    { title: 'Failed', meaning: 'on the gateway', next: 'start the rollback', tone: 'bad' },
  ],
  [
    { ending: 'failed', left: 'unknown', begun: true },
    { title: 'Failed', meaning: 'Nobody knows', next: 'before anything else', tone: 'bad' },
  ],
  [
    { ending: 'unproven', left: 'unknown', begun: true },
    { title: 'Unproven', meaning: 'Nobody knows', next: 'before anything else', tone: 'bad' },
  ],
])('%j', (state, { meaning, next, ...rest }) => {
  const found = outcome(state);
  expect(found).toMatchObject(rest);
  expect(found.meaning).toContain(meaning);
  if (next === undefined) expect(found.next).toBeUndefined();
  else expect(found.next).toContain(next);
});

test('a finalize of the runbook asks for the hold; what was written meanwhile comes before a new run', () => {
  const runbook = load(changed(/$/, '\nfinalize:\n  environment: finalize\n  hold: 14d\n'));
  const state = { ending: 'confirmed', left: 'nothing', begun: true } as const;
  expect(outcome(state, { runbook }).next).toContain('can be finalized');
  const list = record('list-written/list', 'list-written', [4001, 4002], {
    data: { state: 'rolled-back-listed' },
  });
  const back = { ...state, ending: 'rolled-back' } as const;
  expect(outcome(back, { records: [...CALM, list] }).next).toContain('settle what was written');
});

test('why: the first that failed, with its error; a later one that is unproven is no reason', () => {
  const failed = record('cutover/switch', 'switch-mount', [10, 20], {
    verdict: 'fail',
    error: { code: 'differs', message: 'expected this, got that; do so' },
  });
  const unproven = record('refresh/refresh', 'refresh-cache', [5, 9], { verdict: 'unproven' });
  const state = { ending: 'failed', left: 'nothing', begun: true } as const;
  expect(outcome(state, { records: [unproven, failed] }).why).toEqual({
    record: failed,
    text: 'expected this, got that; do so',
  });
  expect(outcome(state, { records: [unproven] }).why?.text).toBe('refresh/refresh says');
  expect(outcome({ ...state, ending: 'confirmed' }, { records: [failed] }).why).toBeUndefined();
});

const gaps = (more: Partial<Evidence> = {}): string[] =>
  gapsOf(nightOf(night(more))).map(
    ({ quote, said }) => `${inEnglish(said)}${quote === undefined ? '' : ` ${quote}`}`,
  );
const RULE = 'What bucket and gateway keep of times, modes and owners was not calibrated.';
const NOT_FROZEN =
  'The source was not frozen for the last comparison: what changed since is not proven.';

/** The calm night with another content of its comparison with the bucket. */
const withTree = (data: object): readonly StepRecord[] =>
  CALM.map((one) =>
    one.id === 'tree' && one.job === 'verify' ? { ...one, data: { ...data } } : one,
  );

const since = {
  kind: 'incremental',
  paths: { compared: 0, unchanged: 90 },
  since: { job: 'verify', provenAt: at(140) },
};

test.each<[string, Partial<Evidence>, readonly string[]]>([
  ['a calm night', {}, [NOT_FROZEN, RULE]],
  [
    'a job without a record',
    { missing: ['sync'] },
    ['Job sync succeeded and left no record.', NOT_FROZEN, RULE],
  ],
  [
    'a plan alone',
    { records: CALM.slice(0, 1) },
    [
      'The files in the bucket were never compared as a whole.',
      'The files on the gateway were never compared as a whole.',
    ],
  ],
  ['nobody known', { approvals: [] }, [NOT_FROZEN, 'Who approved is not known.', RULE]],
  [
    'size alone',
    { records: withTree(tree({ same: 100 }, { depth: 'size' })) },
    [NOT_FROZEN, 'No contents were read: size and time stand for them.', RULE],
  ],
  [
    'a sample that is smaller than the tree',
    { records: withTree(tree({ same: 100 }, { sample: 30 })) },
    [
      NOT_FROZEN,
      'At most 30 files were read whole. For the others size and time stand for the contents.',
      RULE,
    ],
  ],
  [
    'a sample that is not',
    { records: withTree(tree({ same: 100 }, { sample: 300 })) },
    [NOT_FROZEN, RULE],
  ],
  [
    'paths without an answer',
    { records: withTree(tree({ same: 96, unproven: 1, filtered: 3 })) },
    [
      NOT_FROZEN,
      'Paths without a verdict: 1 (Bucket).',
      'Paths left out by the filters of the task, not compared: 3 (Bucket).',
      RULE,
    ],
  ],
  [
    'a re-check after the freeze, on the day of the run',
    {
      records: [
        ...CALM,
        record('cutover/tree', 'verify-s3', [3990, 3991], {
          data: { ...tree({}, { frozen: true, recheck: since }) },
        }),
      ],
    },
    [
      'Bucket: after the freeze, 90 paths were not compared again. They rest on the proof of 01:02:20 UTC, and have not changed at the source since.',
      RULE,
    ],
  ],
])('not proven: %s', (_, more, expected) => {
  expect(gaps(more)).toEqual(expected);
});

test('not proven: a downtime that nobody has measured, a step that proved nothing', () => {
  const records = CALM.slice(0, -1).map((one) =>
    one.id === 'delta' ? { ...one, verdict: 'unproven' as const } : one,
  );
  expect(gaps({ records })).toEqual([
    'Step sync / delta proved nothing: sync/delta says',
    NOT_FROZEN,
    `Downtime of ${SERVER}: not measured: no record says that it serves again`,
    RULE,
  ]);
});

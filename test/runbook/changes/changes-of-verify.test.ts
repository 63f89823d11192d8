// What a reviewer reads where the proof of every file is made wider or narrower.
import { expect, test } from '@jest/globals';
import { runbookChanges } from '../../../src/runbook/changes/changes.ts';
import { changed, load, sound } from '../image-archive.ts';

const said = (before: string, after: string): string[] =>
  runbookChanges(load(before), load(after)).map(
    ({ path, risk, says }) => `${path}: ${risk === undefined ? '' : `[${risk}] `}${says}`,
  );

test.each<{ from: string; to: string; says: string[]; back: string[] }>([
  {
    from: 'newer-limit: 100',
    to: 'newer-limit: 100\n  calibrate: true',
    says: [
      'verify.calibrate: a calibration folder beside the canary says what each layer can show',
    ],
    back: ['verify.calibrate: [weaker proof] no calibration says what each layer can show'],
  },
  {
    from: 'extras: fail',
    to: 'extras: remove\n  remove-limit: 10',
    says: [
      'verify.extras: [may delete] extras are removed from the bucket after the freeze',
      'verify.remove-limit: how many extras a run may remove: the number 10',
      'verify.shrink-limit: by how many percent the source may shrink before a removal: the number 5',
    ],
    back: [
      'verify.extras: every extra is a failure',
      'verify.remove-limit: how many extras a run may remove is no longer limited: nothing is removed',
      'verify.shrink-limit: by how many percent the source may shrink before a removal is no longer limited: nothing is removed',
    ],
  },
])('$to', ({ from, to, says, back }) => {
  const text = changed(from, to);
  expect(said(sound, text)).toEqual(says);
  expect(said(text, sound)).toEqual(back);
});

test('a higher limit of removals may delete more, a lower one less', () => {
  const few = changed('extras: fail', 'extras: remove\n  remove-limit: 10\n  shrink-limit: 20');
  const many = few
    .replace('remove-limit: 10', 'remove-limit: 99')
    .replace('shrink-limit: 20', 'shrink-limit: 1');
  expect(said(few, many)).toEqual([
    'verify.remove-limit: [may delete] how many extras a run may remove rises from 10 to 99',
    'verify.shrink-limit: by how many percent the source may shrink before a removal falls from 20 to 1',
  ]);
});

// The rule that follows from what a layer shows of the calibration folder, and what no rule explains.
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import {
  calibrateLayer,
  rowsOfFolder,
  ruleInWords,
} from '../../../src/reconcile/judging/calibrate-layer.ts';
import type { CalibrationPair } from '../../../src/reconcile/judging/calibrate-layer.ts';
import { EXACT, GATEWAY, NATURAL } from '../../../src/reconcile/judging/compare-rule.ts';
import type { FileAttributes } from '../../../src/reconcile/judging/compare-rule.ts';

const SECOND = 1_000_000_000n;
const common = { mtime: 1_500_000_000_123_456_789n, uid: 33, gid: 33, links: 1 };
const SOURCE: Readonly<Record<string, FileAttributes>> = {
  '': { ...common, type: 'd', size: 4096, mode: 0o2775 },
  file: { ...common, type: 'f', size: 36, mode: 0o640 },
  'hard-1': { ...common, type: 'f', size: 36, mode: 0o644, links: 2 },
  link: { ...common, type: 'l', size: 4, mode: 0o777 },
  old: { ...common, type: 'f', size: 36, mode: 0o640, mtime: -1_500_000_000n },
  sticky: { ...common, type: 'd', size: 4096, mode: 0o1775 },
};

type Change = (one: FileAttributes, path: string) => CalibrationPair['shown'];
const shownAs = (change: Change): CalibrationPair[] =>
  Object.entries(SOURCE).map(([path, source]) => ({ path, source, shown: change(source, path) }));

/** Rounded down, before 1970 too. */
const whole = (time: bigint): bigint => time - (((time % SECOND) + SECOND) % SECOND);
const asGateway: (one: FileAttributes) => FileAttributes = (one) => ({
  ...one,
  type: one.type === 'l' ? 'f' : one.type,
  links: 1,
  size: one.type === 'd' ? 0 : one.size,
  mode: one.mode & 0o777,
  mtime: one.type === 'd' ? 77n * SECOND : whole(one.mtime),
});

describe('the rule', () => {
  test.each<[string, 'bucket' | 'gateway', Change, object, string]>([
    ['all', 'bucket', (one) => one, EXACT, 'nanoseconds, all mode bits, owners'],
    [
      'whole seconds',
      'bucket',
      (one) => ({ ...one, mtime: whole(one.mtime) }),
      NATURAL.bucket,
      'whole seconds, all mode bits, owners',
    ],
    [
      'what a gateway keeps',
      'gateway',
      asGateway,
      GATEWAY,
      'whole seconds, no times of folders, no setuid, setgid or sticky bits, owners',
    ],
    [
      'milliseconds',
      'gateway',
      (one) => ({ ...asGateway(one), mtime: one.mtime - (one.mtime % 1_000_000n) }),
      {
        files: { ...GATEWAY.files, mtimeDigits: 3 },
        folders: { ...GATEWAY.folders, mtimeDigits: 3 },
      },
      'milliseconds, no setuid, setgid or sticky bits, owners',
    ],
    [
      'no setgid alone: then no file is held to such bits either',
      'gateway',
      (one) => ({ ...one, mode: one.mode & ~0o2000 }),
      {
        files: { ...EXACT.files, modeMask: 0o777 },
        folders: { ...EXACT.folders, modeMask: 0o777 },
      },
      'nanoseconds, no setuid, setgid or sticky bits, owners',
    ],
  ])('of a layer that shows %s', (...[, layer, change, rule, words]) => {
    const found = calibrateLayer(layer, shownAs(change));
    expect(found).toEqual({ rule, problems: [], early: true });
    expect(ruleInWords(found.rule)).toBe(words);
  });
});

describe('what no rule explains', () => {
  const only =
    (path: string, change: Partial<FileAttributes> | undefined): Change =>
    (one, at) =>
      at !== path ? asGateway(one) : change && { ...asGateway(one), ...change };
  test.each<[string, 'bucket' | 'gateway', Change, string]>([
    ['absent', 'gateway', only('file', undefined), 'file of the calibration folder does not show'],
    [
      'other bits',
      'gateway',
      only('file', { mode: 0o600 }),
      'file of the calibration folder: mode 600, not 640',
    ],
    [
      'more bits',
      'gateway',
      only('', { mode: 0o777 }),
      'the calibration folder: mode 777, not 2775',
    ],
    [
      'another owner',
      'gateway',
      only('hard-1', { gid: 65_534 }),
      'hard-1 of the calibration folder: owner 33:65534, not 33:33',
    ],
    [
      'a later second',
      'gateway',
      only('file', { mtime: 1_500_000_001n * SECOND }),
      'file of the calibration folder: time 1500000001000000000ns, not 1500000000123456789ns',
    ],
    [
      'another size',
      'gateway',
      only('file', { size: 35 }),
      'file of the calibration folder: size 35, not 36',
    ],
    [
      'another type',
      'gateway',
      only('file', { type: 'd' }),
      'file of the calibration folder: type d, not f',
    ],
    [
      'no setgid in the bucket, which keeps it',
      'bucket',
      (one) => ({ ...one, mode: one.mode & 0o777 }),
      'the calibration folder: mode 775, not 2775',
    ],
    [
      'no metadata',
      'bucket',
      (one, path) => (path === 'file' ? { problem: 'lacks file-mtime' } : one),
      'file of the calibration folder lacks file-mtime',
    ],
  ])('%s (%s)', (_, layer, change, problem) => {
    const found = calibrateLayer(layer, shownAs(change));
    expect(found.problems[0]).toBe(problem);
    expect(found.rule).toEqual(NATURAL[layer]);
  });

  test.each<[string, bigint, boolean]>([
    ['its whole second', -2n * SECOND, true],
    ['1970 instead', 0n, false],
    ['the second after it', -SECOND, false],
    ['a time without a sign', (2n ** 32n - 2n) * SECOND, false],
  ])('a time before 1970 is shown as %s', (_, mtime, early) => {
    const found = calibrateLayer('gateway', shownAs(only('old', { mtime })));
    expect(found).toEqual({ rule: GATEWAY, problems: [], early });
  });

  test('other bits of the file from before 1970 are a problem', () => {
    const change = only('old', { mtime: 0n, mode: 0o600 });
    expect(calibrateLayer('gateway', shownAs(change)).problems).toEqual([
      'old of the calibration folder: mode 600, not 640',
    ]);
  });

  test('no folder at the source is no calibration', () => {
    expect(calibrateLayer('bucket', []).problems).toHaveLength(2);
  });
});

describe('rowsOfFolder', () => {
  const meta = (type: string): string => `${type} 1 1500000000.1234567890 1.0 640 1 2 1`;
  const rows = (...paths: string[]) =>
    Readable.from(
      paths.map((path) => Buffer.from(`${meta(path.endsWith('/') ? 'd' : 'f')}/${path}\0`)),
    );

  test('takes the folder and what is below, and reads no further', async () => {
    const all = rows('a/', 'a/.x/', 'a/.x/file', 'a/.x/sticky/', 'a/.xy', 'b', 'not read');
    const found = await rowsOfFolder(all, 'a/.x/');
    expect([...found.keys()]).toEqual(['', 'file', 'sticky']);
    expect(found.get('file')).toMatchObject({ type: 'f', mtime: 1_500_000_000_123_456_789n });
    expect(all.destroyed).toBe(true);
  });

  test('is empty where the folder is not listed', async () => {
    expect((await rowsOfFolder(rows('a', 'b/'), 'c/')).size).toBe(0);
  });
});

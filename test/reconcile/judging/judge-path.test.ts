import { describe, expect, test } from '@jest/globals';
import { afterTransfer, all, verdictOf } from './judge-case.ts';
import type { Case } from './judge-case.ts';
import { CHANGED } from '../rows/rows.ts';

describe('a path in its layers is', () => {
  test.each<[name: string, one: Case, verdict: string, symbols?: string, more?: RegExp]>([
    ['the same in all layers', all, 'same'],
    [
      'the same without a gateway',
      { source: {}, bucket: {}, looksAt: { bucket: true, gateway: false } },
      'same',
    ],
    [
      'the same without a bucket',
      { source: {}, gateway: {}, looksAt: { bucket: false, gateway: true } },
      'same',
    ],
    [
      'a folder, whose size and time say nothing',
      { ...all, path: 'a/', source: { size: 4096 }, gateway: { size: 0, mtime: '5.0000000000' } },
      'same',
    ],
    ['missing in the bucket and on the gateway', { source: {} }, 'missing', '=--', /by transfer/],
    ['missing in the bucket', { source: {}, gateway: {} }, 'missing', '=-=', /by bucket/],
    ['missing on the gateway', { source: {}, bucket: {} }, 'missing', '==-', /by gateway/],
    [
      'missing on the gateway, doubtful in the bucket',
      { source: afterTransfer, bucket: {} },
      'missing',
      '=?-',
      /by gateway/,
    ],
    ['a missing folder', { source: {}, path: 'a/', gateway: {} }, 'missing', '=-='],
    ['extra in the bucket', { bucket: {} }, 'extra', '-+-'],
    ['extra on the gateway', { gateway: {} }, 'extra', '--+'],
    [
      'extra where the gateway is not looked at',
      { bucket: {}, looksAt: { bucket: true, gateway: false } },
      'extra',
      '-+.',
    ],
    [
      "DataSync's own file",
      { bucket: {}, gateway: {}, path: '.aws-datasync-metadata' },
      'tolerated',
      '-++',
    ],
    [
      'a file of the same name elsewhere',
      { bucket: {}, path: 'a/.aws-datasync-metadata' },
      'extra',
    ],
    [
      'an extra that the runbook tolerates',
      { bucket: {}, policy: { tolerate: ['/a/*'] } },
      'tolerated',
    ],
    ['an extra that a list accepts', { bucket: {}, accepted: true }, 'accepted'],
    ['an accepted path that the source has', { ...all, accepted: true }, 'same'],
    [
      'another size in the bucket',
      { ...all, bucket: { size: 12 } },
      'differs',
      '=*=',
      /^size; bucket size 12, not 10$/,
    ],
    [
      'another size on the gateway',
      { ...all, gateway: { size: 12 } },
      'differs',
      '==*',
      /^size; gateway size 12, not 10$/,
    ],
    [
      'a folder with bytes',
      { ...all, path: 'a/', bucket: { size: 1 } },
      'differs',
      '=*=',
      /bucket size 1, not 0/,
    ],
    [
      'another second on the gateway',
      { ...all, gateway: { mtime: '5.0000000000' } },
      'differs',
      '==*',
      /^mtime; gateway mtime 5000000000ns/,
    ],
    [
      'another fraction, which a gateway does not keep',
      { ...all, gateway: { mtime: `${CHANGED}.0000000000` } },
      'same',
    ],
    ['another mode', { ...all, gateway: { mode: '600' } }, 'differs', '==*', /mode 600, not 644/],
    ['a setgid bit, which a gateway does not keep', { ...all, source: { mode: '2644' } }, 'same'],
    [
      'another owner',
      { ...all, gateway: { owner: '0 0' } },
      'differs',
      '==*',
      /owner 0:0, not 1000:1000/,
    ],
    ['another type', { ...all, gateway: { type: 'l' } }, 'differs', '==*', /type l, not f/],
    [
      'all at once',
      { ...all, bucket: { size: 1 }, gateway: { size: 2, mode: '600', owner: '1 1' } },
      'differs',
      '=**',
      /^size; mode; owner;/,
    ],
  ])('%s', (_, ...[one, verdict, symbols, more]) => {
    const judgement = verdictOf(one);
    expect(judgement.verdict).toBe(verdict);
    if (symbols !== undefined) expect(judgement.symbols).toBe(symbols);
    if (more !== undefined) expect(judgement.more).toMatch(more);
  });
});

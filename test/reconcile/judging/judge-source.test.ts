import { describe, expect, test } from '@jest/globals';
import { afterTransfer, all, transferredAt, verdictOf } from './judge-case.ts';
import type { Case } from './judge-case.ts';
import { CHANGED, UPLOADED_MS } from '../rows/rows.ts';

const long = 'x'.repeat(250);

describe('a path that the source makes special is', () => {
  test.each<[name: string, one: Case, verdict: string, symbols?: string, more?: RegExp]>([
    [
      'newer, before the freeze',
      { ...all, source: afterTransfer, policy: { transferredAt } },
      'newer',
      '=?=',
    ],
    [
      'newer and not there yet',
      { source: afterTransfer, policy: { transferredAt } },
      'newer',
      '=--',
    ],
    [
      'newer, though the source is frozen',
      { ...all, source: afterTransfer, policy: { transferredAt, afterFreeze: true } },
      'newer',
    ],
    [
      'not there, though the source is frozen and its time is later',
      { source: afterTransfer, bucket: {}, policy: { transferredAt, afterFreeze: true } },
      'missing',
      '=?-',
    ],
    [
      'changed while it was uploaded',
      { ...all, source: { ctime: `${CHANGED + 60}.0000000010` } },
      'to-read',
      '=?=',
    ],
    [
      'changed just before it was uploaded',
      { ...all, source: { ctime: `${CHANGED + 60}.0000000000` } },
      'same',
    ],
    ['any path where all are read', { ...all, policy: { readAll: true } }, 'to-read'],
    [
      'archived',
      { ...all, bucket: { storageClass: 'DEEP_ARCHIVE', size: 3 } },
      'unreadable',
      '=!=',
    ],
    [
      'archived in the class that can be read',
      { ...all, bucket: { storageClass: 'GLACIER_IR' } },
      'same',
    ],
    ['a link', { ...all, source: { type: 'l' } }, 'not-portable', '===', /^symlink$/],
    [
      'a link that the runbook allows',
      { ...all, source: { type: 'l' }, policy: { notPortable: ['symlink'] } },
      'allowed',
    ],
    [
      'an allowed link of which nothing arrived',
      { source: { type: 'l' }, policy: { notPortable: ['symlink'] } },
      'missing',
    ],
    [
      'an allowed link that must be read',
      { ...all, source: { type: 'l', ...afterTransfer }, policy: { notPortable: ['symlink'] } },
      'to-read',
    ],
    ['a hard link', { ...all, source: { links: 2 } }, 'not-portable', '===', /^hard-link$/],
    [
      'a hard link that the runbook allows',
      { ...all, source: { links: 2 }, policy: { notPortable: ['hard-link'] } },
      'same',
    ],
    ['a folder, which has many links', { ...all, path: 'a/', source: { links: 9 } }, 'same'],
    ['a socket', { source: { type: 's' } }, 'not-portable', '=--', /^socket$/],
    [
      'a fifo that the runbook allows',
      { source: { type: 'p' }, policy: { notPortable: ['fifo'] } },
      'allowed',
    ],
    [
      'a folder that cannot be listed',
      { ...all, path: 'a/', source: { type: 'u' } },
      'unproven',
      '!++',
      /by listing/,
    ],
    [
      'a path below such a folder',
      { bucket: {}, unlisted: { source: true, gateway: false } },
      'unproven',
      '-+-',
    ],
    [
      'a path below a folder that the gateway does not list',
      { source: {}, bucket: {}, unlisted: { source: false, gateway: true } },
      'unproven',
      '==?',
    ],
    [
      'a folder that the gateway does not list',
      { ...all, path: 'a/', gateway: { type: 'u' } },
      'unproven',
      '==?',
    ],
    [
      'a name that is no UTF-8',
      { source: {}, path: Buffer.from([0x61, 0xff]) },
      'impossible',
      '=--',
      /not UTF-8/,
    ],
    [
      'a name of 1,024 bytes',
      { source: {}, path: `${`${long}/`.repeat(4)}${'y'.repeat(20)}` },
      'missing',
    ],
    [
      'a name of 1,025 bytes',
      { source: {}, path: `${`${long}/`.repeat(4)}${'y'.repeat(21)}` },
      'impossible',
      '=--',
      /1025 bytes/,
    ],
    [
      'a name that the prefix makes too long',
      { source: {}, path: `${`${long}/`.repeat(4)}y`, policy: { prefixBytes: 20 } },
      'impossible',
    ],
    [
      'a name that is no UTF-8, named as staying behind',
      {
        source: {},
        path: Buffer.from([0x61, 0xff]),
        policy: { stayBehind: [String.raw`a\xff`] },
      },
      'allowed',
      '=--',
      /not UTF-8/,
    ],
    [
      'below a folder that is named so',
      {
        source: {},
        path: Buffer.from('d\xff/e/f', 'latin1'),
        policy: { stayBehind: [String.raw`d\xff/`] },
      },
      'allowed',
    ],
    [
      'beside such a folder',
      {
        source: {},
        path: Buffer.from('d\xffx/f', 'latin1'),
        policy: { stayBehind: [String.raw`d\xff/`, String.raw`d\xff`] },
      },
      'impossible',
    ],
    [
      'a name that S3 can hold, named all the same',
      { source: {}, path: 'a', policy: { stayBehind: ['a'] } },
      'missing',
    ],
    ['outside of the filters', { source: {}, policy: { filters: { excludes: '/a' } } }, 'filtered'],
    [
      'outside of what the share shows',
      { source: {}, bucket: {}, policy: { shown: Buffer.from('x/') } },
      'same',
    ],
    [
      'inside of what the share shows',
      { source: {}, bucket: {}, policy: { shown: Buffer.from('a/') } },
      'missing',
    ],
  ])('%s', (_, ...[one, verdict, symbols, more]) => {
    const judgement = verdictOf(one);
    expect(judgement.verdict).toBe(verdict);
    if (symbols !== undefined) expect(judgement.symbols).toBe(symbols);
    if (more !== undefined) expect(judgement.more).toMatch(more);
  });

  test('an object that is as old as the file to the millisecond is not younger', () => {
    const ctime = `${UPLOADED_MS / 1000}.0000000010`;
    expect(verdictOf({ ...all, source: { ctime } }).verdict).toBe('to-read');
  });
});

import { describe, expect, test } from '@jest/globals';
import { rowOf } from '../../src/reconcile/file-attributes.ts';
import { judge } from '../../src/reconcile/judge.ts';
import type { PathInLayers } from '../../src/reconcile/judge.ts';
import { policyOf } from '../../src/reconcile/policy.ts';
import type { PolicyOptions } from '../../src/reconcile/policy.ts';
import { CHANGED, UPLOADED_MS, objectRecord, sourceRecord } from './rows.ts';
import type { ObjectEntry, SourceEntry } from './rows.ts';

interface Case {
  readonly path?: string | Buffer;
  readonly source?: Partial<SourceEntry> | undefined;
  readonly bucket?: Partial<ObjectEntry> | undefined;
  readonly gateway?: Partial<SourceEntry> | undefined;
  readonly policy?: PolicyOptions;
  readonly looksAt?: PathInLayers['looksAt'];
  readonly unlisted?: PathInLayers['unlisted'];
  readonly accepted?: boolean;
}

function verdictOf(one: Case): { verdict: string; symbols: string; more: string } {
  const path = one.path ?? 'a/b.jpg';
  const source = one.source && rowOf(sourceRecord({ path, ...one.source }));
  const bucket = one.bucket && rowOf(objectRecord({ path, ...one.bucket }));
  const gateway = one.gateway && rowOf(sourceRecord({ path, ...one.gateway }));
  const row = source ?? bucket ?? gateway;
  if (row === undefined) throw new Error('a path in no layer');
  const { verdict, symbols, attributes, details, lostBy } = judge(
    {
      row,
      source,
      bucket,
      gateway,
      ascii: Buffer.from(path as string).every((byte) => byte < 0x80),
      accepted: one.accepted ?? false,
      unlisted: one.unlisted ?? { source: false, gateway: false },
      looksAt: one.looksAt ?? { bucket: true, gateway: true },
    },
    policyOf(one.policy ?? {}),
  );
  return {
    verdict,
    symbols,
    more: [...attributes, ...details, ...(lostBy ? [`by ${lostBy}`] : [])].join('; '),
  };
}

const all = { source: {}, bucket: {}, gateway: {} };
const afterTransfer = { ctime: `${CHANGED + 600}.0000000000` };
const transferredAt = (CHANGED + 300) * 1000;
const long = 'x'.repeat(250);

describe('a path is judged', () => {
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
    const judged = verdictOf(one);
    expect(judged.verdict).toBe(verdict);
    if (symbols !== undefined) expect(judged.symbols).toBe(symbols);
    if (more !== undefined) expect(judged.more).toMatch(more);
  });

  test('an object that is as old as the file to the millisecond is not younger', () => {
    const ctime = `${UPLOADED_MS / 1000}.0000000010`;
    expect(verdictOf({ ...all, source: { ctime } }).verdict).toBe('to-read');
  });
});

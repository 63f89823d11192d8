import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as mapping from '../../src/reconcile/path-mapping.ts';
import { rebaseRows } from '../../src/reconcile/rebase-rows.ts';
import { collect, record, stream } from './rows.ts';

const bases = { location: 'export/', destination: 'data/', share: '' };
const bytes = (text: string): Buffer => Buffer.from(text);

describe('a path', () => {
  test('has a key and a place on the gateway', () => {
    expect(mapping.keyOfPath(bases, bytes('export/a b'))).toEqual(bytes('data/a b'));
    expect(mapping.keyOfPath(bases, bytes('other/a'))).toBeUndefined();
    expect(mapping.pathOfKey(bases, bytes('data/a'))).toEqual(bytes('export/a'));
    expect(mapping.pathOfKey(bases, bytes('else/a'))).toBeUndefined();
    expect(mapping.gatewayPathOfKey(bases, bytes('data/a'))).toEqual(bytes('data/a'));
    expect(mapping.gatewayPathOfKey({ ...bases, share: 'data/x/' }, bytes('data/x/a'))).toEqual(
      bytes('a'),
    );
    expect(
      mapping.gatewayPathOfKey({ ...bases, share: 'data/x/' }, bytes('data/a')),
    ).toBeUndefined();
  });

  test('of any bytes comes back from its key', () => {
    const base = fc.constantFrom('', 'a/', 'ü b/%2F/');
    fc.assert(
      fc.property(
        fc.record({ location: base, destination: base, share: base }),
        fc.uint8Array(),
        (some, path) => {
          const below = Buffer.concat([bytes(some.location), path]);
          const key = mapping.keyOfPath(some, below);
          expect(key && mapping.pathOfKey(some, key)).toEqual(below);
        },
      ),
    );
  });

  test('may be impossible as a key', () => {
    expect(mapping.whyNoKey(Buffer.alloc(1024, 'a'))).toBeUndefined();
    expect(mapping.whyNoKey(Buffer.alloc(1025, 'a'))).toMatch(/1025 bytes, more than 1024/);
    expect(mapping.whyNoKey(Buffer.from([0xff]))).toMatch(/not UTF-8/);
    expect(mapping.whyNoKey(Buffer.from([0xed, 0xa0, 0x80]))).toMatch(/not UTF-8/);
    expect(() => mapping.keyText(Buffer.from([0xff]))).toThrow(/\\xff/);
    expect(mapping.keyText(bytes('ü'))).toBe('ü');
  });
});

describe('the bases of the layers', () => {
  test('with a share of the whole bucket', () => {
    const of = mapping.layerBases(bases);
    expect(of.gateway).toEqual({ leaveOut: bytes('data/'), putInFront: bytes('') });
    expect(of.shown).toEqual(bytes(''));
  });

  test('with a share of a part of what is written', () => {
    const of = mapping.layerBases({ ...bases, share: 'data/x/' });
    expect(of.gateway).toEqual({ leaveOut: bytes(''), putInFront: bytes('x/') });
    expect(of.shown).toEqual(bytes('x/'));
  });

  test('refuse a share of something else, and a base without its slash', () => {
    expect(() => mapping.layerBases({ ...bases, share: 'other/' })).toThrow(
      /another part of the bucket/,
    );
    expect(() => mapping.layerBases({ ...bases, destination: 'data' })).toThrow(/slash at its end/);
  });
});

test('rows are rebased, and those outside are counted', async () => {
  const rows = ['a', 'x/', 'x/a', 'x/b/c', 'xy'].map((path) => record(`meta ${path.length}`, path));
  let outside = 0;
  const rebased = rebaseRows(
    stream(rows, 5),
    { leaveOut: bytes('x/'), putInFront: bytes('new/') },
    () => (outside += 1),
  );
  expect(await collect(rebased)).toEqual(
    Buffer.concat([
      record('meta 2', 'new/'),
      record('meta 3', 'new/a'),
      record('meta 5', 'new/b/c'),
    ]),
  );
  expect(outside).toBe(2);
  const asTheyAre = rebaseRows(stream(rows), { leaveOut: bytes('') });
  expect(await collect(asTheyAre)).toEqual(Buffer.concat(rows));
});

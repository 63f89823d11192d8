import { isUtf8 } from 'node:buffer';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyText } from '../../../src/reconcile/paths/object-key.ts';

test('a path of any bytes comes back from its key, or has none', () => {
  const text = fc.string({ unit: 'binary' }).map((some) => Buffer.from(some));
  let keys = 0;
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), (path) => {
      if (isUtf8(path)) {
        keys += 1;
        expect(Buffer.from(keyText(path)).equals(path)).toBe(true);
      } else expect(() => keyText(path)).toThrow(/is not UTF-8/);
    }),
  );
  expect(keys).toBeGreaterThan(10);
});

test('a name that is no key is reported as it can be shown', () => {
  expect(keyText(Buffer.from('ü'))).toBe('ü');
  expect(() => keyText(Buffer.from([0xff]))).toThrow(/\\xff/);
  // A surrogate alone is no UTF-8, although it is encoded as if it were.
  expect(() => keyText(Buffer.from([0xed, 0xa0, 0x80]))).toThrow(/not UTF-8/);
});

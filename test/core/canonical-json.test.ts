// The one spelling of a value, which every digest stands on.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/core/canonical-json.ts';

test.each([
  [
    'keys in code-unit order, also those that look like numbers',
    { b: 1, 10: 2, 9: 3, a: 4 },
    '{"10":2,"9":3,"a":4,"b":1}',
  ],
  ['members that are undefined', { a: undefined, b: [undefined, null] }, '{"b":[null,null]}'],
  ['what has a spelling of its own', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ['an own __proto__', JSON.parse('{"b":1,"__proto__":{"a":2}}'), '{"__proto__":{"a":2},"b":1}'],
] as const)('%s', (_, value: unknown, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});

test('it is JSON of the same value, and the same again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

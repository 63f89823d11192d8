import { afterEach, describe, expect, test } from '@jest/globals';
import * as inputs from '../../src/github/inputs.ts';

const given = (name: string, value: string): void => {
  process.env[`INPUT_${name.toUpperCase()}`] = value;
};

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('INPUT_')) Reflect.deleteProperty(process.env, name);
});

describe('inputs', () => {
  test('are read by name, each by its own form', () => {
    given('when-busy', 'wait');
    given('size', '0');
    given('thaw', 'true');
    given('timeout', '2m');
    const read = inputs.readInputs({
      'when-busy': inputs.choice('wait', 'refuse'),
      size: inputs.bytes,
      thaw: inputs.flag,
      timeout: inputs.duration,
      file: inputs.optionalPath,
    });
    expect(read).toEqual({
      'when-busy': 'wait',
      size: 0,
      thaw: true,
      timeout: 120_000,
      file: undefined,
    });
  });

  test.each([
    ['choice', inputs.choice('a', 'b'), 'c'],
    ['choice', inputs.choice('a', 'b'), ''],
    ['flag', inputs.flag, 'yes'],
    ['bytes', inputs.bytes, '1e3'],
    ['bytes', inputs.bytes, '-1'],
    ['duration', inputs.duration, '1 hour'],
    ['sha256', inputs.sha256, 'A'.repeat(64)],
    ['path', inputs.relativePath, '/etc/passwd'],
    ['path', inputs.relativePath, '../x'],
    ['path', inputs.relativePath, 'a/../../x'],
    ['path', inputs.relativePath, 'a/./x'],
    ['path', inputs.relativePath, 'a//x'],
    ['path', inputs.relativePath, 'a/'],
    ['path', inputs.relativePath, 'a\nb'],
    ['path', inputs.relativePath, ''],
  ])('a bad %s is one clear error: %p %j', (name, read, value) => {
    expect(() => (read as (n: string, v: string) => unknown)(name, value)).toThrow(
      `input ${name}: expected `,
    );
  });

  test.each(['a', 'a b/c$(id).jpg', '.hidden', '..a', 'a..', "quote'd", '-dash', 'ü/😀'])(
    'the path %j is fine',
    (value) => {
      expect(inputs.relativePath('path', value)).toBe(value);
    },
  );
});

// The lab's folder never shows in what a server says: in plain text, and in the values of answers.
import { expect, test } from '@jest/globals';
import { mapBack } from '../../../lab/application-server/agent.ts';
import type { World } from '../../../lab/world.ts';

const root = '/tmp/lab/servers/i-1';
const world = { server: () => root } as unknown as World;
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const back = (output: string): string => mapBack(world, 'i-1', output);

test.each([
  [`${root}/mnt/data is busy\n`, '/mnt/data is busy\n'],
  [`nothing at ${root}`, 'nothing at /'],
  [
    `@at=${base64(`${root}/mnt/a b`)}\n@n=${base64('1')}\n`,
    `@at=${base64('/mnt/a b')}\n@n=${base64('1')}\n`,
  ],
  // What is no answer, or is cut off, stays as it is.
  ['@at=!\n@at=QQ', '@at=!\n@at=QQ'],
  ['', ''],
])('%j', (said, shown) => {
  expect(back(said)).toBe(shown);
});

test('bytes that are no UTF-8 come through', () => {
  const path = Buffer.from([0x2f, 0xff, 0x0a]);
  expect(back(`@at=${base64(Buffer.concat([Buffer.from(root), path]))}`)).toBe(
    `@at=${base64(path)}`,
  );
});

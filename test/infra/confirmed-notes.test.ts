// What read-mounts says of a confirmation: who, when, and how long ago by the server's own clock.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MARK, READ, RUN, SWITCH, openFrozenLab } from './document-parameters.ts';

// The lab's clock stands at 2096-09-12T21:30.
test.each<[string, { run: string; at: string; age: RegExp }]>([
  [
    'run=9-9 at=2096-09-11T21:30:00Z\n',
    { run: '9-9', at: '2096-09-11T21:30:00Z', age: /^864\d\d$/ },
  ],
  ['run=9-9 at=2097-01-01T00:00:00Z\n', { run: '9-9', at: '2097-01-01T00:00:00Z', age: /^-\d+$/ }],
  ['run=9-9 at=$(touch /tmp/x)\n', { run: '9-9', at: '$(touch', age: /^$/ }],
  ['run=9-9\n', { run: '9-9', at: '', age: /^$/ }],
  ['run=9-9 at=2096-09-11T21:30:00Z', { run: '9-9', at: '2096-09-11T21:30:00Z', age: /^864\d\d$/ }],
  ['', { run: '', at: '', age: /^$/ }],
])('the note %j', async (text, { run, at, age }) => {
  await using lab = await openFrozenLab();
  await lab.run('switch-mount', SWITCH);
  await lab.run('mark-confirmed', MARK);
  writeFileSync(join(lab.root, RUN.StatePath, 'confirmed'), text);
  const { code, said } = await lab.run('read-mounts', READ);
  expect([code, said['confirmed-run'], said['confirmed-at']]).toEqual([0, run, at]);
  expect(said['confirmed-age']).toMatch(age);
});

test('the note as mark-confirmed writes it, and none', async () => {
  await using lab = await openFrozenLab();
  expect((await lab.run('read-mounts', READ)).said).toMatchObject({
    'confirmed-run': '',
    'confirmed-at': '',
    'confirmed-age': '',
  });
  await lab.run('switch-mount', SWITCH);
  await lab.run('mark-confirmed', MARK);
  const { said } = await lab.run('read-mounts', READ);
  expect(said['confirmed-at']).toMatch(/^2096-09-12T21:3\d:\d\dZ$/);
  expect(Number(said['confirmed-age'])).toBeLessThan(120);
});

// What a runner leaves that has lost: its name says which step it was, and the verifier reads it as a side branch.
import { expect, test } from '@jest/globals';
import {
  sideFileInWords,
  sideInWords,
  sideName,
  sidePrefix,
  sideText,
} from '../../src/evidence/side-record.ts';

import { folderOf } from '../../src/steps/frame/role-of-job.ts';

const PLACE = { run: '42', attempt: 2, job: 'list-written', step: 'go_back' };

test('it lies below the prefix of its role, and its name says where it happened', () => {
  expect(sidePrefix('shop', 'gate')).toBe('evidence/shop/gate/side/');
  expect(sidePrefix('shop', folderOf('final'))).toBe('evidence/shop/finalize/side/');
  const name = sideName(PLACE);
  expect(sideInWords(name, '42')).toBe(
    'attempt 2, job list-written, step go_back: another job had taken the migration over',
  );
});

test.each([
  '43.2.a.b.json',
  '42.2.a.json',
  '42.2.a.b.c.json',
  '42.2.a.b\n.json',
  '42.x.a.b.json',
  '',
])('not a name of run 42: %j', (name) => {
  expect(sideInWords(name, '42')).toBeUndefined();
});

test('its file in words; what is no such file has none', () => {
  const side = { format: 1, says: 'lost to run 43', ...PLACE, at: 'x', entry: null } as const;
  expect(sideFileInWords(JSON.parse(sideText(side)) as object)).toBe(
    'side branch: run 42, attempt 2, job list-written, step go_back: lost to run 43',
  );
  for (const other of [{ ...side, says: 'else' }, { ...side, format: 2 }, {}, []])
    expect(sideFileInWords(other)).toBeUndefined();
});

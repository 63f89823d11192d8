// What a rehearsal says where this machine fails it: a full disk, a folder that nobody may write.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { failureInWords, notKept } from '../../scripts/rehearse/failure.ts';

const failed = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: a system's words`), { code, ...(path && { path }) });

test.each([
  [
    failed('ENOSPC', '/tmp/lab/source'),
    'the disk is full: expected room for the lab in /tmp, got ENOSPC at /tmp/lab/source; free some space, or set TMPDIR to a folder of another disk',
  ],
  [failed('EDQUOT'), 'got EDQUOT; free some space'],
  [failed('EROFS', '/tmp/lab'), 'you may write in /tmp, got EROFS at /tmp/lab; set TMPDIR'],
  [new Error('expected one runbook, got two'), 'expected one runbook, got two'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
])('%s', (error, words) => {
  expect(failureInWords(error, '/tmp')).toContain(words);
});

test('records that cannot be kept name the folder and the flag for another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'not-kept-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    const make = (): void => void mkdirSync(join(folder, 'file', 'out'), { recursive: true });
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(notKept('out', 'out/rehearsal-1', thrown).message).toBe(
      'the records were not kept: expected to write in out/rehearsal-1, got ENOTDIR; free some space there, or choose another folder with --out',
    );
    expect(notKept('json', 'x.json', thrown).message).toBe(
      'the result was not kept: expected to write in x.json, got ENOTDIR; free some space there, or choose another file with --json',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// What upload-artifact does with one file that is not packed (its README of v7, and src/upload/upload-artifact.ts).
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { downloadArtifacts, uploadArtifact } from '../../../lab/github/stand-ins/artifacts.ts';
import type { StandInCall } from '../../../lab/github/stand-ins/stand-in-call.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'artifacts-'));
  for (const [name, text] of [
    ['report.html', 'one'],
    ['other.html', 'two'],
  ] as const)
    writeFileSync(join(root, name), text);
});
afterEach(() => rmSync(root, { recursive: true }));

const ofThisAttempt = new Set<string>();

function call(inputs: Readonly<Record<string, string>>): StandInCall {
  const folders = { artifacts: join(root, 'artifacts'), root };
  mkdirSync(folders.artifacts, { recursive: true });
  const artifacts = { ofThisAttempt, earlierToo: true };
  const run = { workspace: root, id: '42', folders, artifacts, tokens: new Map() };
  return {
    job: { run },
    input: (name: string) => inputs[name] ?? '',
    say: () => undefined,
  } as unknown as StandInCall;
}

test('it is stored under its own name, whatever the input says', () => {
  uploadArtifact(call({ path: 'report.html', archive: 'false', name: 'page' }));
  expect(readFileSync(join(root, 'artifacts', 'report.html'), 'utf8')).toBe('one');
  downloadArtifacts(call({ name: 'report.html', path: 'down' }));
  expect(readFileSync(join(root, 'down', 'report.html'), 'utf8')).toBe('one');
  downloadArtifacts(call({ pattern: '*.html', path: 'each' }));
  expect(readdirSync(join(root, 'each', 'report.html'))).toEqual(['report.html']);
});

test('a second one is refused, unless the one of that name is overwritten', () => {
  const file = { path: 'report.html', archive: 'false' };
  uploadArtifact(call(file));
  expect(() => uploadArtifact(call(file))).toThrow('(409) Conflict');
  // It deletes what is called as the input says.
  expect(() => uploadArtifact(call({ ...file, overwrite: 'true' }))).toThrow('(409) Conflict');
  writeFileSync(join(root, 'report.html'), 'three');
  uploadArtifact(call({ ...file, name: 'report.html', overwrite: 'true' }));
  expect(readFileSync(join(root, 'artifacts', 'report.html'), 'utf8')).toBe('three');
});

test('two files are refused', () => {
  expect(() => uploadArtifact(call({ path: '*.html', archive: 'false' }))).toThrow(
    "When 'archive' is set to false, only a single file can be uploaded. Found 2 files to upload.",
  );
});

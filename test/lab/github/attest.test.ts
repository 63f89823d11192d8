// What actions/attest asks for before it signs (its README of v4): both permissions, and the file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { attest } from '../../../lab/github/stand-ins/attest.ts';
import type { StandInCall } from '../../../lab/github/stand-ins/stand-in-call.ts';

const root = mkdtempSync(join(tmpdir(), 'attest-'));
writeFileSync(join(root, 'evidence.json'), '{}');
afterAll(() => rmSync(root, { recursive: true }));

const signed = (path: string, scopes: readonly string[] = ['id-token', 'attestations']) =>
  attest({
    job: { run: { workspace: root }, may: (scope: string) => scopes.includes(scope) },
    input: (name: string) => (name === 'subject-path' ? path : ''),
    say: () => undefined,
  } as unknown as StandInCall);

test('a file is signed by its bytes', () => {
  expect(signed('evidence.json')['attestation-url']).toMatch(/attestations\/44136fa3$/);
});

test.each([
  ['no file of that name', 'other.json', undefined, 'Could not find subject at path other.json'],
  ['a folder', '.', undefined, 'Could not find subject'],
  ['no subject', '', undefined, 'One of subject-path'],
  ['no identity', 'evidence.json', ['attestations'], 'missing "id-token" permission'],
  ['no place for it', 'evidence.json', ['id-token'], 'missing "attestations" permission'],
])('%s: nothing is signed', (_, path, scopes, why) => {
  expect(() => signed(path, scopes)).toThrow(why);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import { driftBetween, SENT_BEHIND_THE_GATE } from '../../../src/steps/approval/configuration.ts';
import { readSubject, subjectDigest } from '../../../src/steps/approval/subject.ts';
import type { Subject } from '../../../src/steps/approval/subject.ts';
import { parseRunbook } from '../../../src/runbook/load.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import { WORKSHOP } from '../../workshop.ts';

const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-subject-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SUBJECT: Subject = {
  format: 1,
  run: '42',
  commit: 'c'.repeat(40),
  runbook: 'a'.repeat(64),
  plan: 'b'.repeat(64),
  proven: { bucket: '1', gateway: '2', at: '2026-01-01T00:00:00.000Z' },
  configuration: { 'share.squash': 'RootSquash' },
  decisions: [],
};

function keep(name: string, text: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'asked.canonical.json'), text);
}

test('the one that was asked about is found among those of other attempts, and among rubbish', () => {
  keep('proof-ask-1', canonicalJson({ ...SUBJECT, plan: '' }));
  keep('proof-ask-2', canonicalJson(SUBJECT));
  keep('proof-ask-3', '{');
  keep('proof-ask-4', 'null');
  expect(readSubject(folder, subjectDigest(SUBJECT))).toEqual(SUBJECT);
});

test.each([
  ['no artifact of that digest', folder],
  ['no folder', join(folder, 'none')],
])('%s is unproven', (_name, place) => {
  expect(() => readSubject(place, 'f'.repeat(64))).toThrow(
    /the artifact with the digest ffff.*, got none of it; nothing was changed/,
  );
});

test('drift is told field by field, also where a field comes or goes', () => {
  const was = { a: '1', b: '2', c: '3' };
  expect(driftBetween(was, was)).toEqual([]);
  expect(driftBetween(was, { b: '2', c: '4', d: '5' })).toEqual([
    { field: 'a', was: '1', is: 'nothing' },
    { field: 'c', was: '3', is: '4' },
    { field: 'd', was: 'nothing', is: '5' },
  ]);
});

test('every document that the job behind the gate sends is among what an approval signs', () => {
  const loaded = parseRunbook(WORKSHOP, 'image-archive.yml');
  if (!loaded.ok) throw new Error('the runbook of the workshop');
  const { jobs } = planOf(loaded.runbook, 'cutover');
  const sent = (jobs.find(({ job }) => job === 'cutover')?.operations ?? []).flatMap((one) =>
    one.kind === 'document' ? [one.document.replace('nfs-cutover-', '')] : [],
  );
  expect([...SENT_BEHIND_THE_GATE].sort()).toEqual([...new Set(sent)].sort());
});

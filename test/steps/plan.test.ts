// What the plan leaves for those who come later: its canonical JSON beside the records, under its digest.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { readRecords } from '../../src/evidence/record-files.ts';
import { planDigest } from '../../src/runbook/plan-digest.ts';
import { DOCUMENTS } from '../../src/steps/documents.ts';
import type { DocumentName } from '../../src/steps/documents.ts';
import { plan } from '../../src/steps/plan.ts';
import { planOf } from '../../src/runbook/plan.ts';
import { file, load, sound } from '../runbook/image-archive.ts';

const runbook = load(sound);

test('the file beside the records has the digest of the plan, and is no record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-plan-'));
  const said: string[] = [];
  const outcome = await plan(
    {
      runbook,
      runbookFile: file,
      run: { id: '42', attempt: 1, job: 'plan', stepId: 'plan', url: undefined },
      clock: systemClock,
      signal: new AbortController().signal,
      env: { RUNNER_TEMP: folder },
      say: (line) => said.push(line),
    },
    { until: 'proof', ticket: 'CHG0000001', reason: 'test', preflight: 'false', token: undefined },
  );
  try {
    const text = readFileSync(join(folder, 'records', 'plan.canonical.json'), 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(planDigest(runbook, 'proof'));
    expect(outcome.outputs.digest).toBe(planDigest(runbook, 'proof'));
    expect(readRecords(folder)).toEqual([]);
    expect(said.join('\n')).toContain('sync/canary: copy images/00001.jpg to new-image-42.jpg');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('each planned document is of the kind that it is sent as', () => {
  const documents = planOf(runbook, 'cutover')
    .jobs.flatMap(({ operations }) => operations)
    .filter((one) => one.kind === 'document');
  const kinds = documents.map(({ document, cancel }) => ({
    document,
    kind: cancel === undefined ? 'change' : 'read',
  }));
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['read', 'change']));
  for (const { document, kind } of kinds)
    expect([document, kind]).toEqual([
      document,
      DOCUMENTS[document.replace('nfs-cutover-', '') as DocumentName].kind,
    ]);
});

// What the plan leaves for those who come later: its canonical JSON beside the records, under its digest.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { DocumentName } from '../../../src/core/document-limits.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { readRecords } from '../../../src/evidence/read-records.ts';
import { deployedName } from '../../../src/plan/document-run.ts';
import { planDigest } from '../../../src/plan/digest.ts';
import type { DocumentOperation } from '../../../src/plan/operation.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';
import type { StepContext } from '../../../src/steps/frame/context.ts';
import { DOCUMENTS } from '../../../src/steps/servers/documents.ts';
import { plan } from '../../../src/steps/plan/plan.ts';
import { planOf } from '../../../src/steps/plan/plan-of.ts';
import { changed, file, load, sound } from '../../runbook/image-archive.ts';

const runbook = load(sound);
const ASKED = {
  ticket: 'CHG0000001',
  reason: 'test',
  preflight: 'false',
  token: undefined,
} as const;

const contextIn = (folder: string, say: StepContext['say']): StepContext => ({
  runbook,
  runbookFile: file,
  run: { id: '42', attempt: 1, job: 'plan', stepId: 'plan', url: undefined },
  clock: systemClock,
  signal: new AbortController().signal,
  env: { RUNNER_TEMP: folder },
  say,
});

test('the file beside the records has the digest of the plan, and is no record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfs-cutover-plan-'));
  const said: string[] = [];
  const context = contextIn(folder, (line) => said.push(line));
  const outcome = await plan(context, { ...ASKED, until: 'proof' });
  try {
    const text = readFileSync(join(folder, 'records', 'plan.canonical.json'), 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      planDigest(planOf(runbook, 'proof')),
    );
    expect(outcome.outputs.digest).toBe(planDigest(planOf(runbook, 'proof')));
    expect(readRecords(folder)).toEqual([]);
    expect(said.join('\n')).toMatch(
      /^sync: \d+ operations\n(?:\d+\. claim: .*\n)+\d+\. canary: copy images\/00001\.jpg to new-image-42\.jpg in /m,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A change of mounts is never cancelled: it runs to one of its two ends. */
const CHANGES = [
  ...(['raise-epoch', 'freeze-source', 'thaw-source'] as const),
  ...(['switch-mount', 'mark-confirmed', 'restore-mount'] as const),
  ...(['stop-services', 'start-services', 'probe-share'] as const),
].map(deployedName);

const documentsOf = (of: Runbook): readonly DocumentOperation[] =>
  planOf(of, 'cutover')
    .jobs.flatMap(({ operations }) => operations)
    .filter((one) => one.kind === 'document');

test('each planned document is of the kind that it is sent as', () => {
  const kinds = documentsOf(runbook).map(({ document, cancel }) => ({
    document,
    kind: cancel === undefined ? 'change' : 'read',
  }));
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['read', 'change']));
  for (const { document, kind } of kinds)
    expect([document, kind]).toEqual([document, CHANGES.includes(document) ? 'change' : 'read']);
});

test('each document of the repository is run by some plan', () => {
  const everything = load(changed('extras: fail', 'extras: fail\n  calibrate: true'));
  const back = planOf(everything, 'rollback').jobs.flatMap(({ operations }) => operations);
  const run = new Set(
    [...documentsOf(everything), ...back].flatMap((one) =>
      one.kind === 'document' ? [one.document] : [],
    ),
  );
  expect([...run].sort()).toEqual(
    (Object.keys(DOCUMENTS) as DocumentName[]).map(deployedName).sort(),
  );
});

describe('until finalize', () => {
  const silent = contextIn(tmpdir(), () => undefined);
  const asked = { ...silent, runbook: load(changed('change:', 'finalize: {}\nchange:')) };

  test('is refused without the section, and with the preflight of a cutover', async () => {
    await expect(plan(silent, { ...ASKED, until: 'finalize' })).rejects.toThrow(
      'a runbook without the section finalize',
    );
    await expect(plan(asked, { ...ASKED, until: 'finalize', preflight: 'only' })).rejects.toThrow(
      'input preflight: expected false with until: finalize, got only',
    );
  });

  test('has the two jobs of finalize.yml, and deletes agents only where the runbook says so', () => {
    const operations = (section: string): string[] =>
      planOf(load(changed('change:', `finalize: ${section}\nchange:`)), 'finalize')
        .jobs.filter(({ job }) => job === 'finalize')
        .flatMap((one) => one.operations)
        .flatMap((one) => (one.kind === 'call' ? [one.call.operation] : []));
    expect(planOf(asked.runbook, 'finalize').jobs.map(({ job }) => job)).toEqual([
      'check',
      'finalize',
    ]);
    expect(planOf(runbook, 'finalize').jobs).toEqual([]);
    expect(operations('{}')).not.toContain('DeleteAgent');
    expect(operations('{}')).not.toContain('ListLocations');
    expect(operations('{delete-agent: true}')).toContain('DeleteAgent');
  });
});

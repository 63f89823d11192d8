// What a cutover looks at before it freezes anything: the age of the evidence, and the proofs of its re-check.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import { CutoverError } from '../../../src/core/errors.ts';
import { evidenceBefore } from '../../../src/steps/freeze-source/evidence-before.ts';
import type { EvidenceInputs } from '../../../src/steps/freeze-source/evidence-before.ts';
import { runbookDigest } from '../../../src/steps/tree/proof.ts';
import type { ProvenLayer } from '../../../src/steps/tree/proof.ts';
import { changed, load } from '../../runbook/image-archive.ts';
import { contextOf } from '../preflight/context.ts';

const root = mkdtempSync(join(tmpdir(), 'nfs-cutover-evidence-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const withKeys = (keys: string) =>
  load(changed('newer-limit: 100', `newer-limit: 99${keys.replaceAll('; ', '\n  ')}`));
const NOW = Date.parse('2026-11-22T05:00:00Z');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The proof of a layer, as its artifact brings it below `folder`; returns its digest. */
function leave(folder: string, layer: ProvenLayer, keys: string, more: object = {}): string {
  const digests = 'the digests of its folders';
  const runbook = runbookDigest(contextOf({ runbook: withKeys(keys) }));
  const proof = {
    ...{ format: 1, layer, run: '42', job: layer, step: 'tree', attempt: 1, runbook },
    ...{ provenAt: '2026-11-22T01:00:00.000Z', digests: sha256(digests), ...more },
  };
  const artifact = join(folder, `proof-${layer}-1`);
  mkdirSync(artifact, { recursive: true });
  writeFileSync(join(artifact, `${layer}.folders.gz`), digests);
  writeFileSync(join(artifact, `${layer}.json`), canonicalJson(proof));
  return sha256(canonicalJson(proof));
}

let folders = 0;

interface Situation {
  readonly keys?: string;
  readonly attempt?: number;
  readonly proof?: object;
  readonly lost?: readonly ProvenLayer[];
  readonly inputs?: Partial<EvidenceInputs>;
}

async function look({ keys = '', attempt = 1, proof = {}, lost = [], inputs }: Situation) {
  const since = join(root, String(folders++));
  const proofs = {
    'bucket-proof': leave(since, 'bucket', keys, proof),
    'gateway-proof': leave(since, 'gateway', keys, proof),
  };
  for (const layer of lost) rmSync(join(since, `proof-${layer}-1`), { recursive: true });
  const context = contextOf({
    runbook: withKeys(keys),
    run: { id: '42', attempt, job: 'cutover', stepId: 'freeze', url: undefined },
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
  });
  const measured = { 'bucket-seconds': 600, 'share-seconds': 1200, 'gateway-seconds': 61 };
  return evidenceBefore(context, {
    ...{ since, ...proofs, ...measured, 'proven-at': undefined },
    'proofs-hold': false,
    ...inputs,
  });
}

type Case = readonly [name: string, situation: Situation, why: RegExp, minutes: string];
const LOST: readonly Case[] = [
  [
    'the artifact of the bucket is missing',
    { lost: ['bucket'] },
    /of the bucket: its artifact was not downloaded$/,
    'about 10 minutes, as before the gate',
  ],
  [
    'that of the gateway is missing',
    { lost: ['gateway'] },
    /^of the gateway: its artifact was not downloaded$/,
    'about 22 minutes, as before the gate',
  ],
  [
    'both are missing',
    { lost: ['bucket', 'gateway'] },
    /of the bucket: .*; of the gateway: /,
    'about 32 minutes, as before the gate',
  ],
  [
    'the share was never measured',
    { lost: ['gateway'], inputs: { 'share-seconds': undefined } },
    /gateway/,
    'at least 2 minutes, as before the gate',
  ],
  [
    'nothing was measured',
    { lost: ['bucket'], inputs: { 'bucket-seconds': undefined } },
    /bucket/,
    'for a time that nobody has measured',
  ],
  [
    'no job handed a proof over',
    { inputs: { 'gateway-proof': undefined } },
    /no job of this run has handed one over/,
    'about 22 minutes, as before the gate',
  ],
  [
    'the folder was not made',
    { inputs: { since: '/no/such/folder' } },
    /its artifact was not downloaded/,
    'about 32 minutes, as before the gate',
  ],
  [
    'they are another file',
    { inputs: { 'bucket-proof': 'f'.repeat(64) } },
    /none of 1 downloaded has the SHA-256 ffff/,
    'about 10 minutes, as before the gate',
  ],
  [
    'they are of another run',
    { proof: { run: '41' } },
    /it is of run 41/,
    'about 32 minutes, as before the gate',
  ],
  [
    'nothing was switched since, but they are of another run',
    { proof: { run: '41' }, inputs: { 'proofs-hold': true } },
    /it is of run 41/,
    'about 32 minutes, as before the gate',
  ],
  [
    'a cutover may have begun since',
    { attempt: 2 },
    /it is of attempt 1, and a server may have written through the gateway since/,
    'about 32 minutes, as before the gate',
  ],
];

test.each(LOST)('where %s, nothing is frozen', async (_, situation, why, minutes) => {
  const refused = await look(situation).catch((error: unknown) => error);
  if (!(refused instanceof CutoverError)) throw new Error('it was not refused');
  const { code, failure } = refused;
  expect(code).toBe('not-ready');
  expect(failure.got).toMatch(why);
  expect(failure.cure).toMatch(new RegExp(`^nothing was frozen.*source is frozen, ${minutes}$`));
});

test.each(LOST)('where %s, a runbook may allow it', async (_, situation, why, minutes) => {
  const keys = '; recheck-without-proof: full';
  const { warnings } = await look({ ...situation, keys });
  expect(warnings).toEqual([expect.stringContaining(`while the source is frozen: ${minutes}.`)]);
  const [, got = ''] = /\((.*)\)/.exec(warnings[0] ?? '') ?? [];
  expect(got).toMatch(why);
});

test.each([
  ['both are there', {}],
  ['the runbook asks for everything', { keys: '; recheck: full', lost: ['bucket'] }],
  ['the workflow downloads none', { inputs: { since: undefined } }],
  [
    'nothing was switched since an earlier attempt',
    { attempt: 2, inputs: { 'proofs-hold': true } },
  ],
] as const)('where %s, nothing stops it', async (_, situation) => {
  expect(await look(situation)).toEqual({ facts: [], warnings: [], data: {} });
});

test('the age of the evidence is told', async () => {
  const provenAt = Date.parse('2026-11-22T01:48:00Z');
  const { facts, data } = await look({ inputs: { 'proven-at': provenAt } });
  expect(facts).toEqual([
    {
      name: 'Age of the evidence',
      value: '3 h 12 min: proven at 2026-11-22 01:48:00 UTC',
    },
  ]);
  expect(data).toEqual({ evidence: { provenAt: '2026-11-22T01:48:00.000Z', ageSeconds: 11_520 } });
});

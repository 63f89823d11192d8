// The nights whose pages are looked at: three that are rehearsed, and two that are made of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepRecord } from '../../src/core/record.ts';
import type { DifferenceRow, Evidence } from '../../src/evidence/page/evidence.ts';
import { reportPage } from '../../src/evidence/page/page.ts';
import { hostile } from './hostile.ts';

const PLAYED = {
  confirmed: ['--approve'],
  'rolled-back': ['--approve', '--scenario', 'confirm-fails'],
  denied: ['--deny'],
} as const;

type Played = keyof typeof PLAYED;

/** Names of all nights, in their order. */
export const NIGHTS = [...(Object.keys(PLAYED) as Played[]), 'differences', 'hostile'] as const;
export type NightName = (typeof NIGHTS)[number];

/** How many differences the night of that name has. */
export const MANY = 5000;

/** Writes the page of each night into `folder`, and returns its path. With `again` what was played before is taken. */
export function preparePages(
  root: string,
  folder: string,
  again: boolean,
): ReadonlyMap<NightName, string> {
  mkdirSync(folder, { recursive: true });
  const play = (name: Played): Evidence => {
    const out = join(folder, `night-${name}`);
    if (!again || !existsSync(out)) playNight(root, name, out);
    return JSON.parse(readFileSync(join(out, 'evidence-1', 'evidence.json'), 'utf8')) as Evidence;
  };
  const confirmed = play('confirmed');
  const denied = play('denied');
  const evidence: Readonly<Record<NightName, Evidence>> = {
    confirmed,
    denied,
    'rolled-back': play('rolled-back'),
    differences: withDifferences(denied, MANY),
    hostile: hostile(withDifferences(confirmed, 400)),
  };
  return new Map(
    NIGHTS.map((name) => {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, reportPage(evidence[name]));
      return [name, file];
    }),
  );
}

function playNight(root: string, name: Played, out: string): void {
  rmSync(out, { recursive: true, force: true });
  const script = join(root, 'scripts', 'rehearse.ts');
  const { stderr, stdout } = spawnSync(process.execPath, [script, ...PLAYED[name], '--out', out], {
    encoding: 'utf8',
    maxBuffer: 16 << 20,
  });
  if (!existsSync(join(out, 'evidence-1', 'report.html')))
    throw new Error(`the night ${name}: expected a report.html, got none\n${stdout}${stderr}`);
}

/** The evidence as if the last comparison with the bucket had found `count` differences, and had kept the first 1,000. */
export function withDifferences(evidence: Evidence, count: number): Evidence {
  const at = evidence.records.findLastIndex(
    ({ data, step }) => step === 'verify-s3' && data.scope === 'tree',
  );
  const failed = evidence.records[at];
  if (failed === undefined) throw new Error('expected a comparison with the bucket, got none');
  const records = evidence.records.with(at, differing(failed, count));
  return { ...evidence, records, state: { begun: false, ending: 'failed', left: 'nothing' } };
}

const KINDS: readonly Omit<DifferenceRow, 'path'>[] = [
  { verdict: 'missing', symbols: '=-.', details: [], lostBy: 'transfer' },
  { verdict: 'differs', symbols: '=*.', details: ['bucket size 1024, not 2048'] },
  { verdict: 'extra', symbols: '-+.', details: [] },
  { verdict: 'unproven', symbols: '=?.', details: ['the object is archived'] },
];

function differing(record: StepRecord, count: number): StepRecord {
  const first = Array.from({ length: Math.min(1000, count) }, (_, i) => ({
    ...KINDS[i % KINDS.length],
    path: `images/2026/${String(i % 12).padStart(2, '0')}/${String(i).padStart(5, '0')} <scan> & 'copy'.jpg`,
  }));
  const each = count / KINDS.length;
  const tally = record.data.tally as { readonly paths: object };
  const paths = { ...tally.paths, missing: each, differs: each, extra: each, unproven: each };
  const says = `Every file in the bucket: failed: ${each} missing, ${each} different.`;
  return {
    ...record,
    ...{ verdict: 'fail', says },
    data: { ...record.data, differences: count, first, tally: { ...tally, paths } },
    error: {
      code: 'differs',
      message: `${says} Read tree.differences.txt, and run the delta again`,
    },
  };
}

// Judges one path, written down readably.
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { judge } from '../../../src/reconcile/judging/judge-path.ts';
import type { PathInLayers } from '../../../src/reconcile/layers.ts';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import type { PolicyOptions } from '../../../src/reconcile/judging/policy.ts';
import { CHANGED, objectRecord, sourceRecord } from '../rows/rows.ts';
import type { ObjectEntry, SourceEntry } from '../rows/rows.ts';

export interface Case {
  readonly path?: string | Buffer;
  readonly source?: Partial<SourceEntry> | undefined;
  readonly bucket?: Partial<ObjectEntry> | undefined;
  readonly gateway?: Partial<SourceEntry> | undefined;
  readonly policy?: PolicyOptions;
  readonly looksAt?: PathInLayers['looksAt'];
  readonly unlisted?: PathInLayers['unlisted'];
  readonly accepted?: boolean;
}

export function verdictOf(one: Case): { verdict: string; symbols: string; more: string } {
  const path = one.path ?? 'a/b.jpg';
  const source = one.source && rowOf(sourceRecord({ path, ...one.source }));
  const bucket = one.bucket && rowOf(objectRecord({ path, ...one.bucket }));
  const gateway = one.gateway && rowOf(sourceRecord({ path, ...one.gateway }));
  const row = source ?? bucket ?? gateway;
  if (row === undefined) throw new Error('a path in no layer');
  const { verdict, symbols, attributes, details, lostBy } = judge(
    {
      row,
      source,
      bucket,
      gateway,
      ascii: Buffer.from(path as string).every((byte) => byte < 0x80),
      accepted: one.accepted ?? false,
      unlisted: one.unlisted ?? { source: false, gateway: false },
      looksAt: one.looksAt ?? { bucket: true, gateway: true },
    },
    policyOf(one.policy ?? {}),
  );
  return {
    verdict,
    symbols,
    more: [...attributes, ...details, ...(lostBy ? [`by ${lostBy}`] : [])].join('; '),
  };
}

export const all = { source: {}, bucket: {}, gateway: {} };
export const afterTransfer = { ctime: `${CHANGED + 600}.0000000000` };
export const transferredAt = (CHANGED + 300) * 1000;

// Judges one path that is written down readably.
import { rowOf } from '../../../src/reconcile/judging/compare-rule.ts';
import { judgePath } from '../../../src/reconcile/judging/judge-path.ts';
import type { PathInLayers } from '../../../src/reconcile/layers.ts';
import { policyOf } from '../../../src/reconcile/judging/policy.ts';
import type { PolicyOptions } from '../../../src/reconcile/judging/policy.ts';
import { CHANGED, objectRow, sourceRow } from '../rows/rows.ts';
import type { ObjectRowFields, SourceRowFields } from '../rows/rows.ts';

export interface Case {
  readonly path?: string | Buffer;
  readonly source?: Partial<SourceRowFields> | undefined;
  readonly bucket?: Partial<ObjectRowFields> | undefined;
  readonly gateway?: Partial<SourceRowFields> | undefined;
  readonly policy?: PolicyOptions;
  readonly looksAt?: PathInLayers['looksAt'];
  readonly unlisted?: PathInLayers['unlisted'];
  readonly accepted?: boolean;
}

export function verdictOf(one: Case): { verdict: string; symbols: string; more: string } {
  const path = one.path ?? 'a/b.jpg';
  const source = one.source && rowOf(sourceRow({ path, ...one.source }));
  const bucket = one.bucket && rowOf(objectRow({ path, ...one.bucket }));
  const gateway = one.gateway && rowOf(sourceRow({ path, ...one.gateway }));
  const row = source ?? bucket ?? gateway;
  if (row === undefined) throw new Error('a path in no layer');
  const { verdict, symbols, attributes, details, lostBy } = judgePath(
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

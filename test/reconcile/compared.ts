// Compares layers that are written down readably, and reads the lines that come out.
import { policyOf } from '../../src/reconcile/judging/policy.ts';
import type { PolicyOptions } from '../../src/reconcile/judging/policy.ts';
import { reconcile } from '../../src/reconcile/reconciliation.ts';
import type { Reconciled } from '../../src/reconcile/reconciliation.ts';
import { pathOfVisible } from '../../src/reconcile/paths/visible-path.ts';
import { keeping, objectRow, sourceRow, stream } from './rows/rows.ts';
import type { ObjectRowFields, SourceRowFields } from './rows/rows.ts';

export interface World {
  readonly source: readonly SourceRowFields[];
  readonly bucket?: readonly ObjectRowFields[];
  readonly gateway?: readonly SourceRowFields[];
}

export interface Line {
  readonly symbols: string;
  readonly verdict: string;
  readonly path: string;
}

export async function run(
  world: World,
  options: PolicyOptions = {},
  chunk = 64,
): Promise<{ result: Reconciled; lines: Line[]; toRead: Buffer }> {
  const differences = keeping();
  const toRead = keeping();
  const result = await reconcile(
    {
      source: {
        rows: stream(world.source.map(sourceRow), chunk),
        expected: world.source.length,
      },
      ...(world.bucket && { bucket: { rows: stream(world.bucket.map(objectRow), chunk + 7) } }),
      ...(world.gateway && {
        gateway: { rows: stream(world.gateway.map(sourceRow), chunk + 3) },
      }),
    },
    { policy: policyOf(options), differences, toRead },
  );
  return { result, lines: linesOf(differences.bytes()), toRead: toRead.bytes() };
}

export const linesOf = (bytes: Buffer): Line[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, symbols = '', verdict = '', path = ''] = /^(\S{3}) (\S+)\t([^\t]*)/.exec(line) ?? [];
      return { symbols, verdict, path: pathOfVisible(path).toString('latin1') };
    });

export const paths = (lines: readonly Line[], verdict: string): string[] =>
  lines.filter((line) => line.verdict === verdict).map(({ path }) => path);
